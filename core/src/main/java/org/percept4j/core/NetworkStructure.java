package org.percept4j.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.percept4j.core.internal.FrozenLayers;
import org.percept4j.core.internal.LayerNames;

/**
 * Describes what a network's configuration says is connected to what: layers, vertices and what
 * stands before them, in one form for both network classes. No parameters are needed or made, and
 * no backend.
 *
 * <p>Names are unique. In a {@code MultiLayerNetwork}, where several layers may have one name, each
 * of those is called {@code name#index}; a layer without a name is called {@code layer} and its
 * index, as DL4J does.
 *
 * @param inputs names of the network's inputs in their order; {@link #SEQUENCE_INPUT} in a {@code
 *     MultiLayerNetwork}
 * @param nodes layers and vertices, each after all that it reads, in the order in which DL4J runs
 *     them
 * @param dataType what the network computes in
 */
public record NetworkStructure(List<String> inputs, List<Node> nodes, DataType dataType) {

  /** The name that the only input of a {@code MultiLayerNetwork} goes by, which has none. */
  public static final String SEQUENCE_INPUT = "input";

  /**
   * One layer or vertex.
   *
   * @param name unique
   * @param parameterPrefix what precedes {@code _W} in the network's parameter and gradient keys
   * @param from names of the inputs or nodes it reads
   * @param layer the layer's configuration without the wrappers that freeze it; empty if it is a
   *     vertex without a layer. DL4J's own object, not a copy
   * @param vertex the vertex's configuration without the wrapper that freezes it; empty if it is a
   *     layer. DL4J's own object, not a copy
   * @param preprocessor what reshapes the input before the layer
   */
  public record Node(
      String name,
      String parameterPrefix,
      List<String> from,
      Optional<Layer> layer,
      Optional<GraphVertex> vertex,
      Optional<InputPreProcessor> preprocessor) {}

  /**
   * Copies the lists.
   *
   * @param inputs names of the network's inputs
   * @param nodes layers and vertices
   * @param dataType what the network computes in
   */
  public NetworkStructure {
    inputs = List.copyOf(inputs);
    nodes = List.copyOf(nodes);
  }

  /**
   * Reads a network.
   *
   * @param model a {@code MultiLayerNetwork} or {@code ComputationGraph}, initialised or not. Not
   *     modified
   * @return its structure
   * @throws IllegalArgumentException if it is another kind of model
   */
  public static NetworkStructure of(Model model) {
    return Networks.requireNetwork(model) instanceof MultiLayerNetwork network
        ? of(network.getLayerWiseConfigurations())
        : of(((ComputationGraph) model).getConfiguration());
  }

  /**
   * Reads a configuration.
   *
   * @param conf a finished configuration. Not modified
   * @return its structure
   */
  public static NetworkStructure of(MultiLayerConfiguration conf) {
    List<Node> nodes = new ArrayList<>();
    List<String> given = new ArrayList<>();
    for (int i = 0; i < conf.getConfs().size(); i++) {
      String name = conf.getConf(i).getLayer().getLayerName();
      given.add(name == null ? "layer" + i : name);
    }
    List<String> names = LayerNames.unique(given, SEQUENCE_INPUT);
    String previous = SEQUENCE_INPUT;
    for (int i = 0; i < conf.getConfs().size(); i++) {
      Layer layer = conf.getConf(i).getLayer();
      String name = names.get(i);
      nodes.add(
          new Node(
              name,
              String.valueOf(i),
              List.of(previous),
              Optional.of(FrozenLayers.unwrap(layer)),
              Optional.empty(),
              Optional.ofNullable(conf.getInputPreProcess(i))));
      previous = name;
    }
    return new NetworkStructure(List.of(SEQUENCE_INPUT), nodes, conf.getDataType());
  }

  /**
   * Reads a configuration.
   *
   * @param conf a finished configuration. Not modified
   * @return its structure
   * @throws IllegalStateException if the graph has a cycle
   */
  public static NetworkStructure of(ComputationGraphConfiguration conf) {
    Map<Integer, String> names = new HashMap<>();
    ComputationGraph graph = new ComputationGraph(conf); // never initialised: it knows the order
    graph.calculateIndices().getIdxToName().forEach(names::put);
    List<Node> nodes = new ArrayList<>();
    for (int v : graph.topologicalSortOrder()) {
      String name = names.get(v);
      if (!conf.getNetworkInputs().contains(name)) {
        nodes.add(node(name, conf.getVertices().get(name), conf.getVertexInputs().get(name)));
      }
    }
    return new NetworkStructure(conf.getNetworkInputs(), nodes, conf.getDataType());
  }

  private static Node node(String name, GraphVertex vertex, List<String> from) {
    GraphVertex bare = vertex;
    while (bare instanceof FrozenVertex frozen) {
      bare = frozen.getUnderlying();
    }
    List<String> sources = List.copyOf(from);
    if (bare instanceof LayerVertex layer) {
      Layer conf = FrozenLayers.unwrap(layer.getLayerConf().getLayer());
      return new Node(
          name,
          name,
          sources,
          Optional.of(conf),
          Optional.empty(),
          Optional.ofNullable(layer.getPreProcessor()));
    }
    return new Node(name, name, sources, Optional.empty(), Optional.of(bare), Optional.empty());
  }
}
