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

/** Compares a probe's gradients with central differences, and its outputs with DL4J's own. */
final class GradientCheck {

  private static final double STEP = 1e-5;
  private static final double RELATIVE = 1e-7;

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
    double largest = 0;
    for (INDArray g : gradients.inputGradients()) {
      largest = Math.max(largest, g.amaxNumber().doubleValue());
    }
    assertThat(largest).isPositive();
    for (int k = 0; k < inputs.length; k++) {
      assertThat(gradients.inputGradients().get(k).shape()).isEqualTo(inputs[k].shape());
      for (int check = 0; check < 6; check++) {
        long i = (long) (random.nextDouble() * inputs[k].length());
        double x = inputs[k].getDouble(i);
        inputs[k].putScalar(i, x + STEP);
        double up =
            probe.activations(List.of(last), inputs).get(0).mul(epsilon).sumNumber().doubleValue();
        inputs[k].putScalar(i, x - STEP);
        double down =
            probe.activations(List.of(last), inputs).get(0).mul(epsilon).sumNumber().doubleValue();
        inputs[k].putScalar(i, x);
        double actual = gradients.inputGradients().get(k).getDouble(i);
        assertThat(Math.abs(actual - (up - down) / (2 * STEP)))
            .isLessThan(RELATIVE * Math.max(1, largest));
      }
    }
    assertThat(configuration(c.model())).isEqualTo(before);
    assertThat(parameters == null || parameters.equals(c.model().params())).isTrue();
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
