package org.percept4j.core.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.ElementWiseVertex;
import org.deeplearning4j.nn.graph.vertex.impl.L2NormalizeVertex;
import org.deeplearning4j.nn.graph.vertex.impl.L2Vertex;
import org.deeplearning4j.nn.graph.vertex.impl.MergeVertex;
import org.deeplearning4j.nn.graph.vertex.impl.PoolHelperVertex;
import org.deeplearning4j.nn.graph.vertex.impl.ReshapeVertex;
import org.deeplearning4j.nn.graph.vertex.impl.ScaleVertex;
import org.deeplearning4j.nn.graph.vertex.impl.ShiftVertex;
import org.deeplearning4j.nn.graph.vertex.impl.StackVertex;
import org.deeplearning4j.nn.graph.vertex.impl.SubsetVertex;
import org.deeplearning4j.nn.graph.vertex.impl.UnstackVertex;
import org.deeplearning4j.nn.graph.vertex.impl.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.graph.vertex.impl.rnn.ReverseTimeSeriesVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.NetworkLayers;
import org.percept4j.core.NetworkStructure;
import org.percept4j.core.acceleration.Acceleration;

/**
 * Builds the probe's operations: the network's configuration as it is in evaluation mode, with the
 * network's own parameters.
 */
final class ProbeGraphBuilder {

  private static final Set<Class<?>> VERTICES =
      Set.of(
          ElementWiseVertex.class,
          L2NormalizeVertex.class,
          L2Vertex.class,
          MergeVertex.class,
          PoolHelperVertex.class,
          ReshapeVertex.class,
          ReverseTimeSeriesVertex.class,
          LastTimeStepVertex.class,
          ScaleVertex.class,
          ShiftVertex.class,
          StackVertex.class,
          SubsetVertex.class,
          UnstackVertex.class);

  private final boolean accelerated;

  private ProbeGraphBuilder(boolean accelerated) {
    this.accelerated = accelerated;
  }

  static ProbeGraph of(Model model, boolean accelerated) {
    ProbeGraphBuilder builder = new ProbeGraphBuilder(accelerated);
    return model instanceof MultiLayerNetwork network
        ? builder.ofSequence(network)
        : builder.ofGraph((ComputationGraph) model);
  }

  private ProbeGraph ofSequence(MultiLayerNetwork network) {
    MultiLayerConfiguration conf = network.getLayerWiseConfigurations().clone();
    for (NeuralNetConfiguration layer : conf.getConfs()) {
      layer.setLayer(EvaluationLayers.of(layer.getLayer()));
    }
    OwnNetwork own = new OwnNetwork(conf, () -> parameters(network));
    return ofChain(NetworkLayers.of(network).asList(), own, NetworkLayers.dataType(network));
  }

  /** Without padding, to be fed with what one unit sees; null if it is no chain of such layers. */
  static @Nullable ProbeGraph unpadded(Model model, NetworkLayers.Entry last, boolean accelerated) {
    List<NetworkLayers.Entry> chain = UnpaddedChain.layers(model, last);
    if (chain.isEmpty()) {
      return null;
    }
    DataType type = NetworkLayers.dataType(model);
    OwnNetwork own =
        new OwnNetwork(
            UnpaddedChain.configuration(chain, type), () -> UnpaddedChain.parameters(chain));
    return new ProbeGraphBuilder(accelerated).ofChain(chain, own, type);
  }

  private ProbeGraph ofChain(List<NetworkLayers.Entry> layers, OwnNetwork own, DataType type) {
    List<ProbeGraph.Node> nodes = new ArrayList<>();
    nodes.add(
        new ProbeGraph.Node(
            NetworkStructure.SEQUENCE_INPUT, 0, new int[0], new IdentityOperation()));
    for (int i = 0; i < layers.size(); i++) {
      int index = i;
      NetworkLayers.Entry entry = layers.get(i);
      ProbeGraph.Operation operation =
          operation(
              entry.name(),
              own.conf.getConf(i).getLayer(),
              entry.layer(),
              () -> own.get().getLayer(index));
      InputPreProcessor before = own.conf.getInputPreProcess(i);
      nodes.add(
          new ProbeGraph.Node(entry.name(), -1, new int[] {i}, preprocessed(before, operation)));
    }
    return new ProbeGraph(nodes, 1, type, () -> own.get().initGradientsView());
  }

