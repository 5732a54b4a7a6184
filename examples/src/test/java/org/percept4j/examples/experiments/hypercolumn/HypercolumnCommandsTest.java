package org.percept4j.examples.experiments.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.cli.Percept4j;
import picocli.CommandLine;

/** The programs as their users meet them. */
class HypercolumnCommandsTest {

  @TempDir private Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine line = new CommandLine(new Percept4j());
    return Launcher.run(line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)), args);
  }

  private List<String> written(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theBundledPhotoIsShownByTheBundledNetworkWhichSaysSo() throws IOException {
    Path made = dir.resolve("made");
    int code = run("photo", "--clusters=2,3", "--out=" + made);
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("Seen by NanoDet")
        .contains("cat: 0.")
        .contains("For VGG-16 as in the original post say --weights FILE or --download.");
    assertThat(written(made))
        .containsExactly(
            "photo-classes.svg", "photo-clusters.svg", "photo-maps.svg", "photo-means.svg");
  }

  @Test
  void mapsAreChosenByLayerAndChannelAndRefusedByName() {
    Path made = dir.resolve("made");
    assertThat(run("photo", "--clusters=1", "--maps=1:2,4:511", "--out=" + made)).isZero();
    assertThat(out.toString()).contains("channel 2.", "channel 511.");
    assertThat(run("photo", "--maps=5:2", "--out=" + made)).isEqualTo(1);
    assertThat(run("photo", "--maps=1:64", "--out=" + made)).isEqualTo(1);
    assertThat(run("photo", "--maps=one", "--out=" + made)).isEqualTo(1);
    assertThat(err.toString())
        .contains("layer: expected one of [1, 2, 3, 4], got 5")
        .contains("maps: expected a channel from 0 to 63 of layer 1, got 64")
        .contains("maps: expected LAYER:CHANNEL, two numbers, got one");
  }

  @Test
  void scribblesColourAPhotoOfAnySize() throws IOException {
    BufferedImage photo = new BufferedImage(90, 60, BufferedImage.TYPE_INT_RGB);
    BufferedImage scribbles = new BufferedImage(90, 60, BufferedImage.TYPE_INT_ARGB);
    for (int x = 0; x < 90; x++) {
      for (int y = 0; y < 60; y++) {
        photo.setRGB(x, y, x < 45 ? 0x808080 : 0xC0C0C0);
      }
    }
    scribbles.setRGB(10, 10, 0xFFFF0000);
    scribbles.setRGB(80, 50, 0xFF00FF00);
    Path grey = dir.resolve("grey.png");
    Path hints = dir.resolve("hints.png");
    ImageIO.write(photo, "png", grey.toFile());
    ImageIO.write(scribbles, "png", hints.toFile());
    assertThat(run("colourise", grey + "", "--scribbles=" + hints, "--out=" + dir)).isZero();
    BufferedImage made = ImageIO.read(dir.resolve("coloured.png").toFile());
    assertThat(made.getWidth()).isEqualTo(90);
    int left = made.getRGB(12, 12);
    int right = made.getRGB(78, 48);
    assertThat(left >> 16 & 0xFF).isGreaterThan((left >> 8 & 0xFF) + 40);
    assertThat(right >> 8 & 0xFF).isGreaterThan((right >> 16 & 0xFF) + 40);
  }

  @Test
  void badScribblesAreRefused() throws IOException {
    Path grey = dir.resolve("grey.png");
    Path other = dir.resolve("other.png");
    Path nothing = dir.resolve("nothing.png");
    ImageIO.write(new BufferedImage(9, 6, BufferedImage.TYPE_INT_RGB), "png", grey.toFile());
    ImageIO.write(new BufferedImage(6, 9, BufferedImage.TYPE_INT_ARGB), "png", other.toFile());
    ImageIO.write(new BufferedImage(9, 6, BufferedImage.TYPE_INT_ARGB), "png", nothing.toFile());
    assertThat(run("colourise", grey + "")).isEqualTo(2);
    assertThat(run("colourise", grey + "", "--scribbles=" + grey)).isEqualTo(1);
    assertThat(run("colourise", grey + "", "--scribbles=" + other)).isEqualTo(1);
    assertThat(run("colourise", grey + "", "--scribbles=" + nothing)).isEqualTo(1);
    assertThat(err.toString())
        .contains("expected PHOTO and --scribbles together")
        .contains("expected 9 x 6 pixels as the photo, got 6 x 9")
        .contains("expected transparency where nothing is painted")
        .contains("expected painted pixels, got none");
  }

  @Test
  void aPhotoOfItsOwnSizeIsTaken() throws IOException {
    BufferedImage small = new BufferedImage(30, 20, BufferedImage.TYPE_INT_ARGB);
    small.setRGB(5, 5, 0xFFFF0000);
    Path photo = dir.resolve("small.png");
    ImageIO.write(small, "png", photo.toFile());
    Path made = dir.resolve("made");
    assertThat(run("photo", photo.toString(), "--clusters=1", "--out=" + made))
        .as(err::toString)
        .isZero();
    assertThat(written(made)).hasSize(4);
  }

  @Test
  void weightsOfVgg16WithoutItsTopGiveAllButClasses() throws IOException {
    Path weights = dir.resolve("vgg16.h5");
    writeTrunk(weights);
    Path made = dir.resolve("made");
    assertThat(run("photo", "--weights=" + weights, "--clusters=1", "--out=" + made))
        .as(err::toString)
        .isZero();
    assertThat(out.toString())
        .contains("Seen by VGG-16, trained on ImageNet.")
        .contains("These weights are without the layers that tell classes: no plot of them.");
    assertThat(out.toString())
        .contains("layer 3 of the post, block1_conv2 in Keras, \"1\" in DL4J");
    assertThat(written(made))
        .containsExactly("photo-clusters.svg", "photo-maps.svg", "photo-means.svg");
  }

  /** A file of the published one's layout, its kernels alike in all places. */
  private static void writeTrunk(Path file) {
    int[] convolutions = {2, 2, 3, 3, 3};
    int[] widths = {64, 128, 256, 512, 512};
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      int in = 3;
      for (int block = 0; block < convolutions.length; block++) {
        for (int i = 1; i <= convolutions[block]; i++) {
          float[][][][] kernels = new float[3][3][in][widths[block]];
          for (int c = 0; c < widths[block]; c++) {
            kernels[1][1][c % in][c] = 1;
          }
          String name = "block" + (block + 1) + "_conv" + i;
          WritableGroup group = hdf.putGroup(name);
          group.putDataset(name + "_W_1:0", kernels);
          group.putDataset(name + "_b_1:0", new float[widths[block]]);
          in = widths[block];
        }
      }
    }
  }

  @Test
  void photoCommandReportsErrorsInOneLineAndWritesNothing() throws IOException {
    Path absent = dir.resolve("absent.png");
    Path text = Files.writeString(dir.resolve("text.png"), "no picture");
    Path weights = Files.writeString(dir.resolve("weights.h5"), "no weights");
    String made = "--out=" + dir.resolve("made");
    assertThat(run("photo", absent.toString(), made)).isEqualTo(1);
    assertThat(run("photo", text.toString(), made)).isEqualTo(1);
    assertThat(run("photo", dir.toString(), made)).isEqualTo(1);
    assertThat(run("photo", "--weights=" + absent, made)).isEqualTo(1);
    assertThat(run("photo", "--weights=" + weights, made)).isEqualTo(1);
    assertThat(run("photo", "--clusters=6000000", made)).isEqualTo(1);
    assertThat(err.toString().lines())
        .hasSize(6)
        .contains(
            absent + ": expected a picture, got no file",
            text + ": expected a PNG, JPEG, GIF, BMP or TIFF picture, got something else",
            dir + ": expected a picture, got a folder",
            absent + ": expected a file with VGG-16's weights, got none",
            "k: expected at most 119808 clusters, one per pixel, got 6000000")
        .anyMatch(line -> line.startsWith(weights + ": expected Keras's weights in HDF5"));
    assertThat(run("photo", "--clusters=0", made)).isEqualTo(2);
    assertThat(run("photo", "--weights=" + weights, "--download", made)).isEqualTo(2);
    assertThat(dir.resolve("made")).doesNotExist();
  }

  @Test
  void scenesAreSegmentedInTheQuickForm() throws IOException {
    int code = run("segment-scenes", "--quick", "--out=" + dir);
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    Matcher row =
        Pattern.compile(
                "(first layer|last layer|hypercolumns)[^|]*\\| (\\d+) \\| (\\S+) ± (\\S+)"
                    + " \\| (\\S+) ± (\\S+)")
            .matcher(out.toString());
    int rows = 0;
    while (row.find()) {
      for (int measure = 3; measure <= 6; measure++) {
        assertThat(Double.parseDouble(row.group(measure))).isBetween(0.0, 1.0);
      }
      rows++;
    }
    assertThat(rows).isEqualTo(3);
    assertThat(written(dir)).containsExactly("segmented-scenes.png");
  }

  @Test
  void trainingWritesANetworkThatSaysHowGoodItIs() throws IOException {
    Path file = dir.resolve("network.zip");
    assertThat(run("train-scene-network", "--steps=1", "--out=" + file)).as(err::toString).isZero();
    assertThat(out.toString()).containsPattern("^\\d+\\.\\d % of 2000 pictures of unseen garments");
    assertThat(file).isNotEmptyFile();
    assertThat(written(dir)).containsExactly("network.zip");
    assertThat(run("train-scene-network", "--steps=0")).isEqualTo(2);
  }
}
