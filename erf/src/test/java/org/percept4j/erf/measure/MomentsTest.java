package org.percept4j.erf.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MomentsTest {

  private static final Offset<Double> ROUNDING = within(1e-12);

  /** Three pixels in general position: masses 1, 2 and 1 at (row, column) 0, 0; 1, 3 and 2, 1. */
  @Test
  void threePixelsByHand() {
    double[] values = new double[12];
    values[0] = 1;
    values[4 + 3] = -2;
    values[8 + 1] = 1;
    Moments moments = Moments.of(ErfMap.of(3, 4, values, 1, 1.5));
    assertThat(moments.mass()).isEqualTo(4);
    assertThat(moments.row()).isEqualTo(1, ROUNDING);
    assertThat(moments.column()).isEqualTo(1.75, ROUNDING);
    assertThat(moments.varianceY()).isEqualTo(2 / 4.0, ROUNDING);
    assertThat(moments.varianceX()).isEqualTo(19 / 4.0 - 1.75 * 1.75, ROUNDING);
    assertThat(moments.covariance()).isEqualTo(8 / 4.0 - 1.75, ROUNDING);
    assertThat(moments.kurtosisY()).isEqualTo(2 / 4.0 / 0.25, ROUNDING);
    double fourth = (Math.pow(1.75, 4) + 2 * Math.pow(1.25, 4) + Math.pow(0.75, 4)) / 4;
    assertThat(moments.kurtosisX()).isEqualTo(fourth / Math.pow(moments.varianceX(), 2), ROUNDING);
  }

  /** The squares of the two deviations are the covariance matrix's eigenvalues. */
  @Test
  void deviationsHaveTheMatrixsTraceAndDeterminant() {
    Moments moments = new Moments(1, 0, 0, 5, 2, 1.5, 3, 3);
    double major = Math.pow(moments.sigmaMajor(), 2);
    double minor = Math.pow(moments.sigmaMinor(), 2);
    assertThat(major).isGreaterThan(minor);
    assertThat(major + minor).isEqualTo(7, ROUNDING);
    assertThat(major * minor).isEqualTo(5 * 2 - 1.5 * 1.5, ROUNDING);
    assertThat(moments.anisotropy()).isEqualTo(Math.sqrt(major / minor), ROUNDING);
  }
}