  /** DL4J's layers for the probe alone, made when something is left to them. */
  private static final class OwnNetwork {
    private final MultiLayerConfiguration conf;
    private final Supplier<@Nullable INDArray> parameters;
    private @Nullable MultiLayerNetwork network;

    OwnNetwork(MultiLayerConfiguration conf, Supplier<@Nullable INDArray> parameters) {
      this.conf = conf;
      this.parameters = parameters;
    }

    MultiLayerNetwork get() {
      if (network == null) {
        network = new MultiLayerNetwork(conf);
        // With parameters given, DL4J draws none and leaves ND4J's generator alone.
        network.init(parameters.get(), false);
      }
      return network;
    }
  }

  private ProbeGraph ofGraph(ComputationGraph graph) {
    ComputationGraphConfiguration conf = graph.getConfiguration().clone();
    for (Map.Entry<String, org.deeplearning4j.nn.conf.graph.GraphVertex> vertex :
        conf.getVertices().entrySet()) {
      if (vertex.getValue() instanceof FrozenVertex frozen) {
        vertex.setValue(frozen.getUnderlying());
      }
      if (vertex.getValue() instanceof LayerVertex layer) {
        NeuralNetConfiguration layerConf = layer.getLayerConf();
        layerConf.setLayer(EvaluationLayers.of(layerConf.getLayer()));
      }
    }
    ComputationGraph copy = new ComputationGraph(conf);
    copy.init(parameters(graph), false);
    GraphVertex[] vertices = copy.getVertices();
    Map<Integer, Integer> position = new HashMap<>();
    List<ProbeGraph.Node> nodes = new ArrayList<>();
    for (int v : copy.topologicalSortOrder()) {
      position.put(v, nodes.size());
      nodes.add(node(vertices[v], conf, position));
    }
    return new ProbeGraph(
        nodes,
        conf.getNetworkInputs().size(),
        NetworkLayers.dataType(graph),
        copy::initGradientsView);
  }

  private ProbeGraph.Node node(
      GraphVertex vertex, ComputationGraphConfiguration conf, Map<Integer, Integer> position) {
    String name = vertex.getVertexName();
    if (vertex.isInputVertex()) {
      return new ProbeGraph.Node(
          name, conf.getNetworkInputs().indexOf(name), new int[0], new IdentityOperation());
    }
    VertexIndices[] inputs = vertex.getInputVertices();
    int[] from = new int[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      from[i] = position.get(inputs[i].getVertexIndex());
    }
    if (vertex instanceof org.deeplearning4j.nn.graph.vertex.impl.LayerVertex layer) {
      Layer own = vertex.getLayer();
      ProbeGraph.Operation operation = operation(name, own.conf().getLayer(), own, () -> own);
      return new ProbeGraph.Node(
          name, -1, from, preprocessed(layer.getLayerPreProcessor(), operation));
    }
    if (conf.getVertices().get(name)
        instanceof org.deeplearning4j.nn.conf.graph.PreprocessorVertex preprocessor) {
      // Not by the vertex, which asks the whole graph for the number of samples.
      return new ProbeGraph.Node(
          name,
          -1,
          from,
          new PreprocessedOperation(preprocessor.getPreProcessor(), new IdentityOperation()));
    }
    if (conf.getVertices().get(name) instanceof DuplicateToTimeSeriesVertex repeat) {
      int[] both = Arrays.copyOf(from, 2);
      both[1] = position.get(conf.getNetworkInputs().indexOf(repeat.getInputName()));
      return new ProbeGraph.Node(name, -1, both, new RepeatOverTimeOperation());
    }
    ProbeGraph.Operation operation =
        vertex instanceof PoolHelperVertex
            ? new PoolHelperOperation()
            : conf.getVertices().get(name) instanceof SameDiffVertex graph
                ? SameDiffOperation.of(vertex, graph)
                : new VertexOperation(vertex);
    if (!VERTICES.contains(vertex.getClass())
        && !(conf.getVertices().get(name) instanceof AttentionVertex)
        && !EvaluationLayers.declaresExactBackward(conf.getVertices().get(name))) {
      operation = new ForwardOnlyOperation(operation, describe(name, conf.getVertices().get(name)));
    }
    return new ProbeGraph.Node(name, -1, from, operation);
  }

