package org.percept4j.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.percept4j.core.Reference;
import org.percept4j.core.plot.Colormap;
import org.percept4j.core.resample.Bilinear.Convention;

class HypercolumnsTest {

  /** What the issue asks for against PyTorch and against the dense volume. */
  private static final double TOLERANCE = 1e-5;

  private static final int H = 11;
  private static final int W = 14;

  private static void assertClose(INDArray actual, double[] expected) {
    assertClose(actual.dup('c').data().asFloat(), expected);
  }

  private static void assertClose(float[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      double difference = Math.abs(actual[i] - expected[i]);
      largest = difference <= largest ? largest : difference;
    }
    assertThat(largest).isLessThan(TOLERANCE);
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }

  @Test
  void denseVolumeEqualsTorch() {
    INDArray dense = Trunk.withFullyConnected().dense();
    assertThat(dense.shape()).containsExactly(79, 48, 64);
    assertClose(dense, widened(Trunk.volume()));
  }

  @Test
  void meanMapEqualsTorch() {
    INDArray mean = Trunk.convolutional().meanMap();
    assertThat(mean.shape()).containsExactly(48, 64);
    assertClose(mean, widened(Reference.values("hypercolumn_trunk/mean_map")));
  }

  @ParameterizedTest
  @EnumSource(Convention.class)
  void everyPartEqualsTheDenseVolume(Convention convention) {
    Hypercolumns columns = Dense.random(H, W, convention, 7);
    double[][] volume = Dense.volume(columns);
    int depth = volume.length;
    assertThat(columns.depth()).isEqualTo(depth);
    assertClose(columns.dense(), flat(volume, 0, depth, 0, H));
    assertClose(DenseVolume.rows(columns, 4, 9), flat(volume, 0, depth, 4, 9));
    assertClose(DenseVolume.channels(columns, 2, 14), flat(volume, 2, 14, 0, H));
    assertClose(columns.at(3, 12), Dense.column(volume, 3 * W + 12));
    double[] mean = new double[H * W];
    for (double[] plane : volume) {
      for (int p = 0; p < mean.length; p++) {
        mean[p] += plane[p] / depth;
      }
    }
    assertClose(columns.meanMap(), mean);
  }

  @Test
  void oneChannelGoesIntoAnArrayToo() {
    FeatureMaps map = FeatureMaps.of("a", 1, 2, 2, new float[] {1, 2, 3, 4});
    Hypercolumns columns = Hypercolumns.of(List.of(map), 5, 1, Convention.HALF_PIXEL);
    INDArray target = Nd4j.create(1, 5, 1);
    DenseVolume.into(columns, target);
    assertThat(target).isEqualTo(columns.dense());
    assertThat(target.sumNumber().doubleValue()).isCloseTo(5 * 2.5, within(1e-5));
  }

  private static double[] flat(double[][] volume, int c0, int c1, int y0, int y1) {
    return Arrays.stream(volume, c0, c1)
        .flatMapToDouble(plane -> Arrays.stream(plane, y0 * W, y1 * W))
        .toArray();
  }

  @ParameterizedTest
  @EnumSource(Convention.class)
  void subPixelSamplesBlendTheNeighbouringPixels(Convention convention) {
    checkSamples(convention, 3);
    checkSamples(convention, 600);
  }

  private static void checkSamples(Convention convention, int n) {
    Hypercolumns columns = Dense.random(H, W, convention, 8);
    double[][] volume = Dense.volume(columns);
    SplittableRandom random = new SplittableRandom(3);
    double[] y = random.doubles(n, 0, H - 1).toArray();
    double[] x = random.doubles(n, 0, W - 1).toArray();
    y[0] = H - 1;
    x[0] = W - 1;
    x[1] = 5;
    INDArray sampled = columns.sample(PixelPoints.of(y, x));
    assertThat(sampled.shape()).containsExactly(n, columns.depth());
    float[] values = sampled.data().asFloat();
    for (int i = 0; i < n; i++) {
      double[] expected = new double[volume.length];
      int top = (int) y[i];
      int left = (int) x[i];
      for (int c = 0; c < expected.length; c++) {
        for (int k = 0; k < 4; k++) {
          int row = Math.min(H - 1, top + k / 2);
          int column = Math.min(W - 1, left + k % 2);
          double wy = k / 2 == 0 ? 1 - (y[i] - top) : y[i] - top;
          double wx = k % 2 == 0 ? 1 - (x[i] - left) : x[i] - left;
          expected[c] += wy * wx * volume[c][row * W + column];
        }
      }
      assertClose(Arrays.copyOfRange(values, i * volume.length, (i + 1) * volume.length), expected);
    }
  }

  @ParameterizedTest
  @EnumSource(Convention.class)
  void poolingAveragesTheColumnsOfABoxOrMask(Convention convention) {
    Hypercolumns columns = Dense.random(H, W, convention, 9);
    double[][] volume = Dense.volume(columns);
    boolean[] box = new boolean[H * W];
    for (int y = 2; y < 7; y++) {
      Arrays.fill(box, y * W + 3, y * W + 10, true);
    }
    assertClose(Pooling.box(columns, 2, 7, 3, 10), mean(volume, box));
    SplittableRandom random = new SplittableRandom(5);
    boolean[] mask = new boolean[H * W];
    for (int p = 0; p < mask.length; p++) {
      mask[p] = random.nextInt(3) == 0;
    }
    assertClose(Pooling.mask(columns, mask), mean(volume, mask));
  }

