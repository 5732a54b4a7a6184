package org.percept4j.erf;

import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.percept4j.core.LayerRef;
import org.percept4j.erf.measure.ErfMap;

/** What an analysis was asked for; null where the default applies. */
record ErfSettings(
    @Nullable LayerRef layer,
    @Nullable Integer row,
    @Nullable Integer column,
    int channel,
    int input,
    Aggregation aggregation,
    int batch,
    boolean cone,
    boolean accelerated,
    @Nullable Integer samples,
    @Nullable Stop stop) {

  /**
   * When to stop sampling.
   *
   * @param measure of the finished map
   * @param relativeError wanted standard error as a fraction of the measure
   * @param cap most samples, or draws where there are several
   */
  record Stop(ToDoubleFunction<ErfMap> measure, double relativeError, int cap) {}
}
