package org.percept4j.core.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
