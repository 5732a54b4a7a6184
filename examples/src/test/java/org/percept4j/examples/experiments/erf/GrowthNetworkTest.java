package org.percept4j.examples.experiments.erf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class GrowthNetworkTest {

  private static final double FAN_IN = 12;

  /** Uniform within ±1/√fan-in has a third of its square as variance; He et al. six times that. */
  @ParameterizedTest
  @EnumSource(Growth.Kind.class)
  void theLastLayerBeginsSmall(Growth.Kind kind) {
    ComputationGraph network = GrowthNetwork.create(kind, 3);
    INDArray weights = network.getLayer("classes").getParam("W");
    assertThat(weights.length()).isEqualTo(120);
    assertThat(weights.amaxNumber().doubleValue()).isLessThanOrEqualTo(1 / Math.sqrt(FAN_IN));
    // the mean of 120 squares of a uniform: standard error √(4/45/120) = 0.027 of the bound's
    // square
    double expected = 1 / (3 * FAN_IN);
    assertThat(weights.mul(weights).meanNumber().doubleValue())
        .isCloseTo(expected, within(5 * 0.0272 / FAN_IN));
    assertThat(network.getLayer("classes").getParam("b").amaxNumber().doubleValue()).isZero();
  }
}
