package org.percept4j.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.npy.NpyReader;
import org.percept4j.hypercolumn.learn.PixelScaler;
import org.percept4j.hypercolumn.learn.PixelSource;

class ImageSetTest {

  @TempDir Path dir;

  private final List<String> loaded = new ArrayList<>();

  private final HypercolumnExtractor extractor =
      HypercolumnExtractor.builder(Networks.trunk(CNN2DFormat.NCHW)).layers(0, 4).build();

  private NamedImage image(String name, int side) {
    return new NamedImage(
        name,
        () -> {
          loaded.add(name);
          if (side == 0) {
            throw new IOException(name + ": expected a picture, got none");
          }
          INDArray pixels = Nd4j.create(DataType.FLOAT, 3, side, side + 3);
          for (int i = 0; i < pixels.length(); i++) {
            pixels.putScalar(i, Math.sin(side + i));
          }
          return pixels;
        });
  }

  private ImageSet images() {
    return ImageSet.of(List.of(image("a.png", 16), image("b.png", 20), image("c.png", 24)));
  }

  private SampleFolder folder() {
    return SampleFolder.builder(extractor, dir).pointsPerImage(50).seed(3).build();
  }

  private Map<String, FileTime> files() throws IOException {
    Map<String, FileTime> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(dir)) {
      for (Path file : files.toList()) {
        found.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
      }
    }
    return found;
  }

  @Test
  void streamsKeepNamesAndLoadOneAfterAnother() {
    List<String> seen = new ArrayList<>();
    images().stream(extractor)
        .forEach(
            each -> {
              seen.add(each.name());
              assertThat(loaded).isEqualTo(seen);
              assertThat(each.columns().height()).isEqualTo(12 + 4 * seen.size());
            });
    assertThat(seen).containsExactly("a.png", "b.png", "c.png");
  }

  @Test
  void setsAreSourcesOfPixels() {
    List<Hypercolumns> list = images().stream(extractor).map(NamedColumns::columns).toList();
    assertThat(PixelScaler.fit(PixelSource.of(images().columns(extractor))))
        .isEqualTo(PixelScaler.fit(list));
  }

  @Test
  void filesHoldTheColumnsAtTheirPoints() throws IOException {
    List<String> progress = new ArrayList<>();
    SampleFolder.Report report =
        SampleFolder.builder(extractor, dir)
            .pointsPerImage(50)
            .seed(3)
            .progress((name, done, of) -> progress.add(name + " " + done + "/" + of))
            .build()
            .write(images());
    assertThat(report).isEqualTo(new SampleFolder.Report(3, 0, Map.of()));
    assertThat(progress).containsExactly("a.png 1/3", "b.png 2/3", "c.png 3/3");
    Hypercolumns columns =
        images().stream(extractor).filter(e -> e.name().equals("b.png")).toList().get(0).columns();
    INDArray points = NpyReader.read(dir.resolve("b.png.points.npy"));
    INDArray written = NpyReader.read(dir.resolve("b.png.columns.npy"));
    assertThat(written.shape()).containsExactly(50, columns.depth());
    for (int i = 0; i < 50; i++) {
      assertThat(written.getRow(i).toFloatVector())
          .containsExactly(columns.at(points.getInt(i, 0), points.getInt(i, 1)));
    }
    assertThat(NpyReader.read(dir.resolve("a.png.points.npy"))).isNotEqualTo(points);
  }

  /** As after a crash between two files of the second image. */
  @Test
  void writtenResultsAreNotComputedAgain() throws IOException {
    folder().write(images());
    Map<String, FileTime> before = files();
    byte[] columns = Files.readAllBytes(dir.resolve("b.png.columns.npy"));
    Files.delete(dir.resolve("b.png.columns.npy"));
    loaded.clear();
    assertThat(folder().write(images())).isEqualTo(new SampleFolder.Report(1, 2, Map.of()));
    assertThat(loaded).containsExactly("b.png");
    assertThat(dir.resolve("b.png.columns.npy")).hasBinaryContent(columns);
    assertThat(files().keySet()).isEqualTo(before.keySet());
    assertThat(files().get("a.png.columns.npy")).isEqualTo(before.get("a.png.columns.npy"));
    assertThatThrownBy(
            () -> SampleFolder.builder(extractor, dir).pointsPerImage(51).build().write(images()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected a folder of these settings")
        .hasMessageContaining("51 points per image, seed 0")
        .hasMessageContaining("50 points per image, seed 3");
  }

  @Test
  void corruptImagesDoNotEndTheOthers() throws IOException {
    ImageSet set = ImageSet.of(List.of(image("a", 16), image("bad", 0), image("z", 18)));
    SampleFolder.Report report = folder().write(set);
    assertThat(report.written()).isEqualTo(2);
    assertThat(report.failures()).containsOnlyKeys("bad");
    assertThat(report.failures().get("bad")).hasMessage("bad: expected a picture, got none");
    assertThat(files().keySet()).doesNotContain("bad.columns.npy", "bad.points.npy");
    assertThatThrownBy(() -> set.stream(extractor).toList())
        .hasMessage("bad: expected a picture, got none");
  }

  @Test
  void smallImagesGiveAllTheirPixels() throws IOException {
    SampleFolder.builder(extractor, dir)
        .pointsPerImage(10_000)
        .build()
        .write(ImageSet.of(List.of(image("a", 16))));
    assertThat(NpyReader.read(dir.resolve("a.columns.npy")).size(0)).isEqualTo(16 * 19);
  }

  @Test
  void foldersAreListedByNameWithoutReading() throws IOException {
    Files.writeString(dir.resolve("b.png"), "");
    Files.writeString(dir.resolve("a.png"), "");
    Files.writeString(dir.resolve(".hidden"), "");
    Files.createDirectory(dir.resolve("c"));
    ImageSet set =
        ImageSet.folder(
            dir,
            file -> {
              throw new IOException("read");
            });
    assertThat(set.images()).extracting(NamedImage::name).containsExactly("a.png", "b.png");
  }

  @Test
  void badNamesAreRefusedBeforeAnythingIsWritten() throws IOException {
    assertThatThrownBy(() -> ImageSet.of(List.of(image("a", 8), image("a", 9))))
        .hasMessage("images: expected each name once, got \"a\" twice");
    for (String name : List.of("../a", "a/b", "a\\b", "", ".a", "a\n")) {
      assertThatThrownBy(() -> folder().write(ImageSet.of(List.of(image(name, 16)))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("name: expected one that a file can have, got \"" + name + "\"");
    }
    assertThat(files()).isEmpty();
  }
}
