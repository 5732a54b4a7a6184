package org.percept4j.core.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.core.Networks;
import org.percept4j.core.Rounding;

/** Compares a probe's gradients with central differences, and its outputs with DL4J's own. */
final class GradientCheck {

  private static final double STEP = 1e-5;

  /** Roundings on the way to an output, on average: 6√n for n up to 10,000 terms (see Rounding). */
  private static final int TERMS = 600;

  private GradientCheck() {}

  /** DL4J's L2NormalizeVertex takes arrays of the default type, whatever the network's type is. */
  static final class DoublesByDefault implements BeforeAllCallback, AfterAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
      Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    }

    @Override
    public void afterAll(ExtensionContext context) {
      Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
    }
  }

  static void check(ProbeCases.Case c) {
    Random random = new Random(3);
    INDArray[] inputs =
        Arrays.stream(c.inputs()).map(s -> noise(s, random)).toArray(INDArray[]::new);
    INDArray expected = output(c.model(), inputs); // DL4J itself changes some configurations
    String before = configuration(c.model());
    INDArray parameters = c.model().numParams() == 0 ? null : c.model().params().dup();
    NetworkProbe probe = NetworkProbe.of(c.model());
    LayerRef last = LayerRef.index(-1);
    INDArray y = probe.activations(List.of(last), inputs).get(0);
    assertThat(y).isEqualTo(expected);
    INDArray epsilon = noise(y.shape(), random);
    NetworkProbe.Gradients gradients = probe.inputGradient(last, out -> epsilon, inputs);
    try (UnitGradients kept = UnitGradients.of(c.model(), List.of(last), inputs)) {
      for (int again = 0; again < 2; again++) {
        assertThat(kept.inputGradient(last, out -> epsilon)).isEqualTo(gradients);
      }
    }
    double largest = 0;
    for (INDArray g : gradients.inputGradients()) {
      largest = Math.max(largest, g.amaxNumber().doubleValue());
    }
    assertThat(largest).isPositive();
    double magnitudes = Math.max(1, y.mul(epsilon).norm1Number().doubleValue());
    double rounding = Rounding.inDouble(TERMS) * (magnitudes / STEP + largest);
    for (int k = 0; k < inputs.length; k++) {
      assertThat(gradients.inputGradients().get(k).shape()).isEqualTo(inputs[k].shape());
      for (int check = 0; check < 6; check++) {
        long i = (long) (random.nextDouble() * inputs[k].length());
        double actual = gradients.inputGradients().get(k).getDouble(i);
        double near = slope(probe, last, epsilon, inputs, inputs[k], i, STEP);
        double far = slope(probe, last, epsilon, inputs, inputs[k], i, 2 * STEP);
        // Truncation is ch² + O(h⁴), so (far − near) / 3 = ch²; rounding is of the two sums.
        double truncation = Math.abs(far - near) / 3;
        assertThat(Math.abs(actual - near)).isLessThanOrEqualTo(2 * truncation + rounding);
      }
    }
    assertThat(configuration(c.model())).isEqualTo(before);
    assertThat(parameters == null || parameters.equals(c.model().params())).isTrue();
  }

  /** The central difference of the weighted sum of the outputs. */
  private static double slope(
      NetworkProbe probe,
      LayerRef last,
      INDArray epsilon,
      INDArray[] inputs,
      INDArray input,
      long i,
      double step) {
    double x = input.getDouble(i);
    input.putScalar(i, x + step);
    INDArray up = probe.activations(List.of(last), inputs).get(0);
    input.putScalar(i, x - step);
    INDArray down = probe.activations(List.of(last), inputs).get(0);
    input.putScalar(i, x);
    return up.sub(down).mul(epsilon).sumNumber().doubleValue() / (2 * step);
  }

  private static String configuration(Model model) {
    return model instanceof MultiLayerNetwork network
        ? network.getLayerWiseConfigurations().toJson()
        : ((ComputationGraph) model).getConfiguration().toJson();
  }

  static INDArray noise(long[] shape, Random random) {
    INDArray array = Nd4j.create(DataType.DOUBLE, shape);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, random.nextGaussian());
    }
    return array;
  }

  private static INDArray output(Model model, INDArray[] inputs) {
    return Networks.output(model, inputs).get(0);
  }
}
