package org.percept4j.core;

import java.util.Objects;

/**
 * Points at one layer of a network: by its position in forward order or by its name as DL4J shows
 * it. A reference holds no network; {@link NetworkLayers#resolve} finds the layer it means.
 *
 * <p>Immutable and thread-safe.
 */
public sealed interface LayerRef {

  /**
   * Refers to the layer at a position in forward order.
   *
   * @param index position, 0 for the first layer; negative values count from the end (-1 is the
   *     last layer)
   * @return the reference
   */
  static LayerRef index(int index) {
    return new ByIndex(index);
  }

  /**
   * Refers to the layer with a name: the vertex name in a {@code ComputationGraph}; in a {@code
   * MultiLayerNetwork} the name given with {@code .name("…")} or, without one, DL4J's own {@code
   * layer0}; the prefix of the parameter keys ({@code 0}) is understood too. Where several layers
   * have one name, {@code name#position} means one of them.
   *
   * @param name the name, not blank
   * @return the reference
   * @throws IllegalArgumentException if {@code name} is blank
   */
  static LayerRef name(String name) {
    if (Objects.requireNonNull(name, "name").isBlank()) {
      throw new IllegalArgumentException("name: expected a layer name, got a blank string");
    }
    return new ByName(name);
  }

  /**
   * A reference by position.
   *
   * @param index position in forward order; negative values count from the end
   */
  record ByIndex(int index) implements LayerRef {
    @Override
    public String toString() {
      return "layer " + index;
    }
  }

  /**
   * A reference by name.
   *
   * @param name the layer's or vertex's name
   */
  record ByName(String name) implements LayerRef {
    @Override
    public String toString() {
      return "layer \"" + name + "\"";
    }
  }
}
