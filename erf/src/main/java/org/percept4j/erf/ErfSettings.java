package org.percept4j.erf;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.percept4j.core.LayerRef;
import org.percept4j.core.internal.Checks;
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
  record Stop(Measure measure, double relativeError, int cap) {

    /** Fewer samples do not tell a standard error. */
    private static final int MIN_CAP = 10;

    Stop {
      Objects.requireNonNull(measure, "measure");
      if (!(relativeError > 0)) {
        throw new IllegalArgumentException("relativeError: expected above 0, got " + relativeError);
      }
      Checks.atLeast("cap", MIN_CAP, cap);
    }
  }

  ErfSettings {
    Aggregation result = aggregations.get(0);
    for (Aggregation other : aggregations) {
      if (other.objective() != result.objective()) {
        throw new IllegalStateException(
            "aggregation: expected ones that differentiate the same value as %s, got %s"
                .formatted(result, other));
      }
    }
  }

  /** Returns the one whose map is the result. */
  Aggregation aggregation() {
    return aggregations.get(0);
  }

  Set<Term> terms() {
    return aggregations.stream()
        .map(Aggregation::term)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Term.class)));
  }
}
