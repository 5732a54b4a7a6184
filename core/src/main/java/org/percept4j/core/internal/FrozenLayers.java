package org.percept4j.core.internal;

import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;

/** Looks through the wrappers that keep DL4J from training a layer. */
public final class FrozenLayers {

  private FrozenLayers() {}

  /** Returns what a frozen layer wraps, other layers as they are. */
  public static Layer unwrap(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return unwrap(frozen.getLayer());
    }
    if (layer instanceof FrozenLayerWithBackprop frozen) {
      return unwrap(frozen.getUnderlying());
    }
    return layer;
  }
}
