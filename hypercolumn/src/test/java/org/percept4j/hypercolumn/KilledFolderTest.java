package org.percept4j.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.npy.NpyReader;

/** A program that fills a folder is killed in the middle of writing a file, and started again. */
class KilledFolderTest {

  private static final int IMAGES = 12;
  private static final int SIDE = 256;
  private static final int KILLS = 3;

  @TempDir Path dir;

  /** Fills the folder; says in another folder which images it has loaded. */
  static final class Filling {
    private Filling() {}

    public static void main(String[] args) throws IOException {
      fill(Path.of(args[0]), Path.of(args[1]));
    }
  }

  private static SampleFolder.Report fill(Path folder, Path loaded) throws IOException {
    HypercolumnExtractor extractor =
        HypercolumnExtractor.builder(Networks.trunk(CNN2DFormat.NCHW)).layers(0, 4).build();
    return SampleFolder.builder(extractor, folder)
        .pointsPerImage(SIDE * SIDE)
        .build()
        .write(
            ImageSet.of(
                IntStream.range(0, IMAGES)
                    .mapToObj(i -> new NamedImage(i + ".png", () -> image(i, loaded)))
                    .toList()));
  }

  private static INDArray image(int number, Path loaded) throws IOException {
    Files.writeString(loaded.resolve(Integer.toString(number)), "");
    float[] values = new float[3 * SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(number + i);
    }
    return Nd4j.createFromArray(values).reshape(3, SIDE, SIDE);
  }

  private static Map<String, FileTime> files(Path folder, String end) throws IOException {
    Map<String, FileTime> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(end)).toList()) {
        found.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
      }
    }
    return found;
  }

  private static int count(Path folder, String end) {
    String[] names = folder.toFile().list((parent, name) -> name.endsWith(end));
    return names == null ? 0 : names.length;
  }

  /** Kills it when it has written one more image and is in the middle of a further file. */
  private static void killedInMidWrite(Path folder, Path loaded) throws Exception {
    int before = count(folder, ".columns.npy");
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // the same kernels as here, so that bits can be compared
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
                    ? "--add-modules=jdk.incubator.vector"
                    : "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Filling.class.getName(),
                folder.toString(),
                loaded.toString())
            .inheritIO()
            .start();
    while (program.isAlive()
        && (count(folder, ".columns.npy") <= before || count(folder, ".part") == 0)) {
      Thread.onSpinWait();
    }
    assertThat(program.isAlive()).isTrue();
    program.destroyForcibly().waitFor();
  }

  @Test
  void writtenImagesAreWholeAndNeverLoadedAgain() throws Exception {
    Path folder = dir.resolve("killed");
    for (int kill = 0; kill < KILLS; kill++) {
      killedInMidWrite(folder, Files.createDirectories(dir.resolve("loaded" + kill)));
    }
    Map<String, FileTime> before = files(folder, ".columns.npy");
    assertThat(before).hasSizeBetween(KILLS, IMAGES - 1);

    Path loaded = Files.createDirectory(dir.resolve("loaded"));
    SampleFolder.Report report = fill(folder, loaded);
    assertThat(report.failures()).isEmpty();
    assertThat(report.skipped()).isEqualTo(before.size());
    assertThat(report.written()).isEqualTo(IMAGES - before.size());
    assertThat(files(loaded, "")).hasSize(IMAGES - before.size());
    assertThat(files(folder, ".columns.npy")).containsAllEntriesOf(before);
    assertThat(files(folder, ".part")).isEmpty();

    Path whole = dir.resolve("whole");
    fill(whole, loaded);
    assertThat(files(folder, "").keySet()).isEqualTo(files(whole, "").keySet());
    for (String name : files(whole, ".npy").keySet()) {
      assertThat(folder.resolve(name)).hasSameBinaryContentAs(whole.resolve(name));
      assertThat(NpyReader.read(folder.resolve(name)).size(0)).isEqualTo(SIDE * SIDE);
    }
  }
}
