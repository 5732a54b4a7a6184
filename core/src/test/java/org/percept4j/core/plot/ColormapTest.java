package org.percept4j.core.plot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColormapTest {

  /** Colours 0, 32, 64, 93, 128, 200, 224 or 255 of 256, printed by matplotlib 3.6. */
  @ParameterizedTest
  @CsvSource({
    "VIRIDIS, 0, 68 1 84",
    "VIRIDIS, 64, 59 82 139",
    "VIRIDIS, 128, 33 145 140",
    "VIRIDIS, 255, 253 231 37",
    "MAGMA, 0, 0 0 4",
    "MAGMA, 64, 81 18 124",
    "MAGMA, 128, 183 55 121",
    "MAGMA, 255, 252 253 191",
    "HOT, 0, 11 0 0",
    "HOT, 32, 95 0 0",
    "HOT, 93, 255 0 0",
    "HOT, 128, 255 92 0",
    "HOT, 200, 255 255 38",
    "HOT, 255, 255 255 255",
    "JET, 0, 0 0 128",
    "JET, 32, 0 0 255",
    "JET, 93, 12 244 235",
    "JET, 128, 125 255 122",
    "JET, 200, 255 119 0",
    "JET, 224, 255 30 0",
    "JET, 255, 128 0 0"
  })
  void coloursAreThoseOfMatplotlib(Colormap map, int index, String expected) {
    int rgb = map.rgb((index + 0.5) / 256);
    String[] parts = expected.split(" ", -1);
    for (int c = 0; c < 3; c++) {
      int channel = rgb >> (16 - 8 * c) & 0xFF;
      assertThat(Math.abs(channel - Integer.parseInt(parts[c]))).isLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"-5, 0", "5, 0.999", "NaN, 0"})
  void positionsOutsideCountAsTheEnds(double outside, double end) {
    assertThat(Colormap.MAGMA.rgb(outside)).isEqualTo(Colormap.MAGMA.rgb(end));
  }
}
