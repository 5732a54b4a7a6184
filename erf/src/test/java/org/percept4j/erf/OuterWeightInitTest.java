package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInitRelu;
import org.deeplearning4j.nn.weights.WeightInitXavier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.erf.measure.Moments;
import org.percept4j.erf.theory.AxisOp;
import org.percept4j.erf.theory.LinearErf;
import org.percept4j.erf.theory.SpatialGraph;

class OuterWeightInitTest {

  private static MultiLayerNetwork net(IWeightInit init) {
    return Nets.net(
        DataType.DOUBLE,
        12,
        3,
        7,
        Nets.conv(3, 40).weightInit(init).build(),
        Nets.conv(5, 40).weightInit(init).build(),
        new DenseLayer.Builder().nOut(4).weightInit(init).build());
  }

  @Property(seed = "1")
  void profilesKeepTheMeanAndRiseOutwards(
      @ForAll @IntRange(min = 1, max = 9) int rows,
      @ForAll @IntRange(min = 1, max = 9) int columns,
      @ForAll @DoubleRange(min = 0, max = 8) double power) {
    double[][] profile = new OuterWeightInit(new WeightInitRelu(), power).profile(rows, columns);
    double mean = Arrays.stream(profile).flatMapToDouble(Arrays::stream).average().orElseThrow();

    assertThat(mean).isEqualTo(1, within(1e-12));
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        assertThat(profile[r][c]).isLessThanOrEqualTo(profile[0][0] + 1e-12);
        assertThat(profile[r][c]).isEqualTo(profile[rows - 1 - r][columns - 1 - c], within(1e-12));
        assertThat(profile[r][c]).isGreaterThanOrEqualTo(profile[rows / 2][columns / 2] - 1e-12);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "2, 1.25", "Infinity, 1.5"})
  void fieldsOfThreeByThreeChainsWidenAsStated(double power, double expected) {
    double[][] profile = new OuterWeightInit(new WeightInitRelu(), power).profile(3, 3);
    int layers = 6;
    int side = 2 * layers + 1;
    SpatialGraph.Builder net = SpatialGraph.builder().input("0", side, side);
    for (int l = 1; l <= layers; l++) {
      net.add("" + l, AxisOp.Window.valid(3, 1, 1), "" + (l - 1));
    }
    LinearErf erf = LinearErf.of(net.build());
    for (int l = 1; l <= layers; l++) {
      erf = erf.withKernel("" + l, profile);
    }
    double variance = Moments.of(erf.map("" + layers, 0, 0)).varianceX();
    assertThat(variance / (layers * 2 / 3.0)).isEqualTo(expected, within(1e-12));
  }

  @Test
  void weightsAreThoseOfTheBaseTimesTheProfile() {
    OuterWeightInit outer = new OuterWeightInit(new WeightInitRelu(), 2);
    MultiLayerNetwork shaped = net(outer);
    MultiLayerNetwork plain = net(new WeightInitRelu());

    for (int layer = 0; layer < 2; layer++) {
      INDArray a = shaped.getLayer(layer).getParam("W");
      INDArray b = plain.getLayer(layer).getParam("W");
      double[][] profile = outer.profile((int) a.size(2), (int) a.size(3));
      for (long o = 0; o < a.size(0); o += 7) {
        for (long i = 0; i < a.size(1); i += 2) {
          for (int r = 0; r < profile.length; r++) {
            for (int c = 0; c < profile.length; c++) {
              assertThat(a.getDouble(o, i, r, c))
                  .isEqualTo(b.getDouble(o, i, r, c) * Math.sqrt(profile[r][c]), within(1e-12));
            }
          }
        }
      }
      // Sampling error of the variance of the 5x5 layer's 40000 weights: √(2/40000) = 0.7 %.
      assertThat(a.norm2Number().doubleValue() / b.norm2Number().doubleValue())
          .isEqualTo(1, within(layer == 0 ? 0.15 : 0.03));
    }
    assertThat(shaped.getLayer(2).getParam("W")).isEqualTo(plain.getLayer(2).getParam("W"));
    assertThat(shaped.getLayer(0).getParam("b")).isEqualTo(plain.getLayer(0).getParam("b"));
  }

  /** DL4J keeps depthwise kernels as [rows, columns, inputs, multiplier]. */
  @Test
  void depthwiseKernelsAreShapedByPositionToo() {
    OuterWeightInit corners = OuterWeightInit.corners(new WeightInitRelu());
    for (int multiplier = 1; multiplier <= 4; multiplier++) {
      MultiLayerNetwork net =
          Nets.net(
              DataType.DOUBLE,
              12,
              5,
              7,
              new DepthwiseConvolution2D.Builder(3, 3)
                  .depthMultiplier(multiplier)
                  .weightInit(corners)
                  .build());
      INDArray weights = net.getLayer(0).getParam("W");
      assertThat(weights.shape()).containsExactly(3, 3, 5, multiplier);
      for (int r = 0; r < 3; r++) {
        for (int c = 0; c < 3; c++) {
          boolean corner = r != 1 && c != 1;
          for (int i = 0; i < 5; i++) {
            assertThat(weights.getDouble(r, c, i, multiplier - 1) != 0).isEqualTo(corner);
          }
        }
      }
    }
    for (int outputs = 1; outputs <= 5; outputs++) {
      INDArray weights =
          Nets.net(DataType.DOUBLE, 12, 3, 7, Nets.conv(3, outputs).weightInit(corners).build())
              .getLayer(0)
              .getParam("W");
      assertThat(weights.getDouble(outputs - 1, 1, 1, 1)).isZero();
      assertThat(weights.getDouble(0, 1, 0, 0)).isNotZero();
    }
  }

  @Test
  void cornersLeaveTheRestZero() {
    INDArray weights =
        net(OuterWeightInit.corners(new WeightInitXavier())).getLayer(0).getParam("W");
    assertThat(weights.getDouble(3, 1, 1, 1)).isZero();
    assertThat(weights.getDouble(3, 1, 0, 1)).isZero();
    assertThat(weights.getDouble(3, 1, 0, 2)).isNotZero();
  }

  @ParameterizedTest
  @CsvSource({"0", "2", "3.5", "Infinity"})
  void configurationsSurviveJson(double power) {
    MultiLayerConfiguration conf =
        net(new OuterWeightInit(new WeightInitXavier(), power)).getLayerWiseConfigurations();
    assertThat(MultiLayerConfiguration.fromJson(conf.toJson())).isEqualTo(conf);
    assertThat(conf.toJson()).contains(OuterWeightInit.class.getName());
  }

  @Test
  void badPowersAreNamed() {
    for (double bad : new double[] {-1, Double.NaN}) {
      assertThatThrownBy(() -> new OuterWeightInit(new WeightInitRelu(), bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("power: expected 0 or more");
    }
  }
}
