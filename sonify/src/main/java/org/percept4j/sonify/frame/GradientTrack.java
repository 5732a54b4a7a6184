package org.percept4j.sonify.frame;

import java.util.Objects;

/**
 * One track: what a norm of a {@link GradientFrame} belongs to.
 *
 * @param index position of its layer in the network's forward order, 0 first
 * @param name the layer's name, or layer and parameter such as {@code conv1_W}
 * @param frozen whether the layer is not trained; its norm is then 0 and means nothing
 */
public record GradientTrack(int index, String name, boolean frozen) {

  /**
   * Checks the parts.
   *
   * @param index at least 0
   * @param name not null
   * @param frozen whether the layer is not trained
   * @throws IllegalArgumentException if {@code index} is negative
   */
  public GradientTrack {
    Objects.requireNonNull(name, "name");
    if (index < 0) {
      throw new IllegalArgumentException("index: expected at least 0, got " + index);
    }
  }
}
