package org.percept4j.erf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
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
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.NetworkLayers;

/**
 * The part of a chain of convolutions and pools that one interior unit depends on: the same layers
 * with the same parameter values and no padding, to be fed with just the unit's theoretical field.
 * A unit that sees no padding at any layer has exactly the same gradient there as in the whole
 * network.
 */
final class CropNetwork {

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

  private CropNetwork() {}

  /**
   * The cropped chain from the input to a layer; empty if the layers in between are no such chain.
   */
  static Optional<MultiLayerNetwork> of(Model model, NetworkLayers.Entry target) {
    List<Layer> chain =
        model instanceof MultiLayerNetwork network
            ? chain(network, target.index())
            : chain((ComputationGraph) model, target.name());
    boolean exact =
        !chain.isEmpty()
            && chain.stream().allMatch(l -> EXACT.contains(l.conf().getLayer().getClass()));
    return exact ? Optional.of(build(chain, model.params().dataType())) : Optional.empty();
  }

  private static List<Layer> chain(MultiLayerNetwork network, int last) {
    for (int i = 0; i <= last; i++) {
      if (network.getLayerWiseConfigurations().getInputPreProcess(i) != null) {
        return List.of();
      }
    }
    return List.of(network.getLayers()).subList(0, last + 1);
  }

  private static List<Layer> chain(ComputationGraph graph, String last) {
    Map<String, List<String>> inputs = graph.getConfiguration().getVertexInputs();
    List<Layer> chain = new ArrayList<>();
    String at = last;
    while (!graph.getConfiguration().getNetworkInputs().contains(at)) {
      boolean plain =
          graph.getConfiguration().getVertices().get(at) instanceof LayerVertex vertex
              && vertex.getPreProcessor() == null
              && inputs.get(at).size() == 1;
      if (!plain) {
        return List.of();
      }
      chain.add(graph.getLayer(at));
      at = inputs.get(at).get(0);
    }
    Collections.reverse(chain);
    return graph.getNumInputArrays() == 1 ? chain : List.of();
  }

  private static MultiLayerNetwork build(List<Layer> chain, DataType type) {
    List<NeuralNetConfiguration> configurations = new ArrayList<>();
    for (Layer layer : chain) {
      NeuralNetConfiguration conf = layer.conf().clone();
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
    INDArray[] parameters =
        chain.stream()
            .filter(layer -> layer.numParams() > 0)
            .map(layer -> layer.params().reshape(1, layer.numParams()))
            .toArray(INDArray[]::new);
    MultiLayerNetwork crop = new MultiLayerNetwork(all);
    // With parameters given, DL4J draws none and leaves ND4J's generator alone.
    crop.init(parameters.length == 0 ? null : Nd4j.concat(1, parameters), false);
    return crop;
  }
}
