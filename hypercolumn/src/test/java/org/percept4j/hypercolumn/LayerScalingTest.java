package org.percept4j.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LayerScalingTest {

  private static final float TOLERANCE = 1e-6f;

  private static float[] scaled(LayerScaling scaling, int channels, float... values) {
    int cells = values.length / channels;
    return scaling.apply(FeatureMaps.of("a", channels, 1, cells, values)).values();
  }

  @Test
  void noneChangesNothing() {
    assertThat(scaled(LayerScaling.NONE, 1, 1, -2, 3)).containsExactly(1, -2, 3);
  }

  @Test
  void l2MakesEveryCellsVectorUnitLength() {
    assertThat(scaled(LayerScaling.L2, 2, 3, 0, -5, 4, 0, 12))
        .containsExactly(new float[] {0.6f, 0, -5 / 13f, 0.8f, 0, 12 / 13f}, within(TOLERANCE));
  }

  @Test
  void maxDividesByTheLargestMagnitude() {
    assertThat(scaled(LayerScaling.MAX, 2, 1, -4, 2, 0)).containsExactly(0.25f, -1, 0.5f, 0);
    assertThat(scaled(LayerScaling.MAX, 1, 0, 0)).containsExactly(0, 0);
  }

  @Test
  void standardisedHasMeanZeroAndDeviationOne() {
    float unit = (float) (1 / Math.sqrt(5));
    assertThat(scaled(LayerScaling.STANDARDISED, 2, 1, 3, 5, 7))
        .containsExactly(new float[] {-3 * unit, -unit, unit, 3 * unit}, within(TOLERANCE));
  }

  @Test
  void constantLayersBecomeZero() {
    assertThat(scaled(LayerScaling.STANDARDISED, 1, 7, 7)).containsExactly(0, 0);
  }

  @Test
  void hugeValuesStayFinite() {
    assertThat(scaled(LayerScaling.L2, 2, 3e38f, 1e-38f, 3e38f, 0))
        .containsExactly(
            new float[] {(float) Math.sqrt(0.5), 1, (float) Math.sqrt(0.5), 0}, within(TOLERANCE));
  }
}
