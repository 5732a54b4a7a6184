package org.percept4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;

class NetworkLayersTest {

  private static MultiLayerNetwork sequential() {
    return new MultiLayerNetwork(
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(new DenseLayer.Builder().nIn(3).nOut(4).build())
            .layer(new DenseLayer.Builder().name("my_hidden").nIn(4).nOut(4).build())
            .layer(new OutputLayer.Builder().nIn(4).nOut(2).build())
            .build());
  }

  private static ComputationGraph graph() {
    return new ComputationGraph(
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .addLayer("left_1", new DenseLayer.Builder().nIn(3).nOut(4).build(), "in")
            .addLayer("right", new DenseLayer.Builder().nIn(3).nOut(4).build(), "in")
            .addVertex("merge", new MergeVertex(), "left_1", "right")
            .addLayer("out", new OutputLayer.Builder().nIn(8).nOut(2).build(), "merge")
            .setOutputs("out")
            .build());
  }

  @Test
  void sequentialLayersKeepTheirNamesAndParameterKeys() {
    MultiLayerNetwork net = sequential();
    net.init();
    NetworkLayers layers = NetworkLayers.of(net);
    assertThat(layers)
        .extracting(NetworkLayers.Entry::name)
        .containsExactly("layer0", "my_hidden", "layer2");
    for (NetworkLayers.Entry entry : layers) {
      assertThat(net.paramTable()).containsKey(entry.key("W"));
      assertThat(entry.layer()).isSameAs(net.getLayer(entry.index()));
    }
  }

  @Test
  void graphLayersComeInTopologicalOrderWithoutOtherVertices() {
    ComputationGraph net = graph();
    net.init();
    NetworkLayers layers = NetworkLayers.of(net);
    assertThat(layers)
        .extracting(NetworkLayers.Entry::name)
        .containsExactlyInAnyOrder("left_1", "right", "out")
        .endsWith("out");
    for (NetworkLayers.Entry entry : layers) {
      assertThat(net.paramTable()).containsKey(entry.key("W"));
    }
  }

  @Test
  void referencesResolveByNameAndFromEitherEnd() {
    MultiLayerNetwork net = sequential();
    net.init();
    NetworkLayers layers = NetworkLayers.of(net);
    assertThat(layers.resolve(LayerRef.name("my_hidden")).index()).isEqualTo(1);
    assertThat(layers.resolve(LayerRef.name("2")).name()).isEqualTo("layer2");
    assertThat(layers.resolve(LayerRef.index(-1)).index()).isEqualTo(2);
    assertThat(layers.resolve(LayerRef.index(0)).name()).isEqualTo("layer0");
  }

  @Test
  void unknownLayersAreRefusedWithWhatThereIs() {
    MultiLayerNetwork net = sequential();
    net.init();
    NetworkLayers layers = NetworkLayers.of(net);
    assertThatThrownBy(() -> layers.resolve(LayerRef.name("conv1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer: expected one of layer0, my_hidden, layer2; got \"conv1\"");
    assertThatThrownBy(() -> layers.resolve(LayerRef.index(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer: expected an index from -3 to 2, got 3");
    assertThatThrownBy(() -> LayerRef.name(" ")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void networksBeforeInitAreRefused() {
    assertThatThrownBy(() -> NetworkLayers.of(sequential()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("before init()");
    assertThatThrownBy(() -> NetworkLayers.of(graph()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("before init()");
  }
}
