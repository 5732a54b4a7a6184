package org.percept4j.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
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
@ExtendWith(GradientCheck.DoublesByDefault.class)
class NetworkProbeTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("org.percept4j.core.probe.ProbeCases#all")
  void gradientsAreThoseOfCentralDifferences(ProbeCases.Case c) {
    GradientCheck.check(c);
  }

  @Test
  void layersOfOneNameAreToldApartByTheirIndex() {
    ProbeCases.Case c =
        ProbeCases.image(
            "twins",
            ProbeCases.conv().name("twin").nOut(2).build(),
            ProbeCases.conv().name("twin").nOut(5).build());
    NetworkProbe probe = NetworkProbe.of(c.model());
    INDArray image = GradientCheck.noise(c.inputs()[0], new Random(1));
    assertThat(probe.activations(List.of(LayerRef.index(0)), image).get(0).size(1)).isEqualTo(2);
    assertThat(probe.activations(List.of(LayerRef.index(1)), image).get(0).size(1)).isEqualTo(5);
  }

  /** The sum of two convolutions is their activations' sum; its gradient is the sum of theirs. */
  @Test
  void verticesAreTargetsByTheirName() {
    ComputationGraph net =
        new ComputationGraph(
            ProbeCases.conf()
                .graphBuilder()
                .addInputs("in")
                .addLayer("a", ProbeCases.conv().nIn(2).nOut(3).build(), "in")
                .addLayer("b", ProbeCases.conv().nIn(2).nOut(3).build(), "in")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
                .addLayer("out", ProbeCases.conv().nIn(3).nOut(1).build(), "sum")
                .setOutputs("out")
                .build());
    net.init();
    NetworkProbe probe = NetworkProbe.of(net);
    INDArray image = GradientCheck.noise(new long[] {2, 2, 5, 4}, new Random(1));
    List<INDArray> outputs =
        probe.activations(
            List.of(LayerRef.name("a"), LayerRef.name("b"), LayerRef.name("sum")), image);
    assertThat(outputs.get(2)).isEqualTo(outputs.get(0).add(outputs.get(1)));
    INDArray sum = gradient(probe, "sum", image);
    assertThat(sum).isEqualTo(gradient(probe, "a", image).add(gradient(probe, "b", image)));
    assertThat(NetworkProbe.unpadded(net, LayerRef.name("sum"), true)).isEmpty();
    assertThatThrownBy(() -> gradient(probe, "in", image))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer: expected one of a, b, out or the vertices [sum]; got \"in\"");
  }

  private static INDArray gradient(NetworkProbe probe, String name, INDArray image) {
    return probe.inputGradient(LayerRef.name(name), Nd4j::onesLike, image).inputGradients().get(0);
  }

  /** A ReLU's slope at NaN is 0, so that a gradient may look sound where an output is not. */
  @Test
  void notANumberIsNoticedInOutputsAndInputs() {
    ProbeCases.Case c =
        ProbeCases.image("relu", ProbeCases.conv().nOut(2).activation(Activation.RELU).build());
    NetworkProbe probe = NetworkProbe.of(c.model());
    INDArray image = GradientCheck.noise(c.inputs()[0], new Random(1));
    assertThat(probe.inputGradient(LayerRef.index(0), Nd4j::onesLike, image).isFinite()).isTrue();
    assertThat(NetworkProbe.isFinite(image)).isTrue();
    for (double broken : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      image.putScalar(3, broken);
      assertThat(NetworkProbe.isFinite(image)).isFalse();
      assertThat(probe.inputGradient(LayerRef.index(0), Nd4j::onesLike, image).isFinite())
          .isFalse();
    }
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
    INDArray image = GradientCheck.noise(new long[] {2, 2, 6, 6}, new Random(1));
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
