package org.percept4j.examples.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;

class MomentumSgdTest {

  /** v ← μ·v + g, θ ← θ − η·v, worked out by hand for g = 1, 2, −1. */
  @Test
  void stepsAreThoseOfPyTorch() {
    GradientUpdater<?> updater = new MomentumSgd(0.1, 0.5).instantiate(Nd4j.create(1, 2), true);
    double[][] steps = {{1, 0.1}, {2, 0.25}, {-1, 0.025}};
    for (double[] step : steps) {
      INDArray gradient = Nd4j.createFromArray((float) step[0], (float) -step[0]).reshape(1, 2);
      updater.applyUpdater(gradient, 0, 0);
      assertThat(gradient.getDouble(0)).isCloseTo(step[1], within(1e-7));
      assertThat(gradient.getDouble(1)).isCloseTo(-step[1], within(1e-7));
    }
  }

  @Test
  void badRatesAreRefused() {
    assertThatThrownBy(() -> new MomentumSgd(0, 0.5)).hasMessageContaining("learningRate > 0");
    assertThatThrownBy(() -> new MomentumSgd(0.1, 1)).hasMessageContaining("momentum < 1");
    assertThatThrownBy(() -> new MomentumSgd(Double.NaN, 0)).hasMessageContaining("NaN");
  }

  @Test
  void weightsAndBiasesAreUniformWithinOneOverTheRootOfFanIn() {
    MultiLayerNetwork net = LeNet.create(new MomentumSgd(0.1, 0.5), 1);
    int[] fanIn = {25, 500, 800, 500};
    int[] layers = {0, 2, 4, 5};
    for (int i = 0; i < 4; i++) {
      double bound = 1 / Math.sqrt(fanIn[i]);
      INDArray w = net.getParam(layers[i] + "_W");
      INDArray b = net.getParam(layers[i] + "_b");
      assertThat(w.amaxNumber().doubleValue()).isBetween(0.95 * bound, bound);
      assertThat(b.amaxNumber().doubleValue()).isBetween(0.5 * bound, bound);
      assertThat(w.stdNumber().doubleValue()).isCloseTo(bound / Math.sqrt(3), within(0.05 * bound));
    }
    assertThat(LeNet.create(new MomentumSgd(0.1, 0.5), 1).params()).isEqualTo(net.params());
  }
}
