package org.percept4j.core;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.percept4j.core.internal.FrozenLayers;
import org.percept4j.core.internal.LayerNames;

/**
 * The layers of a {@code MultiLayerNetwork} or a {@code ComputationGraph} in forward order: one
 * view, so that nothing else needs to ask which of the two classes it was given.
 *
 * <p>In a graph the order is DL4J's topological order and only vertices that hold a layer count.
 * The view is a snapshot of which layers there are; the {@link Layer} objects are the network's
 * own. Immutable; as thread-safe as the network's own structure.
 */
public final class NetworkLayers implements Iterable<NetworkLayers.Entry> {

  /**
   * One layer and the names it goes by.
   *
   * @param index position in forward order, 0 first
   * @param name what a user calls it: the layer's or vertex's name, DL4J's own where none was given
   * @param parameterPrefix what precedes {@code _W} in the network's parameter and gradient keys:
   *     the index in a {@code MultiLayerNetwork}, the vertex name in a {@code ComputationGraph}
   * @param layer the network's own layer object; not a copy
   */
  public record Entry(int index, String name, String parameterPrefix, Layer layer) {

    /**
     * Returns the key of one of this layer's parameters in the network's parameter and gradient
     * tables.
     *
     * @param parameter the layer's own name for it, such as {@code W} or {@code b}
     * @return the key, such as {@code 0_W}
     */
    public String key(String parameter) {
      return parameterPrefix + "_" + parameter;
    }

    /**
     * Returns the layer's configuration; of a frozen layer, that of the layer it wraps.
     *
     * @return the network's own configuration object; not a copy
     */
    public org.deeplearning4j.nn.conf.layers.Layer configuration() {
      return NetworkLayers.configuration(layer);
    }
  }

  static org.deeplearning4j.nn.conf.layers.Layer configuration(Layer layer) {
    return FrozenLayers.unwrap(layer.conf().getLayer());
  }

  private final List<Entry> entries;
  private final List<ParameterHolder> holders;
  private final List<String> vertices;

  private NetworkLayers(List<Entry> entries, List<ParameterHolder> holders, List<String> vertices) {
    this.entries = List.copyOf(entries);
    this.holders = List.copyOf(holders);
    this.vertices = List.copyOf(vertices);
  }

  /**
   * Reads the layers of a network.
   *
   * @param model an initialised {@code MultiLayerNetwork} or {@code ComputationGraph} with at least
   *     one layer. Not modified.
   * @return its layers in forward order
   * @throws IllegalArgumentException if it is another kind of model or has no layers
   * @throws IllegalStateException if {@code init()} has not been called on it
   */
  public static NetworkLayers of(Model model) {
    Networks.requireInitialised(model);
    List<Entry> found = new ArrayList<>();
    List<ParameterHolder> holders = new ArrayList<>();
    List<String> vertices = new ArrayList<>();
    for (NetworkStructure.Node node : NetworkStructure.of(model).nodes()) {
      Trainable trainable = trainable(model, node);
      if (node.layer().isPresent()) {
        found.add(new Entry(found.size(), node.name(), node.parameterPrefix(), (Layer) trainable));
      } else {
        vertices.add(node.name());
      }
      if (trainable.numParams() > 0) {
        holders.add(ParameterHolder.of(found.size() - 1, node, trainable, miniBatch(model)));
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("model: expected at least one layer, got none");
    }
    return new NetworkLayers(found, holders, vertices);
  }

  private static boolean miniBatch(Model model) {
    return model instanceof MultiLayerNetwork network
        ? network.getLayerWiseConfigurations().getConf(0).isMiniBatch()
        : ((ComputationGraph) model).getConfiguration().getDefaultConfiguration().isMiniBatch();
  }

  private static Trainable trainable(Model model, NetworkStructure.Node node) {
    if (model instanceof MultiLayerNetwork network) {
      return network.getLayer(Integer.parseInt(node.parameterPrefix()));
    }
    GraphVertex vertex = ((ComputationGraph) model).getVertex(node.name());
    return vertex.hasLayer() ? vertex.getLayer() : vertex;
  }

  /**
   * Returns the data type a network computes in.
   *
   * @param model an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}. Not modified
   * @return as {@link Networks#dataType}
   */
  public static DataType dataType(Model model) {
    return Networks.dataType(model);
  }

  /**
   * Finds the layer a reference means.
   *
   * @param ref the reference
   * @return the layer
   * @throws IllegalArgumentException if there is no such layer or several have the name, which go
   *     by {@link NetworkStructure other names}; the message lists what there is
   */
  public Entry resolve(LayerRef ref) {
    String name = nameOf(ref);
    return entries.stream()
        .filter(e -> e.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "layer: expected one of "
                        + names()
                        + "; got \""
                        + name
                        + "\", a vertex without a layer"));
  }

  /**
   * Finds what a reference means: a layer, or by its name a graph vertex without a layer.
   *
   * @param ref the reference
   * @return the unique name of the layer or vertex
   * @throws IllegalArgumentException if there is no such layer or vertex or several layers have the
   *     name; the message lists what there is
   */
  public String nameOf(LayerRef ref) {
    Objects.requireNonNull(ref, "ref");
    if (ref instanceof LayerRef.ByIndex byIndex) {
      int i = byIndex.index() < 0 ? byIndex.index() + entries.size() : byIndex.index();
      if (i >= 0 && i < entries.size()) {
        return entries.get(i).name();
      }
      throw new IllegalArgumentException(
          String.format(
              "layer: expected an index from %d to %d, got %d",
              -entries.size(), entries.size() - 1, byIndex.index()));
    }
    String name = ((LayerRef.ByName) ref).name();
    Optional<String> found =
        LayerNames.find(
            Stream.concat(vertices.stream(), entries.stream().map(Entry::name)).toList(), name);
    if (found.isPresent()) {
      return found.get();
    }
    return entries.stream()
        .filter(e -> e.parameterPrefix().equals(name))
        .findFirst()
        .map(Entry::name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "layer: expected one of "
                        + names()
                        + (vertices.isEmpty() ? "" : " or the vertices " + vertices)
                        + "; got \""
                        + name
                        + "\""));
  }

  private String names() {
    return entries.stream().map(Entry::name).collect(Collectors.joining(", "));
  }

  /**
   * Returns how many layers there are.
   *
   * @return the count, at least 1
   */
  public int size() {
    return entries.size();
  }

  /**
   * Returns all layers in forward order.
   *
   * @return an unmodifiable list
   */
  public List<Entry> asList() {
    return entries;
  }

  /**
   * Returns the graph vertices without a layer, such as merges and sums, in forward order.
   *
   * @return their names; none in a {@code MultiLayerNetwork}
   */
  public List<String> vertices() {
    return vertices;
  }

  /**
   * Returns everything that has parameters, layers and vertices, in forward order.
   *
   * @return an unmodifiable list; empty if the network has no parameters
   */
  public List<ParameterHolder> parameterHolders() {
    return holders;
  }

  @Override
  public Iterator<Entry> iterator() {
    return entries.iterator();
  }

  /**
   * Returns the names.
   *
   * @return such as {@code layers conv1, pool1, out}
   */
  @Override
  public String toString() {
    return "layers " + names() + (vertices.isEmpty() ? "" : ", vertices " + vertices);
  }
}
