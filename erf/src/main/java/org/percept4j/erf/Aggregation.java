package org.percept4j.erf;

import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.GaussianFit;

/**
 * Says how the gradients g of many samples, weight draws and input channels become one map: first
 * each gradient value is taken as it is, by magnitude, squared, or by its positive part; then input
 * channels are added or averaged; then samples and draws are averaged; then the mean map may be
 * finished (a root, a logarithm, a sum of 1).
 *
 * <p>The choice matters: for random weights the signed mean tends to zero, so its map is what noise
 * is left, while the mean square has an exact expectation. A convention with a tool's name gives
 * that tool's numbers on the same gradients.
 */
public enum Aggregation {
  /** The mean of g over samples and channels. */
  SIGNED_MEAN("signed mean", Objective.VALUE, Term.SIGNED, true),

  /** The mean of |g| over samples and channels. */
  MEAN_MAGNITUDE("mean |g|", Objective.VALUE, Term.MAGNITUDE, true),

  /**
   * The mean of g² over samples and channels. For independent zero-mean weights its expectation is
   * the map of the uniform network.
   */
  MEAN_SQUARE("mean g²", Objective.VALUE, Term.SQUARE, true),

  /** The root of the mean of g² over samples and channels. */
  RMS("RMS", Objective.VALUE, Term.SQUARE, true) {
    @Override
    ErfMap finish(ErfMap mean) {
      return mean.map(Math::sqrt);
    }
  },

  /** The mean of the positive part of g over samples and channels. */
  MEAN_POSITIVE("mean positive part", Objective.VALUE, Term.POSITIVE, true),

  /**
   * The convention of Luo et al. 2016: ∂y/∂x of one unit, channels added, the signed mean over
   * runs; sizes count pixels above 1 − 0.9545 of the centre.
   */
  LUO("luo", Objective.VALUE, Term.SIGNED, false),

  /**
   * The convention of RepLKNet's scripts (Ding et al. 2022): the gradient of Σ ReLU(y) over the
   * unit's channels, its positive part, channels added, the mean over images; then log₁₀(x + 1)
   * divided by its maximum. Area ratios at 0.2, 0.3, 0.5 and 0.99 then give that paper's table.
   * Because of the +1 the result depends on the gradients' scale. Use it with all channels and real
   * images. The script skips images that give NaN; here they are reported.
   */
  REPLKNET("RepLKNet", Objective.POSITIVE_PARTS, Term.POSITIVE, false) {
    @Override
    ErfMap finish(ErfMap mean) {
      ErfMap log = mean.map(v -> Math.log10(v + 1));
      double max = log.max();
      return max == 0 ? log : log.map(v -> v / max);
    }
  },

  /**
   * The convention of OpenERF (Kim et al. 2023): for each image the mean of g over channels,
   * clamped at 0; their mean over images, divided by its sum. It goes with the Gaussian whose axes
   * are those of the picture, {@link GaussianFit#aligned}.
   */
  OPENERF("OpenERF", Objective.VALUE, Term.POSITIVE_SUM, true) {
    @Override
    ErfMap finish(ErfMap mean) {
      double sum = mean.mass();
      return sum == 0 ? mean : mean.map(v -> v / sum);
    }

    @Override
    GaussianFit fit(ErfMap map) {
      return GaussianFit.aligned(map);
    }
  };

  /** What of the unit is differentiated. */
  enum Objective {
    /** The sum of the chosen channels. */
    VALUE,
    /** The sum of their positive parts. */
    POSITIVE_PARTS
  }

  private final String label;
  private final Objective objective;
  private final Term term;
  private final boolean meanOverChannels;

  Aggregation(String label, Objective objective, Term term, boolean meanOverChannels) {
    this.label = label;
    this.objective = objective;
    this.term = term;
    this.meanOverChannels = meanOverChannels;
  }

  Objective objective() {
    return objective;
  }

  Term term() {
    return term;
  }

  /** By how many values per sample a pixel's sum is divided. */
  int values(int channels) {
    return meanOverChannels ? channels : 1;
  }

  /** From the mean to the map. */
  ErfMap finish(ErfMap mean) {
    return mean;
  }

  /** The Gaussian that goes with the convention. */
  GaussianFit fit(ErfMap map) {
    return GaussianFit.of(map);
  }

  @Override
  public String toString() {
    return label;
  }
}
