package org.percept4j.core.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {

  @TempDir private Path dir;

  private static int rgb(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) & 0xFFFFFF;
  }

  @Test
  void heatMapsShowEachValueInItsColour() throws IOException {
    Path file = dir.resolve("h.png");
    Heatmap map = Heatmap.of(new double[] {0, 1, 2, Double.NaN, 4, 3}, 2, 3).magnify(4);
    map.writePng(file);
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(12);
    assertThat(image.getHeight()).isEqualTo(8);
    assertThat(rgb(image, 0, 0)).isEqualTo(Colormap.VIRIDIS.rgb(0));
    assertThat(rgb(image, 11, 0)).isEqualTo(Colormap.VIRIDIS.rgb(0.5));
    assertThat(rgb(image, 7, 7)).isEqualTo(Colormap.VIRIDIS.rgb(1));
    assertThat(rgb(image, 3, 4)).isEqualTo(0xFF00FF);
    assertThat(map.titled("t").toImage().getWidth()).isGreaterThan(12);
  }

  @Test
  void logarithmicHeatMapsShowRatios() {
    double[] values = {1, 10, 100, 0, -5, 1e-12};
    BufferedImage image = Heatmap.of(values, 1, 6).scale(Heatmap.Scale.LOG).range(1, 100).toImage();
    assertThat(rgb(image, 1, 0)).isEqualTo(Colormap.VIRIDIS.rgb(0.5));
    for (int x : new int[] {0, 3, 4, 5}) {
      assertThat(rgb(image, x, 0)).isEqualTo(Colormap.VIRIDIS.rgb(0));
    }
  }

  @Test
  void constantAndEntirelyUndefinedMatricesAreDrawn() {
    assertThat(rgb(Heatmap.of(new float[] {3, 3}, 1, 2).toImage(), 1, 0))
        .isEqualTo(Colormap.VIRIDIS.rgb(0.5));
    assertThat(rgb(Heatmap.of(new float[2], 1, 2).toImage(), 1, 0))
        .isEqualTo(Colormap.VIRIDIS.rgb(0));
    assertThat(rgb(Heatmap.of(new double[] {Double.NaN}, 1, 1).toImage(), 0, 0))
        .isEqualTo(0xFF00FF);
  }

  @Test
  void badHeatMapsAreRefused() {
    assertThatThrownBy(() -> Heatmap.of(new double[5], 2, 3)).hasMessageContaining("got 5 for 2·3");
    Heatmap map = Heatmap.of(new double[6], 2, 3);
    assertThatThrownBy(() -> map.range(1, 1)).hasMessageContaining("finite low < high");
    assertThatThrownBy(() -> map.range(0, Double.NaN)).hasMessageContaining("finite low < high");
    assertThatThrownBy(() -> map.magnify(0)).hasMessageContaining("pixels: expected 1 to");
    assertThatThrownBy(() -> map.magnify(10_000)).hasMessageContaining("pixels: expected 1 to");
  }

  @Test
  void aPictureThatCannotBeWrittenLeavesNothing() throws IOException {
    BufferedImage image = Heatmap.of(new double[1], 1, 1).toImage();
    assertThatThrownBy(() -> Pictures.writePng(image, dir.resolve("missing/x.png")))
        .isInstanceOf(IOException.class);
    try (var files = Files.list(dir)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void linePlotsDrawWhatCanBeDrawn() throws IOException {
    double[] x = {0, 1, 2, 3, 4};
    LinePlot plot =
        new LinePlot("title", "x", "y")
            .add("a", x, new double[] {1, 10, Double.NaN, 1000, 0})
            .add("nothing", x, new double[] {0, 0, -1, Double.NaN, Double.POSITIVE_INFINITY})
            .logY()
            .size(400, 300);
    Path file = dir.resolve("p.png");
    plot.writePng(file);
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(400);
    assertThat(colours(image)).contains(Colormap.VIRIDIS.rgb(0.35));
    assertThatThrownBy(() -> plot.add("a", x, x)).hasMessageContaining("got a again");
    assertThatThrownBy(() -> plot.add("b", x, new double[1])).hasMessageContaining("got 1 for 5");
    assertThatThrownBy(() -> plot.size(10, 10)).hasMessageContaining("at least 200 x 150");
    LinePlot empty = new LinePlot("t", "x", "y").add("n", x, new double[5]).logY();
    assertThat(empty.toImage().getWidth()).isEqualTo(900);
  }

  private static Set<Integer> colours(BufferedImage image) {
    Set<Integer> colours = new HashSet<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        colours.add(rgb(image, x, y));
      }
    }
    return colours;
  }

  @Test
  void spectrogramsPeakAtTheTonesFrequencyAndTime() {
    int rate = 44_100;
    float[] samples = new float[rate];
    for (int i = 0; i < rate; i++) {
      double hertz = i < rate / 2 ? 1000 : 3000;
      samples[i] = (float) (0.3 * Math.sin(2 * Math.PI * hertz * i / rate));
    }
    Spectrogram spectrogram = new Spectrogram(samples, rate, 1024, 5000, "two tones");
    double[][] decibels = spectrogram.decibels(10);
    for (int c = 0; c < 10; c++) {
      int peak = 0;
      for (int k = 0; k < 512; k++) {
        peak = decibels[c][k] > decibels[c][peak] ? k : peak;
      }
      assertThat(peak * rate / 1024.0).isCloseTo(c < 5 ? 1000 : 3000, within(rate / 1024.0));
      assertThat(decibels[c][400]).isLessThan(-50);
    }
    assertThat(spectrogram.toImage().getWidth()).isGreaterThan(900);
    assertThatThrownBy(() -> new Spectrogram(new float[0], rate, 1024, 5000, ""))
        .hasMessageContaining("at least 1");
    assertThatThrownBy(() -> new Spectrogram(samples, rate, 1000, 5000, ""))
        .hasMessageContaining("power of two");
    assertThatThrownBy(() -> new Spectrogram(samples, rate, 1024, 30_000, ""))
        .hasMessageContaining("maxHertz");
  }
}
