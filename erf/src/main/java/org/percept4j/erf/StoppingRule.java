package org.percept4j.erf;

/**
 * When a measure is known well enough. It is looked at rarely, at numbers of samples that grow by a
 * quarter and do not depend on the batch, because whoever looks after every sample stops at the one
 * whose error happens to be underestimated; for the same reason two looks in a row must agree. The
 * first look is at the size of one sample per group.
 */
final class StoppingRule {

  private final Aggregation aggregation;
  private final ErfSettings.Stop stop;
  private long next = ErfSums.GROUPS;
  private boolean agreed;

  StoppingRule(Aggregation aggregation, ErfSettings.Stop stop) {
    this.aggregation = aggregation;
    this.stop = stop;
  }

  /** The number of samples at which to look next. */
  long next() {
    return Math.min(next, stop.cap());
  }

  /** Whether to stop with these. */
  boolean isMet(ErfSums sums) {
    Estimate estimate = sums.estimate(aggregation, stop.measure());
    boolean precise =
        estimate.isCorrected()
            && !sums.isNoisy(aggregation)
            && !sums.isSparse(aggregation)
            && estimate.relativeError() <= stop.relativeError()
            && Math.abs(estimate.bias())
                <= 2 * estimate.standardError() + Math.ulp(estimate.value());
    boolean met = precise && agreed;
    agreed = precise;
    next += Math.max(1, next / 4);
    return met;
  }
}
