package org.percept4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;

class NetworkLayersTest {

  private static MultiLayerNetwork sequential() {
    return new MultiLayerNetwork(
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .list()
            .layer(new DenseLayer.Builder().nIn(3).nOut(4).build())
            .layer(new DenseLayer.Builder().name("my_hidden").nIn(4).nOut(4).build())
            .layer(new OutputLayer.Builder().nIn(4).nOut(2).build())
            .build());
  }

  private static ComputationGraph graph() {
    return new ComputationGraph(
        new NeuralNetConfiguration.Builder()
            .seed(1)
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

  @Test
  void layersOfOneNameAreCalledByTheirIndexToo() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new DenseLayer.Builder().name("twin").nIn(3).nOut(4).build())
                .layer(new DenseLayer.Builder().name("twin").nIn(4).nOut(5).build())
                .layer(new DenseLayer.Builder().name("twin#1").nIn(5).nOut(6).build())
                .layer(new OutputLayer.Builder().name("input").nIn(6).nOut(2).build())
                .build());
    net.init();
    NetworkLayers layers = NetworkLayers.of(net);
    assertThat(layers)
        .extracting(NetworkLayers.Entry::name)
        .containsExactly("twin#0", "twin#1#1", "twin#1", "input#3");
    assertThat(layers.resolve(LayerRef.name("twin#0")).index()).isZero();
    assertThat(layers.resolve(LayerRef.name("twin#1")).index()).isEqualTo(2);
    assertThat(layers.resolve(LayerRef.name("1")).name()).isEqualTo("twin#1#1");
    assertThat(layers.resolve(LayerRef.name("input")).index()).isEqualTo(3);
    assertThatThrownBy(() -> layers.nameOf(LayerRef.name("twin")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "layer: expected one of twin#0, twin#1#1, twin#1, or a position, since several layers"
                + " have one name; got \"twin\"");
  }

  @Test
  void verticesAreFoundByNameButAreNoLayers() {
    ComputationGraph net = graph();
    net.init();
    NetworkLayers layers = NetworkLayers.of(net);
    assertThat(layers.vertices()).containsExactly("merge");
    assertThat(layers.nameOf(LayerRef.name("merge"))).isEqualTo("merge");
    assertThatThrownBy(() -> layers.resolve(LayerRef.name("merge")))
        .hasMessageContaining("got \"merge\", a vertex without a layer");
    assertThatThrownBy(() -> layers.nameOf(LayerRef.name("merg")))
        .hasMessageContaining("or the vertices [merge]; got \"merg\"");
  }

  @Test
  void everyParameterOfANetworkIsHeldBySomething() {
    ComputationGraph net =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .graphBuilder()
                .addInputs("in")
                .addLayer("lstm", new LSTM.Builder().nIn(3).nOut(4).build(), "in")
                .addLayer("norm", new BatchNormalization.Builder().nIn(4).nOut(4).build(), "lstm")
                .addVertex(
                    "attention",
                    new AttentionVertex.Builder()
                        .nInKeys(4)
                        .nInQueries(4)
                        .nInValues(4)
                        .nOut(4)
                        .nHeads(2)
                        .headSize(2)
                        .projectInput(true)
                        .build(),
                    "norm",
                    "norm",
                    "norm")
                .addLayer("out", new RnnOutputLayer.Builder().nIn(4).nOut(2).build(), "attention")
                .setOutputs("out")
                .build());
    net.init();
    List<ParameterHolder> holders = NetworkLayers.of(net).parameterHolders();
    assertThat(holders)
        .extracting(ParameterHolder::name)
        .containsExactly("lstm", "norm", "attention", "out");
    assertThat(holders)
        .flatExtracting(ParameterHolder::parameters)
        .extracting(ParameterHolder.Parameter::key)
        .containsExactlyInAnyOrderElementsOf(net.paramTable().keySet());
    assertThat(holders.get(2).index()).isEqualTo(1);
    assertThat(holders.get(2).parameters()).allMatch(p -> p.weight() && p.summedOverExamples());
    assertThat(holders.get(1).parameters())
        .filteredOn(p -> !p.gradient())
        .extracting(ParameterHolder.Parameter::name)
        .containsExactlyInAnyOrder("mean", "log10stdev");
    assertThat(holders.get(0).parameters())
        .extracting(ParameterHolder.Parameter::name)
        .containsExactly("W", "RW", "b");
  }
}
