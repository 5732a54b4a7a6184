package org.percept4j.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.deeplearning4j.nn.graph.vertex.impl.FrozenVertex;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;

/**
 * A layer or a graph vertex that has parameters, such as an {@code AttentionVertex}. A value; holds
 * no array.
 *
 * @param index position in forward order among the layers; of a vertex without a layer, that of the
 *     last layer before it, −1 if there is none
 * @param name the layer's or vertex's name, unique in its network
 * @param frozen whether training leaves the parameters as they are
 * @param parameters all of them, weights first
 */
public record ParameterHolder(
    int index, String name, boolean frozen, List<ParameterHolder.Parameter> parameters) {

  /**
   * One parameter array.
   *
   * @param name what the layer calls it, such as {@code W}, {@code RW} or {@code b}
   * @param key what the network calls it in its parameter and gradient tables, such as {@code 0_W}
   * @param weight whether DL4J counts it among the weights; biases and running statistics are none
   * @param gradient whether what the network's gradient holds for it is a gradient; of batch
   *     normalisation's running statistics it is an update
   * @param summedOverExamples whether that is a sum over the examples of a batch, which DL4J
   *     divides by their number before it updates the parameter; false also with {@code
   *     miniBatch(false)}
   */
  public record Parameter(
      String name, String key, boolean weight, boolean gradient, boolean summedOverExamples) {}

  /**
   * Copies the list.
   *
   * @param index position in forward order
   * @param name the layer's or vertex's name
   * @param frozen whether training leaves the parameters as they are
   * @param parameters all of them
   */
  public ParameterHolder {
    parameters = List.copyOf(parameters);
  }

  /**
   * Reads the layer that DL4J hands to listeners while it pretrains it alone; its parameters' keys
   * are their names.
   *
   * @param layer an initialised layer. Not modified
   * @return its parameters
   */
  public static ParameterHolder ofPretrained(Layer layer) {
    String given = layer.conf().getLayer().getLayerName();
    String name = given == null ? "layer" + layer.getIndex() : given;
    return of(layer.getIndex(), name, "", layer, weightsOf(layer), layer.conf().isMiniBatch());
  }

  static ParameterHolder of(
      int index, NetworkStructure.Node node, Trainable holder, boolean miniBatch) {
    Predicate<String> weights =
        holder instanceof Layer layer
            ? weightsOf(layer)
            : node.vertex().orElse(null) instanceof SameDiffVertex vertex
                ? vertex.getVertexParams()::isWeightParam
                : parameter -> true;
    return of(index, node.name(), node.parameterPrefix() + "_", holder, weights, miniBatch);
  }

  private static ParameterHolder of(
      int index,
      String name,
      String prefix,
      Trainable holder,
      Predicate<String> weights,
      boolean miniBatch) {
    List<Parameter> first = new ArrayList<>();
    List<Parameter> then = new ArrayList<>();
    for (String parameter : holder.paramTable(false).keySet()) {
      boolean weight = weights.test(parameter);
      boolean divided = holder.updaterDivideByMinibatch(parameter);
      (weight ? first : then)
          .add(new Parameter(parameter, prefix + parameter, weight, divided, divided && miniBatch));
    }
    first.addAll(then);
    boolean frozen =
        holder instanceof FrozenLayer
            || holder instanceof FrozenLayerWithBackprop
            || holder instanceof FrozenVertex;
    return new ParameterHolder(index, name, frozen, first);
  }

  private static Predicate<String> weightsOf(Layer layer) {
    var conf = NetworkLayers.configuration(layer);
    return parameter -> conf.initializer().isWeightParam(conf, parameter);
  }
}
