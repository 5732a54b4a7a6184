package org.percept4j.core.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;

/** Gradients of every supported kind of layer and vertex against central differences in DOUBLE. */
class NetworkProbeTest {

  private static final double STEP = 1e-5;
  private static final double RELATIVE = 1e-7;

  /** DL4J's L2NormalizeVertex takes arrays of the default type, whatever the network's type is. */
  @BeforeAll
  static void useDoubles() {
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
  }

  @AfterAll
  static void useFloatsAgain() {
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("org.percept4j.core.probe.ProbeCases#all")
  void gradientsAreThoseOfCentralDifferences(ProbeCases.Case c) {
    NetworkProbe probe = NetworkProbe.of(c.model());
    Random random = new Random(3);
    INDArray[] inputs =
        Arrays.stream(c.inputs()).map(s -> noise(s, random)).toArray(INDArray[]::new);
    LayerRef last = LayerRef.index(-1);
    INDArray y = probe.activations(List.of(last), inputs).get(0);
    assertThat(output(c.model(), inputs)).isEqualTo(y);
    INDArray epsilon = noise(y.shape(), random);
    NetworkProbe.Gradients gradients = probe.inputGradient(last, out -> epsilon, inputs);
    double largest = 0;
    for (INDArray g : gradients.inputGradients()) {
      largest = Math.max(largest, g.amaxNumber().doubleValue());
    }
    assertThat(largest).isPositive();
    for (int k = 0; k < inputs.length; k++) {
      assertThat(gradients.inputGradients().get(k).shape()).isEqualTo(inputs[k].shape());
      for (int check = 0; check < 12; check++) {
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
  }

  private static INDArray noise(long[] shape, Random random) {
    INDArray array = Nd4j.create(DataType.DOUBLE, shape);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, random.nextGaussian());
    }
    return array;
  }

  private static INDArray output(Model model, INDArray[] inputs) {
    return model instanceof MultiLayerNetwork net
        ? net.output(inputs[0])
        : ((ComputationGraph) model).outputSingle(inputs);
  }

  @Test
  void layersOfOneNameAreToldApartByTheirIndex() {
    ProbeCases.Case c =
        ProbeCases.image(
            "twins",
            ProbeCases.conv().name("twin").nOut(2).build(),
            ProbeCases.conv().name("twin").nOut(5).build());
    NetworkProbe probe = NetworkProbe.of(c.model());
    INDArray image = noise(c.inputs()[0], new Random(1));
    assertThat(probe.activations(List.of(LayerRef.index(0)), image).get(0).size(1)).isEqualTo(2);
    assertThat(probe.activations(List.of(LayerRef.index(1)), image).get(0).size(1)).isEqualTo(5);
  }

  /** Training in any mode first, so that its workspaces exist, and probing inside an open one. */
  @ParameterizedTest
  @EnumSource(WorkspaceMode.class)
  @SuppressWarnings("try") // the workspace is left by closing it; nothing is asked of it
  void workspacesMakeNoDifference(WorkspaceMode mode) {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            ProbeCases.conf()
                .trainingWorkspaceMode(mode)
                .inferenceWorkspaceMode(mode)
                .list()
                .layer(ProbeCases.conv().nOut(3).build())
                .layer(new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(6, 6, 2))
                .build());
    net.init();
    INDArray image = noise(new long[] {2, 2, 6, 6}, new Random(1));
    net.fit(image, Nd4j.eye(2).castTo(DataType.DOUBLE));
    for (Model model : new Model[] {net, net.toComputationGraph()}) {
      NetworkProbe probe = NetworkProbe.of(model);
      INDArray alone =
          probe.inputGradient(LayerRef.index(0), Nd4j::onesLike, image).inputGradients().get(0);
      try (MemoryWorkspace open = Nd4j.getWorkspaceManager().getAndActivateWorkspace("of a user")) {
        INDArray inside =
            probe.inputGradient(LayerRef.index(0), Nd4j::onesLike, image).inputGradients().get(0);
        assertThat(inside.isAttached()).isFalse();
        assertThat(inside).isEqualTo(alone);
      }
    }
  }
}
