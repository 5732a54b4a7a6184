package org.percept4j.core.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.bytedeco.javacpp.indexer.HalfIndexer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.npy.NpyWriter.Precision;

class NpyWriterTest {

  @TempDir Path dir;

  private void assertOnly(String... names) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files.map(p -> p.getFileName().toString())).containsExactlyInAnyOrder(names);
    }
  }

  @Test
  void nd4jReadsWhatWasWritten() throws IOException {
    Path path = dir.resolve("a.npy");
    float[] values = {1, -2.5f, Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE, 6};
    try (NpyWriter writer = NpyWriter.create(path, Precision.SINGLE, 2, 3)) {
      writer.write(values, 0, 2);
      writer.write(values, 2, 4);
      writer.commit();
    }
    INDArray read = Nd4j.createFromNpyFile(path.toFile());
    assertThat(read.shape()).containsExactly(2, 3);
    assertThat(read.data().asFloat()).containsExactly(values);
    assertOnly("a.npy");
  }

  @Test
  void numpyReadsEveryShapeAndPrecision() throws Exception {
    assumeThat(run("import numpy")).isZero();
    for (Precision precision : Precision.values()) {
      write(precision, new long[] {}, 1);
      write(precision, new long[] {7}, 7);
      write(precision, new long[] {3, 5, 1, 2}, 30);
      write(precision, new long[] {600, 1000}, 600_000);
      write(precision, new long[] {0, 4}, 0);
    }
  }

  private void write(Precision precision, long[] shape, int count) throws Exception {
    Path path = dir.resolve("b.npy");
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (i % 2048) / 4f;
    }
    try (NpyWriter writer = NpyWriter.create(path, precision, shape)) {
      writer.write(values, 0, count);
      writer.commit();
    }
    String dimensions = Arrays.toString(shape).replace('[', '(').replace(']', ')');
    String check =
        String.format(
            "import numpy as n; a=n.load('%s'); s=%s; assert a.shape==s, a.shape;"
                + " assert a.dtype==n.%s; assert (a.ravel()==n.arange(%d)%%2048/4).all()",
            path,
            shape.length == 1 ? "(" + shape[0] + ",)" : dimensions,
            precision == Precision.HALF ? "float16" : "float32",
            count);
    assertThat(run(check)).isZero();
  }

  private static int run(String python) throws Exception {
    try {
      return new ProcessBuilder("python3", "-c", python).inheritIO().start().waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void halfPrecisionIsAsCloseAsStated() throws IOException {
    int n = 5000;
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) ((i % 2 == 0 ? 1 : -1) * Math.pow(10, -10 + 14.8 * i / n));
    }
    values[0] = 65504;
    Path path = dir.resolve("h.npy");
    try (NpyWriter writer = NpyWriter.create(path, Precision.HALF, n)) {
      writer.write(values, 0, n);
      writer.commit();
    }
    ByteBuffer data = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    data.position(data.capacity() - 2 * n);
    for (float value : values) {
      double bound = Math.max(Math.abs(value) * Math.pow(2, -11), Math.pow(2, -25));
      assertThat(Math.abs((double) HalfIndexer.toFloat(data.getShort()) - value))
          .as("%s", value)
          .isLessThanOrEqualTo(bound);
    }
  }

  @Test
  void valuesTooLargeForHalfPrecisionAreRefused() throws IOException {
    try (NpyWriter writer = NpyWriter.create(dir.resolve("h.npy"), Precision.HALF, 1)) {
      assertThatThrownBy(() -> writer.write(new float[] {-65520}, 0, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("value: expected at most ±65504 in half precision, got -65520.0");
    }
    assertOnly();
  }

  @Test
  void tooFewOrTooManyValuesLeaveNoFileAndKeepTheOldOne() throws IOException {
    Path path = Files.writeString(dir.resolve("c.npy"), "old");
    try (NpyWriter writer = NpyWriter.create(path, Precision.SINGLE, 4)) {
      writer.write(new float[3], 0, 3);
      assertThatThrownBy(() -> writer.write(new float[2], 0, 2))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("values: expected at most 1 more, got 2");
      assertThatThrownBy(writer::commit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("values: expected 1 more before the end");
    }
    assertThat(path).hasContent("old");
    assertOnly("c.npy");
  }

  @Test
  void pathsThatCannotBeWrittenAreRefused() throws IOException {
    assertThatThrownBy(() -> NpyWriter.create(dir.resolve("no/such.npy"), Precision.SINGLE, 1))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> NpyWriter.create(dir, Precision.SINGLE, 1))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("expected a file, got a folder");
    assertThatThrownBy(() -> NpyWriter.create(dir.resolve("a"), Precision.SINGLE, -1))
        .hasMessage("shape: expected lengths of 0 or more, got -1");
    assertOnly();
  }

  @Test
  void anInterruptedThreadLeavesNoFile() throws IOException {
    float[] values = new float[1 << 19];
    try (NpyWriter writer = NpyWriter.create(dir.resolve("d"), Precision.SINGLE, values.length)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> writer.write(values, 0, values.length))
          .isInstanceOf(ClosedByInterruptException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertOnly();
  }

  @Test
  void theHeaderIsAligned() throws IOException {
    Path path = dir.resolve("e.npy");
    try (NpyWriter writer = NpyWriter.create(path, Precision.SINGLE, 1472, 224, 224)) {
      assertThat(writer).isNotNull();
    }
    try (NpyWriter writer = NpyWriter.create(path, Precision.SINGLE, 2)) {
      writer.write(new float[2], 0, 2);
      writer.commit();
    }
    byte[] bytes = Files.readAllBytes(path);
    assertThat(bytes.length).isEqualTo(128 + 8);
    assertThat(new String(bytes, 10, 118, StandardCharsets.US_ASCII))
        .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }")
        .endsWith(" \n");
  }
}
