package org.percept4j.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.percept4j.core.resample.Bilinear.Convention;

/** Hypercolumns are equal when they are the same maps, resized alike. */
class EqualityTest {

  private static Hypercolumns columns(float value, int side, Convention convention) {
    FeatureMaps maps = FeatureMaps.of("a", 1, 2, 2, new float[] {1, 2, 3, value});
    return Hypercolumns.of(List.of(maps), side, side, convention);
  }

  @Test
  void equalPartsMakeEqualHypercolumns() {
    Hypercolumns columns = columns(4, 6, Convention.HALF_PIXEL);
    assertThat(columns(4, 6, Convention.HALF_PIXEL)).isEqualTo(columns).hasSameHashCodeAs(columns);
    assertThat(columns(5, 6, Convention.HALF_PIXEL)).isNotEqualTo(columns);
    assertThat(columns(4, 7, Convention.HALF_PIXEL)).isNotEqualTo(columns);
    assertThat(columns(4, 6, Convention.ALIGN_CORNERS)).isNotEqualTo(columns);
  }

  @Test
  void mapsAreComparedByLayerShapeAndValues() {
    FeatureMaps maps = FeatureMaps.of("a", 1, 2, 3, new float[6]);
    assertThat(FeatureMaps.of("a", 1, 2, 3, new float[6])).isEqualTo(maps);
    assertThat(FeatureMaps.of("a", 1, 3, 2, new float[6])).isNotEqualTo(maps);
    assertThat(FeatureMaps.of("a", 2, 1, 3, new float[6])).isNotEqualTo(maps);
    assertThat(FeatureMaps.of("b", 1, 2, 3, new float[6])).isNotEqualTo(maps);
  }
}
