package org.percept4j.core.probe;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.NetworkLayers;

/** A chain of convolutions and pools from the only input to one layer, without its padding. */
final class UnpaddedChain {

  private static final Set<Class<?>> EXACT =
      Set.of(
          ConvolutionLayer.class,
          Convolution2D.class,
          SeparableConvolution2D.class,
          DepthwiseConvolution2D.class,
          SubsamplingLayer.class,
          BatchNormalization.class,
          LocalResponseNormalization.class,
          ActivationLayer.class,
          DropoutLayer.class);

  private UnpaddedChain() {}

  /** The network's own layers; none if what leads to the layer is no such chain. */
  static List<NetworkLayers.Entry> layers(Model model, NetworkLayers.Entry last) {
    List<NetworkLayers.Entry> chain =
        model instanceof MultiLayerNetwork network
            ? chain(network, last.index())
            : chain((ComputationGraph) model, last.name());
    return chain.stream().map(NetworkLayers.Entry::configuration).allMatch(UnpaddedChain::isLocal)
        ? chain
        : List.of();
  }

  /** Whether a unit of the layer sees no more than its window: DL4J's softmax runs along a row. */
  private static boolean isLocal(Layer layer) {
    return EXACT.contains(layer.getClass())
        && (layer instanceof BatchNormalization || LinearCopy.isElementwise(layer));
  }

  private static List<NetworkLayers.Entry> chain(MultiLayerNetwork network, int last) {
    for (int i = 0; i <= last; i++) {
      if (network.getLayerWiseConfigurations().getInputPreProcess(i) != null) {
        return List.of();
      }
    }
    return NetworkLayers.of(network).asList().subList(0, last + 1);
  }

  private static List<NetworkLayers.Entry> chain(ComputationGraph graph, String last) {
    Map<String, NetworkLayers.Entry> byName = new HashMap<>();
    NetworkLayers.of(graph).forEach(entry -> byName.put(entry.name(), entry));
    Map<String, List<String>> inputs = graph.getConfiguration().getVertexInputs();
    List<NetworkLayers.Entry> chain = new ArrayList<>();
    String at = last;
    while (!graph.getConfiguration().getNetworkInputs().contains(at)) {
      boolean plain =
          graph.getConfiguration().getVertices().get(at) instanceof LayerVertex vertex
              && vertex.getPreProcessor() == null
              && inputs.get(at).size() == 1;
      if (!plain) {
        return List.of();
      }
      chain.add(byName.get(at));
      at = inputs.get(at).get(0);
    }
    Collections.reverse(chain);
    return graph.getNumInputArrays() == 1 ? chain : List.of();
  }

  /** The same layers in evaluation mode, without padding. */
  static MultiLayerConfiguration configuration(List<NetworkLayers.Entry> chain, DataType type) {
    List<NeuralNetConfiguration> configurations = new ArrayList<>();
    for (NetworkLayers.Entry entry : chain) {
      NeuralNetConfiguration conf = entry.layer().conf().clone();
      conf.setLayer(EvaluationLayers.of(conf.getLayer()));
      if (conf.getLayer() instanceof ConvolutionLayer convolution) {
        convolution.setConvolutionMode(ConvolutionMode.Truncate);
        convolution.setPadding(new int[] {0, 0});
      } else if (conf.getLayer() instanceof SubsamplingLayer pooling) {
        pooling.setConvolutionMode(ConvolutionMode.Truncate);
        pooling.setPadding(new int[] {0, 0});
      }
      configurations.add(conf);
    }
    // Not by a builder: DL4J's seed ND4J's generator, which belongs to the user's training.
    MultiLayerConfiguration all = new MultiLayerConfiguration();
    all.setConfs(configurations);
    all.setDataType(type);
    return all;
  }

  /** The values of all parameters, as one network of these layers has them; null for none. */
  static @Nullable INDArray parameters(List<NetworkLayers.Entry> chain) {
    INDArray[] each =
        chain.stream()
            .map(NetworkLayers.Entry::layer)
            .filter(layer -> layer.numParams() > 0)
            .map(layer -> layer.params().reshape(1, layer.numParams()))
            .toArray(INDArray[]::new);
    return each.length == 0 ? null : Nd4j.concat(1, each);
  }
}