  /**
   * What a layer does.
   *
   * @param conf in evaluation mode
   * @param parameters a layer that has the parameters
   * @param own gives a layer of that configuration that may be run
   */
  private ProbeGraph.Operation operation(
      String name,
      org.deeplearning4j.nn.conf.layers.Layer conf,
      Layer parameters,
      Supplier<Layer> own) {
    if (conf instanceof org.deeplearning4j.nn.conf.layers.ActivationLayer activation) {
      return new ActivationOperation(activation.getActivationFn());
    }
    ProbeGraph.Operation output = OutputOperations.of(conf, parameters::getParam);
    if (output != null) {
      return output;
    }
    if (conf instanceof org.deeplearning4j.nn.conf.layers.DropoutLayer
        || conf.getClass() == MaskLayer.class) { // the probe gives no masks
      return new IdentityOperation();
    }
    if (accelerated && isPlainConvolution(conf)) {
      return new ConvolutionOperation((ConvolutionLayer) conf, parameters::getParam);
    }
    if (accelerated && conf instanceof DenseLayer dense && !dense.hasLayerNorm()) {
      return new DenseOperation(dense.hasBias(), dense.getActivationFn(), parameters::getParam);
    }
    Layer layer = own.get();
    if (conf instanceof org.deeplearning4j.nn.conf.layers.BatchNormalization) {
      if (accelerated) {
        Acceleration.enable(name, layer);
      }
      return new BatchNormOperation(layer);
    }
    if (conf instanceof org.deeplearning4j.nn.conf.layers.LocalResponseNormalization) {
      return new LocalResponseOperation(layer);
    }
    if (accelerated && conf.getClass() == SubsamplingLayer.class) {
      return new MaxPoolingOperation(layer);
    }
    ProbeGraph.Operation operation = layerOperation(layer, conf);
    return EvaluationLayers.isDifferentiable(conf)
        ? operation
        : new ForwardOnlyOperation(operation, describe(name, conf));
  }

  private static ProbeGraph.Operation layerOperation(
      Layer layer, org.deeplearning4j.nn.conf.layers.Layer conf) {
    if (conf.getClass() == PReLULayer.class) {
      return new PReluOperation(layer);
    }
    if (conf instanceof SameDiffLayer graph) {
      return SameDiffOperation.of(layer, graph);
    }
    return conf instanceof Convolution1DLayer sequence
            && sequence.getRnnDataFormat() == RNNFormat.NWC
        ? new ChannelsLastConvolution1D(layer)
        : new LayerOperation(layer);
  }

  private static ProbeGraph.Operation preprocessed(
      @Nullable InputPreProcessor before, ProbeGraph.Operation operation) {
    return before == null ? operation : new PreprocessedOperation(before, operation);
  }

  private static boolean isPlainConvolution(org.deeplearning4j.nn.conf.layers.Layer conf) {
    return conf.getClass() == ConvolutionLayer.class || conf.getClass() == Convolution2D.class;
  }

  private static String describe(String name, Object what) {
    return "\"" + name + "\" (" + what.getClass().getSimpleName() + ")";
  }

  private static @Nullable INDArray parameters(Model model) {
    return model.numParams() == 0 ? null : model.params();
  }
}
