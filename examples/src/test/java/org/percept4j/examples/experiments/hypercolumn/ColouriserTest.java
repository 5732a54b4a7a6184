package org.percept4j.examples.experiments.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.percept4j.examples.data.Photos;

class ColouriserTest {

  /** Values by scikit-image 0.19, which uses D65 and the 2 degree observer. */
  @ParameterizedTest
  @CsvSource({
    "0xFF0000, 53.24, 80.09, 67.20",
    "0x00FF00, 87.73, -86.18, 83.18",
    "0x0000FF, 32.30, 79.19, -107.86",
    "0xFFFFFF, 100, 0, 0",
    "0x000000, 0, 0, 0",
    "0x050505, 1.37, 0, 0"
  })
  void coloursHaveTheirPlaceInLab(String rgb, double l, double a, double b) {
    double[] lab = Lab.of(Integer.decode(rgb));
    assertThat(lab[0]).isCloseTo(l, within(0.02));
    assertThat(lab[1]).isCloseTo(a, within(0.02));
    assertThat(lab[2]).isCloseTo(b, within(0.02));
  }

  @Test
  void labCanBeUndone() {
    for (int i = 0; i < 4096; i++) {
      int rgb = (i * 2654435 ^ i << 9) & 0xFFFFFF;
      double[] lab = Lab.of(rgb);
      assertThat(Lab.rgb(lab[0], lab[1], lab[2])).isEqualTo(rgb);
    }
  }

  /** All pixels off by 51 of 255 in one of three channels: 10·log10(3·25). */
  @Test
  void errorsAreThoseOfTheFormula() {
    BufferedImage black = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    BufferedImage blue = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    blue.setRGB(0, 0, 3, 2, new int[] {51, 51, 51, 51, 51, 51}, 0, 3);
    ColourError error = ColourError.between(black, blue);
    assertThat(error.psnr()).isCloseTo(10 * Math.log10(75), within(1e-9));
    assertThat(error.deltaE()).isGreaterThan(10);
    assertThat(ColourError.between(blue, blue).psnr()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThatThrownBy(
            () -> ColourError.between(blue, new BufferedImage(2, 3, BufferedImage.TYPE_INT_RGB)))
        .hasMessageContaining("expected 3 x 2 pixels, got 2 x 3");
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "-3, 2", "0, 0", "4, 4", "5, 4", "9, 0", "10, 0", "-6, 4"})
  void mirrorsShowTheBorderTwice(int at, int from) {
    assertThat(SeenPhoto.reflected(at, 5)).isEqualTo(from);
  }

  /** The claim of the example, on one photo: the network's view helps, and beats its last layer. */
  @Test
  void hypercolumnsColourBetterThanPositionAndTheLastLayer() throws IOException {
    Colouriser coffee = Colouriser.of(PhotoNetwork.bundled(), Photos.read("coffee"));
    BufferedImage truth = SeenPhoto.resized(Photos.read("coffee"), coffee.width(), coffee.height());
    float[][] hints = ColourExperiment.hints(Lab.of(truth), 1);
    List<Double> psnr = new ArrayList<>();
    for (Colouriser.Features features : Colouriser.Features.values()) {
      BufferedImage made = Lab.picture(coffee.colour(hints, features), coffee.width());
      psnr.add(ColourError.between(truth, made).psnr());
    }
    assertThat(psnr).isSorted();
    assertThat(psnr.get(2)).isGreaterThan(psnr.get(1) + 0.5);
    float[][] none = new float[2][hints[0].length];
    Arrays.fill(none[0], Float.NaN);
    assertThatThrownBy(() -> coffee.colour(none, Colouriser.Features.POSITION))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