  private static double[] mean(double[][] volume, boolean[] mask) {
    double[] means = new double[volume.length];
    int count = 0;
    for (int p = 0; p < mask.length; p++) {
      if (mask[p]) {
        count++;
        for (int c = 0; c < means.length; c++) {
          means[c] += volume[c][p];
        }
      }
    }
    for (int c = 0; c < means.length; c++) {
      means[c] /= count;
    }
    return means;
  }

  @Test
  void designMatrixHoldsColumnsAndOneHotLabels() {
    Hypercolumns columns = Trunk.withFullyConnected();
    PixelPoints points = PixelPoints.of(new int[] {0, 20, 47}, new int[] {63, 31, 0});
    DataSet data = DesignMatrix.of(columns, points, new int[] {2, 0, 1}, 3);
    for (int i = 0; i < 3; i++) {
      assertThat(data.getFeatures().getRow(i).dup().data().asFloat())
          .containsExactly(columns.at((int) points.y(i), (int) points.x(i)));
    }
    assertThat(data.getLabels().data().asFloat()).containsExactly(0, 0, 1, 1, 0, 0, 0, 1, 0);
  }

  @Test
  void channelsKnowTheirLayers() {
    Hypercolumns columns = Trunk.withFullyConnected();
    assertThat(columns.layerOf(0).name()).isEqualTo("map0");
    assertThat(columns.layerOf(15).name()).isEqualTo("map0");
    assertThat(columns.layerOf(16)).isEqualTo(new Hypercolumns.Layer("map1", 16, 24, 24, 32));
    assertThat(columns.layerOf(78)).isEqualTo(new Hypercolumns.Layer("fc", 72, 7, 1, 1));
    assertThat(columns.layers()).hasSize(4);
  }

  @Test
  void featureMapsComeAtTheirOwnResolution() {
    INDArray map = Trunk.withFullyConnected().maps("map2").map(5);
    float[] all = Reference.values("hypercolumn_trunk/map2");
    assertThat(map.shape()).containsExactly(12, 16);
    assertThat(map.data().asFloat())
        .containsExactly(Arrays.copyOfRange(all, 5 * 12 * 16, 6 * 12 * 16));
  }

  @Test
  void resultsDoNotShareMemoryWithTheirSource() {
    float[] values = {1, 2, 3, 4};
    FeatureMaps maps = FeatureMaps.of("a", 1, 2, 2, values);
    Hypercolumns columns = Hypercolumns.of(List.of(maps), 2, 2, Convention.HALF_PIXEL);
    values[0] = 100;
    columns.dense().assign(100);
    columns.maps("a").map(0).assign(100);
    assertThat(columns.at(0, 0)).containsExactly(1);
  }

  @Test
  void theVolumeMayBeBuiltInGivenMemory() {
    Hypercolumns columns = Trunk.withFullyConnected();
    INDArray whole = Nd4j.ones(DataType.FLOAT, 81, 48, 64);
    DenseVolume.into(
        columns, whole.get(NDArrayIndex.interval(1, 80), NDArrayIndex.all(), NDArrayIndex.all()));
    assertThat(whole.get(NDArrayIndex.interval(1, 80), NDArrayIndex.all(), NDArrayIndex.all()))
        .isEqualTo(columns.dense());
    assertThat(whole.slice(0).minNumber().floatValue()).isEqualTo(1);
    assertThat(whole.slice(80).maxNumber().floatValue()).isEqualTo(1);
    for (INDArray wrong :
        List.of(
            Nd4j.zeros(DataType.DOUBLE, 79, 48, 64),
            Nd4j.zeros(DataType.FLOAT, 79, 64, 48),
            Nd4j.zeros(DataType.FLOAT, 48, 64, 79).permute(2, 0, 1))) {
      assertThatThrownBy(() -> DenseVolume.into(columns, wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("target: expected contiguous FLOAT in C order of [79, 48, 64]");
    }
  }

  @Test
  void theContactSheetShowsEveryMapInReadingOrder() {
    Hypercolumns columns = Trunk.withFullyConnected();
    BufferedImage sheet = ContactSheet.of(columns.maps("map1"), Colormap.VIRIDIS);
    assertThat(sheet.getWidth()).isEqualTo(5 * 32 + 4);
    assertThat(sheet.getHeight()).isEqualTo(5 * 24 + 4);
    float[] map = columns.maps("map1").map(7).data().asFloat();
    int brightest = 0;
    for (int i = 0; i < map.length; i++) {
      brightest = map[i] > map[brightest] ? i : brightest;
    }
    int x = 2 * 33 + brightest % 32;
    int y = 25 + brightest / 32;
    assertThat(sheet.getRGB(x, y)).isEqualTo(0xFF000000 | Colormap.VIRIDIS.rgb(1));
    BufferedImage units = ContactSheet.of(columns.maps("fc"), Colormap.VIRIDIS);
    assertThat(units.getWidth()).isEqualTo(3 * 32 + 2);
  }
}
