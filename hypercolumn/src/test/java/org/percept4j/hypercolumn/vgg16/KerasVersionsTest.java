package org.percept4j.hypercolumn.vgg16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bytedeco.javacpp.indexer.HalfIndexer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.percept4j.hypercolumn.vgg16.Vgg16Layers.Kind;
import org.percept4j.hypercolumn.vgg16.Vgg16Layers.Step;

/**
 * Files of Keras 2 and 3, compressed and in half precision, as {@code generate.py} beside them
 * wrote them: the same network as from the plain file that {@link KerasFixture} writes of the same
 * weights.
 */
class KerasVersionsTest {

  private static final Vgg16Layers NARROW = KerasFixture.NARROW;
  private static final int CLASSES = 3;
  private static final int CORRUPTIONS = 200;

  @TempDir Path dir;

  private Path file(String name) throws IOException {
    Path copy = dir.resolve(name);
    try (InputStream in = getClass().getResourceAsStream("/keras/" + name)) {
      Files.copy(Objects.requireNonNull(in, name), copy);
    }
    return copy;
  }

  private static float[] values(int layer, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = ((7919L * i + 104729L * layer) % 2001 - 1000) / 1024f;
    }
    return values;
  }

  private static float[][] rows(float[] values, int from, int rows, int columns) {
    float[][] matrix = new float[rows][];
    for (int i = 0; i < rows; i++) {
      matrix[i] = Arrays.copyOfRange(values, from + i * columns, from + (i + 1) * columns);
    }
    return matrix;
  }

  /** By path in the plain layout. */
  private static Map<String, Object> arrays(List<Step> steps) {
    Map<String, Object> arrays = new LinkedHashMap<>();
    int n = 0;
    for (Step step : steps) {
      if (step.kind() == Kind.POOLING) {
        continue;
      }
      String path = step.keras() + "/" + step.keras();
      int in = step.in();
      int out = step.out();
      if (step.kind() == Kind.CONVOLUTION) {
        float[] values = values(n, 9 * in * out);
        float[][][][] kernel = new float[3][3][][];
        for (int i = 0; i < 9; i++) {
          kernel[i / 3][i % 3] = rows(values, i * in * out, in, out);
        }
        arrays.put(path + "_W_1:0", kernel);
      } else {
        arrays.put(path + "_W_1:0", rows(values(n, in * out), 0, in, out));
      }
      arrays.put(path + "_b_1:0", values(n++ + 100, out));
    }
    return arrays;
  }

  private ComputationGraph plain(boolean top) throws IOException {
    List<Step> steps = top ? NARROW.withTop(CLASSES) : NARROW.trunk();
    Path plain = KerasFixture.write(dir.resolve("plain" + top + ".h5"), arrays(steps));
    return PretrainedVgg16.load(plain, NARROW, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"keras2_gzip.h5", "keras3.weights.h5", "keras3.keras"})
  void wholeNetworksAreRead(String name) throws IOException {
    Path file = file(name);
    assertThat(PretrainedVgg16.load(file, NARROW, false).params()).isEqualTo(plain(true).params());
    assertThat(PretrainedVgg16.load(file, NARROW, true).params()).isEqualTo(plain(false).params());
  }

  @ParameterizedTest
  @ValueSource(strings = {"keras2_model_half.h5", "keras3_around_half_gzip.weights.h5"})
  void trunksAreReadFromModelsWithOtherLayers(String name) throws IOException {
    Path file = file(name);
    assertThat(PretrainedVgg16.load(file, NARROW, true).params()).isEqualTo(plain(false).params());
    assertThatThrownBy(() -> PretrainedVgg16.load(file, NARROW, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @CsvSource({"keras2_model_half.h5", "keras3.weights.h5"})
  void otherWidthsAreRefused(String name) throws IOException {
    Path file = file(name);
    assertThatThrownBy(() -> PretrainedVgg16.load(file, Vgg16Layers.PAPER, true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("expected");
  }

  /** All 65536 numbers, as JavaCPP has them. */
  @Test
  void everyHalfPrecisionNumberIsRead() throws IOException {
    FloatBuffer found = Hdf5Weights.read(file("halves.h5")).get(0).values();
    assertThat(found.remaining()).isEqualTo(1 << 16);
    for (int i = 0; i < 1 << 16; i++) {
      float expected = HalfIndexer.toFloat(i);
      if (Float.isNaN(expected)) {
        assertThat(found.get(i)).isNaN();
      } else {
        assertThat(found.get(i)).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"keras2_gzip.h5", "keras3_around_half_gzip.weights.h5", "keras3.keras"})
  void corruptFilesAreRefusedByNameOrRead(String name) throws IOException {
    byte[] whole = Files.readAllBytes(file(name));
    SplittableRandom random = new SplittableRandom(3);
    Path corrupt = dir.resolve("corrupt" + name);
    for (int n = 0; n < CORRUPTIONS; n++) {
      byte[] bytes =
          n % 5 == 0 ? Arrays.copyOf(whole, 8 + random.nextInt(whole.length - 8)) : whole.clone();
      for (int i = 0; i < n % 5; i++) {
        bytes[8 + random.nextInt(bytes.length - 8)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(corrupt, bytes);
      try {
        PretrainedVgg16.load(corrupt, NARROW, true);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("corrupt" + name);
      }
    }
  }

  @Test
  void archivesAreChecked() throws IOException {
    Path file = dir.resolve("big.keras");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("model.weights.h5"));
      zip.write(new byte[100]);
      zip.closeEntry();
    }
    assertThatThrownBy(() -> PretrainedVgg16.load(file, NARROW, true))
        .isInstanceOf(IOException.class)
        .hasMessage(
            file
                + ": model.weights.h5: expected a whole HDF5 file, got one that is corrupt or"
                + " truncated");
  }
}
