package org.percept4j.erf;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.percept4j.core.LayerRef;
import org.percept4j.erf.measure.Measure;

/** What an analysis was asked for; null where the default applies. */
record ErfSettings(
    @Nullable LayerRef layer,
    @Nullable Integer row,
    @Nullable Integer column,
    int channel,
    int input,
    boolean logits,
    List<Aggregation> aggregations,
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
  record Stop(Measure measure, double relativeError, int cap) {}

  /** The one whose map is the result. */
  Aggregation aggregation() {
    return aggregations.get(0);
  }

  Set<Term> terms() {
    return aggregations.stream()
        .map(Aggregation::term)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Term.class)));
  }
}
