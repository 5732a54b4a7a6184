package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntFunction;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInitXavier;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks that are drawn: built once or anew, and independent of each other. */
class WeightDrawTest {

  private static final int SIDE = 11;

  private static MultiLayerNetwork net(long seed) {
    Layer[] layers = {
      Nets.conv(3, 4).activation(Activation.RELU).build(),
      new BatchNormalization(),
      Nets.conv(3, 3).weightInit(new OuterWeightInit(new WeightInitXavier(), 2)).build(),
      new DenseLayer.Builder().nOut(3).build()
    };
    return Nets.net(DataType.FLOAT, SIDE, 2, seed, layers);
  }

  @Test
  void parametersAreThoseOfANetworkThatIsBuiltAnew() {
    MultiLayerNetwork once = net(99);
    for (int draw = 1; draw <= 5; draw++) {
      WeightDraw.byConfiguration().write(once, draw);
      assertThat(once.params()).isEqualTo(net(draw).params());
    }
  }

  @Test
  void buildingOnceGivesTheSameFieldAndLeavesTheNetworkAsFound() {
    buildingOnceGivesTheSameField(WeightDrawTest::net);
  }

  /** The values before the softmax are those of a copy, which needs the draw's weights too. */
  @Test
  void buildingOnceGivesTheSameFieldBeforeASoftmax() {
    Layer[] layers = {
      Nets.conv(3, 4).build(), Nets.conv(3, 3).activation(Activation.SOFTMAX).build()
    };
    buildingOnceGivesTheSameField(seed -> Nets.net(DataType.FLOAT, SIDE, 2, seed, layers));
  }

  private static void buildingOnceGivesTheSameField(IntFunction<MultiLayerNetwork> net) {
    MultiLayerNetwork once = net.apply(99);
    INDArray found = once.params().dup();
    Nd4j.getRandom().setSeed(5);
    double next = Nd4j.getRandom().nextDouble();
    Nd4j.getRandom().setSeed(5);
    EffectiveReceptiveField a =
        ErfAnalyzer.builder(6, once, WeightDraw.byConfiguration())
            .inputSize(SIDE, SIDE)
            .aggregation(Aggregation.RMS)
            .build()
            .analyze();
    assertThat(Nd4j.getRandom().nextDouble()).isEqualTo(next);
    assertThat(once.params()).isEqualTo(found);
    EffectiveReceptiveField b =
        ErfAnalyzer.builder(6, net)
            .inputSize(SIDE, SIDE)
            .aggregation(Aggregation.RMS)
            .build()
            .analyze();
    assertThat(a.map()).isEqualTo(b.map());
    assertThat(a.info().draws()).isEqualTo(6);
    assertThat(a.sums()).isEqualTo(b.sums());
  }

  /**
   * Correlations of 2304 independent weights stay within 5.5/√2304 = 0.115 but for 4e-8 of all
   * pairs; some 10,000 are looked at.
   */
  @Test
  void neighbouringSeedsGiveIndependentWeights() {
    int draws = 30;
    double[][] weights = new double[draws][];
    for (int d = 0; d < draws; d++) {
      MultiLayerNetwork net = Nets.net(DataType.DOUBLE, 5, 16, d + 1, Nets.conv(3, 16).build());
      weights[d] = net.getLayer(0).getParam("W").dup('c').data().asDouble();
    }
    for (int a = 0; a < draws; a++) {
      for (int b = 0; b < draws; b++) {
        for (int shift = a < b ? 0 : 1; shift <= 10; shift++) {
          assertThat(Math.abs(correlation(weights[a], weights[b], shift)))
              .as("draws %d and %d, shift %d", a, b, shift)
              .isLessThan(0.115);
        }
      }
    }
  }

  private static double correlation(double[] a, double[] b, int shift) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = shift; i < a.length; i++) {
      ab += a[i] * b[i - shift];
      aa += a[i] * a[i];
      bb += b[i - shift] * b[i - shift];
    }
    return ab / Math.sqrt(aa * bb);
  }
}
