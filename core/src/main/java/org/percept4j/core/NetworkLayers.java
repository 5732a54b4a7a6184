package org.percept4j.core;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.percept4j.core.internal.FrozenLayers;

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
     * The key of one of this layer's parameters in the network's parameter and gradient tables.
     *
     * @param parameter the layer's own name for it, such as {@code W} or {@code b}
     * @return the key, such as {@code 0_W}
     */
    public String key(String parameter) {
      return parameterPrefix + "_" + parameter;
    }

    /**
     * The layer's configuration; of a frozen layer, that of the layer it wraps.
     *
     * @return the network's own configuration object; not a copy
     */
    public org.deeplearning4j.nn.conf.layers.Layer configuration() {
      return FrozenLayers.unwrap(layer.conf().getLayer());
    }
  }

  private final List<Entry> entries;

  private NetworkLayers(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * The layers of a network.
   *
   * @param model an initialised {@code MultiLayerNetwork} or {@code ComputationGraph} with at least
   *     one layer. Not modified.
   * @return its layers in forward order
   * @throws IllegalArgumentException if it is another kind of model or has no layers
   * @throws IllegalStateException if {@code init()} has not been called on it
   */
  public static NetworkLayers of(Model model) {
    Objects.requireNonNull(model, "model");
    List<Entry> found = new ArrayList<>();
    if (model instanceof MultiLayerNetwork network) {
      requireInitialised(
          network.isInitCalled() && network.getLayers() != null, "MultiLayerNetwork");
      Layer[] layers = network.getLayers();
      for (int i = 0; i < layers.length; i++) {
        String given = layers[i].conf().getLayer().getLayerName();
        found.add(
            new Entry(i, given == null ? String.valueOf(i) : given, String.valueOf(i), layers[i]));
      }
    } else if (model instanceof ComputationGraph graph) {
      GraphVertex[] vertices = graph.getVertices();
      requireInitialised(vertices != null, "ComputationGraph");
      for (int v : graph.topologicalSortOrder()) {
        if (vertices[v].hasLayer()) {
          String name = vertices[v].getVertexName();
          found.add(new Entry(found.size(), name, name, vertices[v].getLayer()));
        }
      }
    } else {
      throw new IllegalArgumentException(
          "model: expected a MultiLayerNetwork or a ComputationGraph, got "
              + model.getClass().getName());
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("model: expected at least one layer, got none");
    }
    return new NetworkLayers(found);
  }

  /**
   * The data type a network computes in.
   *
   * @param model an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}. Not modified
   * @return that of its parameters; what its configuration says if it has none
   */
  public static DataType dataType(Model model) {
    if (model.numParams() > 0) {
      return model.params().dataType();
    }
    return model instanceof MultiLayerNetwork network
        ? network.getLayerWiseConfigurations().getDataType()
        : ((ComputationGraph) model).getConfiguration().getDataType();
  }

  private static void requireInitialised(boolean initialised, String kind) {
    if (!initialised) {
      throw new IllegalStateException(
          "model: expected an initialised network, got a " + kind + " before init()");
    }
  }

  /**
   * Finds the layer a reference means.
   *
   * @param ref the reference
   * @return the layer
   * @throws IllegalArgumentException if there is no such layer; the message lists what there is
   */
  public Entry resolve(LayerRef ref) {
    Objects.requireNonNull(ref, "ref");
    if (ref instanceof LayerRef.ByIndex byIndex) {
      int i = byIndex.index() < 0 ? byIndex.index() + entries.size() : byIndex.index();
      if (i >= 0 && i < entries.size()) {
        return entries.get(i);
      }
      throw new IllegalArgumentException(
          String.format(
              "layer: expected an index from %d to %d, got %d",
              -entries.size(), entries.size() - 1, byIndex.index()));
    }
    String name = ((LayerRef.ByName) ref).name();
    return entries.stream()
        .filter(e -> e.name().equals(name))
        .findFirst()
        .or(() -> entries.stream().filter(e -> e.parameterPrefix().equals(name)).findFirst())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "layer: expected one of "
                        + entries.stream().map(Entry::name).collect(Collectors.joining(", "))
                        + "; got \""
                        + name
                        + "\""));
  }

  /**
   * How many layers there are.
   *
   * @return the count, at least 1
   */
  public int size() {
    return entries.size();
  }

  /**
   * All layers in forward order.
   *
   * @return an unmodifiable list
   */
  public List<Entry> asList() {
    return entries;
  }

  @Override
  public Iterator<Entry> iterator() {
    return entries.iterator();
  }
}
