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
 * @param values gradients, divided by what, or updates
 * @param norm which norm
 * @param ratios whether update-to-weight ratios are read too
 */
record Selection(
    List<LayerRef> layers,
    boolean biases,
    boolean perParameter,
    GradientValues values,
    Norm norm,
    boolean ratios) {

  /** Returns the choices in words, for a log's first line. */
  Map<String, String> settings() {
    return Map.of(
        "layers", layers.isEmpty() ? "all" : layers.toString(),
        "norm", norm.name(),
        "parameters", biases ? "all trained" : "weights",
        "track", perParameter ? "parameter" : "layer",
        "values", values.description());
  }
}
