package org.percept4j.erf;

/**
 * What of one sample's gradients is summed: per pixel the sum over the input's channels of one of
 * these.
 */
enum Term {
  /** g. */
  SIGNED,
  /** |g|. */
  MAGNITUDE,
  /** g². */
  SQUARE,
  /** The positive part of g. */
  POSITIVE,
  /** The positive part of the sum of g over channels. */
  POSITIVE_SUM;

  /** The value of one pixel, whose channels lie {@code step} apart from {@code first} on. */
  double of(double[] gradient, int first, int step, int channels) {
    double sum = 0;
    for (int c = 0, i = first; c < channels; c++, i += step) {
      double g = gradient[i];
      sum +=
          switch (this) {
            case SIGNED, POSITIVE_SUM -> g;
            case MAGNITUDE -> Math.abs(g);
            case SQUARE -> g * g;
            case POSITIVE -> positive(g);
          };
    }
    return this == POSITIVE_SUM ? positive(sum) : sum;
  }

  /** The positive part; a NaN stays one. */
  private static double positive(double g) {
    return g <= 0 ? 0 : g;
  }
}
