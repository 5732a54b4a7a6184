package org.percept4j.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Pictures of every kind against the values that Pillow gives, or that they were made from. */
class PictureReaderTest {

  @TempDir Path folder;

  private static Path resource(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(PictureReaderTest.class.getResource("/images/" + name), name)
              .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<Map.Entry<String, JsonNode>> cases() throws IOException {
    JsonNode all = new ObjectMapper().readTree(resource("expected.json").toFile());
    Iterator<Map.Entry<String, JsonNode>> fields = all.fields();
    Stream.Builder<Map.Entry<String, JsonNode>> cases = Stream.builder();
    fields.forEachRemaining(cases::add);
    return cases.build();
  }

  @Test
  void everyPictureOfTheFolderIsACase() throws IOException {
    try (Stream<Path> files = Files.list(resource("expected.json").getParent())) {
      assertThat(files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(Stream.of("expected.json"), cases().map(Map.Entry::getKey)).toList());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void everyCaseGivesItsValuesOrIsRefusedByName(Map.Entry<String, JsonNode> c) throws IOException {
    Path file = resource(c.getKey());
    JsonNode expected = c.getValue();
    if (expected.has("error")) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> PictureReader.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(file + ": expected a");
      assertThat(System.nanoTime() - start).isPositive();
      return;
    }
    BufferedImage image = PictureReader.read(file);
    assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_INT_RGB);
    assertThat(List.of(image.getHeight(), image.getWidth()))
        .containsExactly(expected.get("size").get(0).asInt(), expected.get("size").get(1).asInt());
    double tolerance = expected.get("tolerance").asDouble();
    for (int b = 0; b < 3; b++) {
      assertThat(mean(image, b))
          .isCloseTo(expected.get("mean").get(b).asDouble(), within(tolerance + 0.001));
    }
    Iterator<Map.Entry<String, JsonNode>> pixels = expected.get("pixels").fields();
    while (pixels.hasNext()) {
      Map.Entry<String, JsonNode> pixel = pixels.next();
      int[] at = Arrays.stream(pixel.getKey().split(",", -1)).mapToInt(Integer::parseInt).toArray();
      for (int b = 0; b < 3; b++) {
        assertThat((double) band(image, at[1], at[0], b))
            .isCloseTo(pixel.getValue().get(b).asDouble(), within(tolerance));
      }
    }
  }

  private static int band(BufferedImage image, int x, int y, int band) {
    return (image.getRGB(x, y) >> (16 - 8 * band)) & 0xFF;
  }

  private static double mean(BufferedImage image, int band) {
    double sum = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        sum += band(image, x, y, band);
      }
    }
    return sum / (image.getWidth() * image.getHeight());
  }

  /** Files that were made of one picture; see make_kinds.py beside them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rgb.png rgb.tif 0",
        "rgb.png rgb-lzw.tif 0",
        "rgb.png rgb-deflate.tif 0",
        "rgb.png rgb.bmp 0",
        "rgb.png rgba.bmp 0",
        "rgb.png rgb-transparent.png 0",
        "rgb.png interlaced.png 0",
        "rgb.png cmyk.tif 1",
        "rgb.png cmyk-high.jpg 24",
        "grey8.png grey.tif 0",
        "grey8.png grey16.tif 0",
        "grey8.png grey-alpha16.png 0",
        "grey8.png grey-transparent.png 0",
        "kinds/palette-as-rgb.png palette.bmp 0",
        "kinds/palette-as-rgb.png palette.gif 0",
        "kinds/bilevel-as-rgb.png bilevel.tif 0",
        "kinds/bilevel-as-rgb.png bilevel.bmp 0",
        "rgb.png ycck.jpg 24",
        "kinds/palette-as-rgb.png palette.tif 0",
        "kinds/palette-as-rgb.png palette4-alpha.png 0",
        "kinds/palette-as-rgb.png rle8.bmp 0",
        "kinds/palette-as-rgb.png rle4.bmp 0",
        "kinds/grey1-as-8.png grey1.png 0",
        "kinds/grey2-as-8.png grey2.png 0",
        "kinds/grey4-as-8.png grey4.png 0",
        "rgb.png rgb565.bmp 7", // 3 bits of 8 are missing, and the rest is spread
        "rgb.png rgb565-v4.bmp 7",
        "rgb.png rgb555.bmp 7",
        "grey8.png white-is-zero.tif 0",
        "grey8.png packbits.tif 0",
        "rgb.png planar.tif 0"
      })
  void otherKindsGiveTheSamePixels(String line) throws IOException {
    String[] parts = line.split(" ", -1);
    assertSame(resource(parts[0]), resource("kinds/" + parts[1]), Integer.parseInt(parts[2]));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void orientationsAreApplied(int orientation) throws IOException {
    String name = "kinds/exif" + orientation;
    assertSame(resource("rgb.png"), resource(name + ".png"), 0);
    assertSame(resource("rgb.png"), resource(name + ".tif"), 0);
    assertSame(resource("kinds/exif1.jpg"), resource(name + ".jpg"), 24);
  }

  private static void assertSame(Path expected, Path actual, int tolerance) throws IOException {
    BufferedImage a = PictureReader.read(expected);
    BufferedImage b = PictureReader.read(actual);
    assertThat(List.of(b.getWidth(), b.getHeight())).containsExactly(a.getWidth(), a.getHeight());
    for (int y = 0; y < a.getHeight(); y++) {
      for (int x = 0; x < a.getWidth(); x++) {
        for (int band = 0; band < 3; band++) {
          assertThat(band(b, x, y, band))
              .as("%s %d,%d,%d", actual.getFileName(), x, y, band)
              .isCloseTo(band(a, x, y, band), within(tolerance));
        }
      }
    }
  }

  /** Whatever is cut off, down to nothing, is missed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rgb.png",
        "grey8.jpg",
        "progressive.jpg",
        "cmyk.jpg",
        "grey8.bmp",
        "kinds/palette.gif",
        "kinds/rgb.tif",
        "kinds/rgb-lzw.tif",
        "kinds/interlaced.png",
        "kinds/palette.bmp",
        "kinds/rle8.bmp",
        "kinds/rle4.bmp",
        "kinds/rgb565.bmp",
        "kinds/ycck.jpg",
        "kinds/palette.tif",
        "kinds/packbits.tif",
        "kinds/planar.tif"
      })
  void truncatedFilesAreRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(resource(name));
    Path cut = folder.resolve("cut");
    int data = name.endsWith(".tif") ? 8 : 0; // Pillow puts a TIFF's directory first or last
    for (int percent = 0; percent < 100; percent += 7) {
      int length = Math.max(data, whole.length * percent / 100);
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> PictureReader.read(cut))
          .as("%s cut to %d of %d bytes", name, length, whole.length)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(cut + ": expected a");
    }
  }

  @Test
  void bytesAfterAPictureAreIgnoredButNotItsEnd() throws IOException {
    byte[] whole = Files.readAllBytes(resource("grey8.jpg"));
    Path file = folder.resolve("longer.png"); // by content, not by name
    Files.write(file, Arrays.copyOf(whole, whole.length + 1000));
    assertSame(resource("grey8.jpg"), file, 0);
    Files.write(file, Arrays.copyOf(whole, whole.length - 2));
    assertThatThrownBy(() -> PictureReader.read(file)).hasMessageContaining("truncated");
  }

  @Test
  void corruptBytesAreRefused() throws IOException {
    byte[] whole = Files.readAllBytes(resource("rgb.png"));
    whole[whole.length / 2] ^= 1;
    Path file = Files.write(folder.resolve("corrupt.png"), whole);
    assertThatThrownBy(() -> PictureReader.read(file)).hasMessageContaining("corrupt");
  }

  @Test
  void filesThatAreNoPictureAreRefusedByName() throws IOException {
    assertThatThrownBy(() -> PictureReader.read(folder))
        .hasMessage(folder + ": expected a picture, got a folder");
    Path missing = folder.resolve("missing.png");
    assertThatThrownBy(() -> PictureReader.read(missing))
        .hasMessage(missing + ": expected a picture, got no file");
    Path webp =
        Files.write(
            folder.resolve("a.png"), "RIFF1234WEBPVP8 ".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> PictureReader.read(webp)).hasMessageContaining("got WebP");
  }
}
