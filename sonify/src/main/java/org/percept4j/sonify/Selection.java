package org.percept4j.sonify;

import java.util.List;
import java.util.Map;
import org.percept4j.core.LayerRef;
import org.percept4j.core.Norm;

/**
 * Which numbers are read from a network.
 *
 * @param layers which layers; empty for all
 * @param biases whether biases and other trained parameters count, not only weights
 * @param perParameter a track for each parameter instead of each layer
 * @param updates the update instead of the gradient
 * @param mean divide gradients, which DL4J sums over the minibatch, by its size
 * @param norm which norm
 */
record Selection(
    List<LayerRef> layers,
    boolean biases,
    boolean perParameter,
    boolean updates,
    boolean mean,
    Norm norm) {

  /** The choices in words, for a log's first line. */
  Map<String, String> settings() {
    return Map.of(
        "layers", layers.isEmpty() ? "all" : layers.toString(),
        "norm", norm.name(),
        "parameters", biases ? "all trained" : "weights",
        "track", perParameter ? "parameter" : "layer",
        "values", updates ? "updates" : mean ? "minibatch mean" : "minibatch sum");
  }
}
