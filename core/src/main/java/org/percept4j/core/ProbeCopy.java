package org.percept4j.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
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
import org.deeplearning4j.nn.graph.vertex.impl.SubsetVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Builds the probe's own layers: the network's configuration as it is in evaluation mode, around
 * the network's own parameter array.
 */
final class ProbeCopy {

  private static final Set<Class<?>> VERTICES =
      Set.of(
          ElementWiseVertex.class,
          L2NormalizeVertex.class,
          L2Vertex.class,
          MergeVertex.class,
          PoolHelperVertex.class,
          ReshapeVertex.class,
          ScaleVertex.class,
          ShiftVertex.class,
          SubsetVertex.class);

  private final boolean accelerated;

  private ProbeCopy(boolean accelerated) {
    this.accelerated = accelerated;
  }

  static ProbeGraph of(Model model, boolean accelerated) {
    ProbeCopy copy = new ProbeCopy(accelerated);
    return model instanceof MultiLayerNetwork network
        ? copy.ofSequence(network)
        : copy.ofGraph((ComputationGraph) model);
  }

  private ProbeGraph ofSequence(MultiLayerNetwork network) {
    MultiLayerConfiguration conf = network.getLayerWiseConfigurations().clone();
    for (NeuralNetConfiguration layer : conf.getConfs()) {
      layer.setLayer(EvaluationLayers.of(layer.getLayer()));
    }
    MultiLayerNetwork copy = new MultiLayerNetwork(conf);
    copy.init(parameters(network), false);
    List<ProbeGraph.Node> nodes = new ArrayList<>();
    nodes.add(new ProbeGraph.Node("", "", 0, new int[0], new ProbeOperations.Identity()));
    for (NetworkLayers.Entry entry : NetworkLayers.of(network)) {
      int i = entry.index();
      nodes.add(
          new ProbeGraph.Node(
              entry.parameterPrefix(),
              entry.name(),
              -1,
              new int[] {i},
              operation(entry.name(), copy.getLayer(i), conf.getInputPreProcess(i))));
    }
    return new ProbeGraph(nodes, 1, dataType(network), copy::initGradientsView);
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
        nodes, conf.getNetworkInputs().size(), dataType(graph), copy::initGradientsView);
  }

  private ProbeGraph.Node node(
      GraphVertex vertex, ComputationGraphConfiguration conf, Map<Integer, Integer> position) {
    String name = vertex.getVertexName();
    if (vertex.isInputVertex()) {
      return new ProbeGraph.Node(
          name,
          name,
          conf.getNetworkInputs().indexOf(name),
          new int[0],
          new ProbeOperations.Identity());
    }
    VertexIndices[] inputs = vertex.getInputVertices();
    int[] from = new int[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      from[i] = position.get(inputs[i].getVertexIndex());
    }
    if (vertex instanceof org.deeplearning4j.nn.graph.vertex.impl.LayerVertex layer) {
      return new ProbeGraph.Node(
          name, name, -1, from, operation(name, vertex.getLayer(), layer.getLayerPreProcessor()));
    }
    if (conf.getVertices().get(name)
        instanceof org.deeplearning4j.nn.conf.graph.PreprocessorVertex preprocessor) {
      // Not by the vertex, which asks the whole graph for the number of samples.
      return new ProbeGraph.Node(
          name,
          name,
          -1,
          from,
          new ProbeOperations.Preprocessed(
              preprocessor.getPreProcessor(), new ProbeOperations.Identity()));
    }
    ProbeGraph.Operation operation = new ProbeOperations.OfVertex(vertex);
    if (!VERTICES.contains(vertex.getClass())) {
      operation = new ProbeOperations.ForwardOnly(operation, describe(name, vertex));
    }
    return new ProbeGraph.Node(name, name, -1, from, operation);
  }

  private ProbeGraph.Operation operation(
      String name, Layer layer, @Nullable InputPreProcessor before) {
    org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
    ProbeGraph.Operation operation;
    if (conf instanceof org.deeplearning4j.nn.conf.layers.BatchNormalization) {
      if (accelerated) {
        Acceleration.enable(name, layer);
      }
      operation = new ProbeOperations.OfBatchNorm(layer);
    } else if (conf instanceof org.deeplearning4j.nn.conf.layers.LocalResponseNormalization) {
      operation = new LocalResponseOperation(layer);
    } else if (conf instanceof org.deeplearning4j.nn.conf.layers.ActivationLayer activation) {
      operation = new ProbeOperations.OfActivation(activation.getActivationFn());
    } else if (conf.getClass() == CnnLossLayer.class) {
      operation = new ProbeOperations.OfMapLoss((CnnLossLayer) conf);
    } else if (conf instanceof org.deeplearning4j.nn.conf.layers.DropoutLayer) {
      operation = new ProbeOperations.Identity();
    } else if (accelerated && isPlainConvolution(conf)) {
      operation = new ConvolutionOperation(layer);
    } else if (accelerated && conf.getClass() == SubsamplingLayer.class) {
      operation = new MaxPoolingOperation(layer);
    } else if (accelerated && conf instanceof DenseLayer dense && !dense.hasLayerNorm()) {
      operation = new DenseOperation(layer);
    } else {
      operation = new ProbeOperations.OfLayer(layer);
      if (!EvaluationLayers.isDifferentiable(conf)) {
        operation = new ProbeOperations.ForwardOnly(operation, describe(name, conf));
      }
    }
    return before == null ? operation : new ProbeOperations.Preprocessed(before, operation);
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

  private static DataType dataType(Model model) {
    return model.numParams() == 0 ? DataType.FLOAT : model.params().dataType();
  }
}
