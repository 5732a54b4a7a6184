package org.percept4j.sonify.tone;

/** Mean and deviation of a track's recent norms on a logarithmic scale. */
final class RunningRange {

  private final int memory;
  private double mean;
  private double variance;
  private int count;

  RunningRange(int memory) {
    this.memory = memory;
  }

  /**
   * Returns how far a norm lies from those before it, then counts it among them.
   *
   * @param norm positive and finite
   * @return standard deviations, with their sign; 0 while too few norms are known
   */
  double deviation(double norm) {
    double x = Math.log10(norm);
    double delta = x - mean;
    double strayed =
        count < Tuning.WARM_UP ? 0 : delta / Math.max(Tuning.MIN_DEVIATION, Math.sqrt(variance));
    count++;
    double weight = 1.0 / Math.min(count, memory);
    mean += weight * delta;
    variance = (1 - weight) * (variance + weight * delta * delta);
    return strayed;
  }
}
