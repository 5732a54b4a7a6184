package org.percept4j.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.npy.NpyWriter.Precision;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.hypercolumn.VolumeFile.Order;

class WriteNpyTest {

  /** The volume of 48×900×900 values is 156 MB; such a heap cannot hold it. */
  private static final int LARGE_SIDE = 900;

  private static final String SMALL_HEAP = "-Xmx40m";

  private static final long HEADER = 128;

  @TempDir Path dir;

  private void assertOnly(String... names) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files.map(p -> p.getFileName().toString())).containsExactlyInAnyOrder(names);
    }
  }

  @ParameterizedTest
  @EnumSource(Convention.class)
  void fileHoldsTheDenseVolumeInEitherOrder(Convention convention) throws IOException {
    Hypercolumns columns = Dense.random(11, 14, convention, 4);
    INDArray dense = columns.dense();
    Path path = dir.resolve("a.npy");
    VolumeFile.write(columns, path);
    assertThat(Nd4j.createFromNpyFile(path.toFile())).isEqualTo(dense);
    VolumeFile.write(columns, path, Order.HWC, Precision.SINGLE);
    assertThat(Nd4j.createFromNpyFile(path.toFile())).isEqualTo(dense.permute(1, 2, 0).dup('c'));
    assertOnly("a.npy");
  }

  @Test
  void numpyReadsBothOrdersAndHalfPrecision() throws Exception {
    assumeThat(python("import numpy")).isZero();
    Hypercolumns columns = Trunk.withFullyConnected();
    VolumeFile.write(columns, dir.resolve("chw.npy"));
    VolumeFile.write(columns, dir.resolve("hwc.npy"), Order.HWC, Precision.SINGLE);
    VolumeFile.write(columns, dir.resolve("half.npy"), Order.HWC, Precision.HALF);
    Path reference = dir.resolve("reference.npy");
    try (var in =
        WriteNpyTest.class.getResourceAsStream("/reference/hypercolumn_trunk/hypercolumns.npy")) {
      Files.copy(in, reference);
    }
    String check =
        "import numpy as n; r=n.load('reference.npy')[0]; c=n.load('chw.npy');"
            + " h=n.load('hwc.npy'); f=n.load('half.npy');"
            + " assert c.shape==(79,48,64) and h.shape==(48,64,79) and f.dtype==n.float16;"
            + " assert abs(c-r).max()<1e-5; assert (h.transpose(2,0,1)==c).all();"
            + " assert (abs(f-h)<=n.maximum(abs(h)*2**-11,2**-25)).all()";
    assertThat(python(check)).isZero();
  }

  private int python(String code) throws Exception {
    try {
      return new ProcessBuilder("python3", "-c", code)
          .directory(dir.toFile())
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void volumesLargerThanTheHeapAreStreamed(Order order) throws Exception {
    Path path = dir.resolve("large.npy");
    Process process = tool(List.of(), path, LARGE_SIDE, order);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    long values = (long) StreamTool.DEPTH * LARGE_SIDE * LARGE_SIDE;
    assertThat(Files.size(path)).isEqualTo(HEADER + 4 * values);
    Hypercolumns columns = StreamTool.columns(LARGE_SIDE);
    for (int[] yx : new int[][] {{0, 0}, {451, 899}, {899, 3}}) {
      float[] column = columns.at(yx[0], yx[1]);
      for (int c = 0; c < column.length; c++) {
        long pixel = (long) yx[0] * LARGE_SIDE + yx[1];
        long at =
            order == Order.CHW
                ? (long) c * LARGE_SIDE * LARGE_SIDE + pixel
                : pixel * StreamTool.DEPTH + c;
        assertThat(Math.abs(read(path, at) - column[c])).isLessThan(1e-4f);
      }
    }
  }

  private static float read(Path path, long index) throws IOException {
    ByteBuffer value = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(path)) {
      channel.read(value, HEADER + 4 * index);
    }
    return value.getFloat(0);
  }

  private Process tool(List<String> prefix, Path path, int side, Order order) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            SMALL_HEAP,
            "-cp",
            System.getProperty("java.class.path"),
            StreamTool.class.getName(),
            path.toString(),
            String.valueOf(side),
            order.name()));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @Test
  void killedProgramLeavesTheOldFileAndNothingInTheWay() throws Exception {
    Path path = Files.writeString(dir.resolve("killed.npy"), "old");
    Process process = tool(List.of(), path, 4 * LARGE_SIDE, Order.CHW);
    while (process.isAlive() && partBytes() < 1 << 20) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(process.isAlive()).isTrue();
    process.destroyForcibly().waitFor(); // kill -9
    assertThat(path).hasContent("old");
    assertThat(partBytes()).isPositive(); // under a name of its own, which nothing else uses
    Hypercolumns columns = StreamTool.columns(20);
    VolumeFile.write(columns, path);
    assertThat(Nd4j.createFromNpyFile(path.toFile())).isEqualTo(columns.dense());
  }

  private long partBytes() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files
          .filter(f -> f.toString().endsWith(".part"))
          .mapToLong(f -> f.toFile().length())
          .sum();
    }
  }

  @Test
  void aDiskThatFillsUpLeavesNoFile() throws Exception {
    assumeThat(Files.isExecutable(Path.of("/bin/sh"))).isTrue();
    Path path = Files.writeString(dir.resolve("full.npy"), "old");
    List<String> limited = List.of("/bin/sh", "-c", "ulimit -f 4000 && exec \"$@\"", "sh");
    Process process = tool(limited, path, LARGE_SIDE, Order.CHW);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(3);
    assertThat(output).contains("java.io.IOException: File too large");
    assertThat(path).hasContent("old");
    assertOnly("full.npy");
  }

  @Test
  void anInterruptedThreadLeavesNoFile() throws IOException {
    Path path = dir.resolve("b.npy");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> VolumeFile.write(Trunk.withFullyConnected(), path))
        .isInstanceOf(ClosedByInterruptException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertOnly();
  }

  @Test
  void badPathsAndValuesLeaveNoFile() throws IOException {
    Hypercolumns columns = Trunk.withFullyConnected();
    assertThatThrownBy(() -> VolumeFile.write(columns, dir.resolve("no/such.npy")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> VolumeFile.write(columns, dir))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected a file, got a folder");
    Hypercolumns huge =
        Hypercolumns.of(
            List.of(FeatureMaps.of("a", 1, 1, 1, new float[] {1e6f})), 3, 3, Convention.HALF_PIXEL);
    assertThatThrownBy(
            () -> VolumeFile.write(huge, dir.resolve("h.npy"), Order.CHW, Precision.HALF))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("half precision");
    assertOnly();
  }
}
