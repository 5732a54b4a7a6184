package org.percept4j.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLambdaVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;

/** What a probe refuses, and what it says. */
class NetworkProbeBadInputTest {

  private static MultiLayerNetwork network(InputType input, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder().seed(5).dataType(DataType.DOUBLE).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network = new MultiLayerNetwork(list.setInputType(input).build());
    network.init();
    return network;
  }

  @Test
  void badInputsAreRefusedWithWhatWasExpected() {
    NetworkProbe probe =
        NetworkProbe.of(
            network(
                InputType.convolutional(9, 8, 3),
                new ConvolutionLayer.Builder(3, 3)
                    .convolutionMode(ConvolutionMode.Same)
                    .nOut(2)
                    .build()));
    LayerRef last = LayerRef.index(-1);
    assertThatThrownBy(() -> probe.activations(List.of(last)))
        .hasMessage("inputs: expected 1 arrays, got 0");
    assertThatThrownBy(
            () -> probe.activations(List.of(last), Nd4j.create(DataType.DOUBLE, 1, 5, 9, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[1, 5, 9, 8]")
        .hasMessageContaining("layer0");
    assertThatThrownBy(
            () -> probe.activations(List.of(LayerRef.name("x")), Nd4j.create(1, 3, 9, 8)))
        .hasMessageContaining("expected one of layer0");
    assertThatThrownBy(
            () ->
                probe.inputGradient(
                    last, y -> Nd4j.create(2, 2), Nd4j.create(DataType.DOUBLE, 1, 3, 9, 8)))
        .hasMessageContaining("epsilon: expected shape [1, 2, 9, 8]");
    assertThatThrownBy(() -> probe.activations(List.of(), Nd4j.create(1, 3, 9, 8)))
        .hasMessage("layers: expected at least one, got none");
  }

  @Test
  void layersThatCannotBeProbedAreNamed() {
    MultiLayerNetwork net =
        network(
            InputType.feedForward(3),
            new EmbeddingLayer.Builder().name("words").nOut(4).build(),
            new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build());
    NetworkProbe probe = NetworkProbe.of(net);
    INDArray sequence = Nd4j.ones(DataType.DOUBLE, 1, 1);
    assertThat(probe.activations(List.of(LayerRef.index(-1)), sequence).get(0))
        .isEqualTo(net.output(sequence));
    assertThatThrownBy(() -> probe.inputGradient(LayerRef.index(0), Nd4j::onesLike, sequence))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("\"words\" (EmbeddingLayer): expected a kind whose gradient can be probed");
  }

  /** A vertex of a user's own, of which the probe knows nothing. */
  public static final class Doubling extends SameDiffLambdaVertex {
    private static final long serialVersionUID = 1;

    @Override
    public SDVariable defineVertex(SameDiff graph, VertexInputs inputs) {
      return inputs.getInput(0).mul(2);
    }
  }

  @Test
  void verticesThatCannotBeProbedAreNamed() {
    ComputationGraph net =
        new ComputationGraph(
            ProbeCases.conf()
                .graphBuilder()
                .addInputs("in")
                .addLayer("a", ProbeCases.conv().nIn(2).nOut(2).build(), "in")
                .addVertex("twice", new Doubling(), "a")
                .addLayer("end", ProbeCases.conv().nIn(2).nOut(2).build(), "twice")
                .setOutputs("end")
                .build());
    net.init();
    NetworkProbe probe = NetworkProbe.of(net);
    INDArray image = Nd4j.ones(DataType.DOUBLE, 1, 2, 6, 6);
    assertThat(probe.activations(List.of(LayerRef.name("end")), image).get(0).size(0)).isEqualTo(1);
    assertThatThrownBy(() -> probe.inputGradient(LayerRef.name("end"), Nd4j::onesLike, image))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("\"twice\" (Doubling): expected a kind whose gradient can be probed");
  }
}
