package org.percept4j.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.resample.Bilinear.Convention;

class HypercolumnsBadInputTest {

  private final Hypercolumns columns = Trunk.withFullyConnected();

  @Test
  void pointsOutsideAreRefusedUnlessClamped() {
    PixelPoints outside = PixelPoints.of(new double[] {3, -0.5, 80}, new double[] {2, 1, 63.1});
    assertThatThrownBy(() -> columns.sample(outside))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("point 1: expected within rows 0 to 47 and columns 0 to 63, got (-0.5, 1.0)");
    float[] last = columns.sample(outside.clamped(48, 64)).getRow(2).dup().data().asFloat();
    assertThat(last).containsExactly(columns.at(47, 63));
    assertThatThrownBy(() -> columns.at(48, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> columns.at(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void pointsMustBeFiniteAndPaired() {
    assertThatThrownBy(() -> PixelPoints.of(new double[] {Double.NaN}, new double[] {1}))
        .hasMessage("point 0: expected finite coordinates, got (NaN, 1.0)");
    assertThatThrownBy(() -> PixelPoints.of(new int[] {1}, new int[] {1, 2}))
        .hasMessage("x: expected 1 columns, one per row coordinate, got 2");
    assertThatThrownBy(() -> PixelPoints.random(10, 3, 3, 1))
        .hasMessage("count: expected 0 to 9 pixels, got 10");
    assertThatThrownBy(() -> columns.sample(PixelPoints.random(0, 3, 3, 1)))
        .hasMessage("points: expected at least one, got none");
  }

  @Test
  void rangesMustLieInside() {
    assertThatThrownBy(() -> DenseVolume.rows(columns, 40, 49))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("rows: expected a range within 0 to 48, got 40 to 49");
    assertThatThrownBy(() -> DenseVolume.channels(columns, 5, 5))
        .hasMessage("channels: expected a range within 0 to 79, got 5 to 5");
    assertThatThrownBy(() -> Pooling.box(columns, 0, 1, -1, 4))
        .hasMessage("columns: expected a range within 0 to 64, got -1 to 4");
    assertThatThrownBy(() -> columns.layerOf(79)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void masksMustFitAndHoldSomething() {
    assertThatThrownBy(() -> Pooling.mask(columns, new boolean[10]))
        .hasMessage("mask: expected 48×64 pixels, got 10");
    assertThatThrownBy(() -> Pooling.mask(columns, new boolean[48 * 64]))
        .hasMessage("mask: expected at least one pixel, got none");
  }

  @Test
  void labelsMustFit() {
    PixelPoints two = PixelPoints.of(new int[] {0, 1}, new int[] {0, 1});
    assertThatThrownBy(() -> DesignMatrix.of(columns, two, new int[] {1}, 2))
        .hasMessage("labels: expected 2, one per point, got 1");
    assertThatThrownBy(() -> DesignMatrix.of(columns, two, new int[] {1, 2}, 2))
        .hasMessage("label 1: expected 0 to 1, got 2");
  }

  @Test
  void unknownLayersAreRefusedWithWhatThereIs() {
    assertThatThrownBy(() -> columns.maps("conv9").map(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer: expected one of [map0, map1, map2, fc], got \"conv9\"");
    assertThatThrownBy(() -> columns.maps("fc").map(7))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> columns.select())
        .hasMessage("layers: expected at least one, got none");
    assertThatThrownBy(() -> columns.select("fc", "fc"))
        .hasMessage("layers: expected each layer once, got \"fc\" twice");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void activationsMustBeFinite(float bad) {
    float[] values = new float[2 * 3 * 4];
    values[12 + 4 + 2] = bad;
    assertThatThrownBy(() -> FeatureMaps.of("conv", 2, 3, 4, values))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "layer \"conv\": expected finite activations, got "
                + bad
                + " in channel 1, row 1, column 2");
  }

  @Test
  void mapsMustHaveTheirSize() {
    assertThatThrownBy(() -> FeatureMaps.of("conv", 2, 3, 4, new float[23]))
        .hasMessage("values: expected 2×3×4 of layer \"conv\", got 23");
    assertThatThrownBy(() -> FeatureMaps.of("conv", 0, 3, 4, new float[0]))
        .hasMessageContaining("at least one channel");
    assertThatThrownBy(() -> FeatureMaps.of("conv", Nd4j.zeros(1, 2, 3, 4)))
        .hasMessage("maps: expected [channels, height, width], got rank 4");
    FeatureMaps maps = FeatureMaps.of("conv", 1, 1, 1, new float[1]);
    assertThatThrownBy(() -> Hypercolumns.of(List.of(maps), 0, 4, Convention.HALF_PIXEL))
        .hasMessage("size: expected at least one row and column, got 0×4");
  }

  @Test
  void indicesOutsideAreNamed() {
    Hypercolumns columns = Trunk.convolutional();
    assertThatThrownBy(() -> columns.at(Trunk.HEIGHT, 0))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("y: expected 0 to " + (Trunk.HEIGHT - 1) + ", got " + Trunk.HEIGHT);
    assertThatThrownBy(() -> columns.at(0, -1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("x: expected 0 to " + (Trunk.WIDTH - 1) + ", got -1");
    assertThatThrownBy(() -> columns.layerOf(columns.depth()))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("channel: expected 0 to 71, got 72");
  }
}
