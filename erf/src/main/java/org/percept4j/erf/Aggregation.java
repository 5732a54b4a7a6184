package org.percept4j.erf;

import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.percept4j.erf.measure.ErfMap;

/**
 * How the gradients of many samples, weight draws and input channels become one map. First each
 * gradient value is taken as it is, by magnitude, squared, or by its positive part; then input
 * channels are added or averaged; then samples and draws are averaged; then the mean map may be
 * finished (a root, a clamp, a logarithm).
 *
 * <p>The choice matters: for random weights the signed mean tends to zero, so its map is what noise
 * is left, while the mean square has an exact expectation. Immutable and thread-safe.
 */
public final class Aggregation {

  /** What of the unit is differentiated. */
  enum Objective {
    /** The sum of the chosen channels. */
    VALUE,
    /** The sum of their positive parts. */
    RELU
  }

  private final String name;
  private final Objective objective;
  private final DoubleUnaryOperator term;
  private final boolean meanOverChannels;
  private final UnaryOperator<ErfMap> finish;

  private Aggregation(
      String name,
      Objective objective,
      DoubleUnaryOperator term,
      boolean meanOverChannels,
      UnaryOperator<ErfMap> finish) {
    this.name = name;
    this.objective = objective;
    this.term = term;
    this.meanOverChannels = meanOverChannels;
    this.finish = finish;
  }

  private static Aggregation plain(String name, DoubleUnaryOperator term) {
    return new Aggregation(name, Objective.VALUE, term, true, UnaryOperator.identity());
  }

  /**
   * Mean of g over samples and channels.
   *
   * @return the aggregation
   */
  public static Aggregation signedMean() {
    return plain("signed mean", g -> g);
  }

  /**
   * Mean of |g| over samples and channels.
   *
   * @return the aggregation
   */
  public static Aggregation meanMagnitude() {
    return plain("mean |g|", Math::abs);
  }

  /**
   * Mean of g² over samples and channels. For independent zero-mean weights its expectation is the
   * map of the uniform network.
   *
   * @return the aggregation
   */
  public static Aggregation meanSquare() {
    return plain("mean g²", g -> g * g);
  }

  /**
   * Root of the mean of g² over samples and channels.
   *
   * @return the aggregation
   */
  public static Aggregation rms() {
    return new Aggregation("RMS", Objective.VALUE, g -> g * g, true, map -> map.map(Math::sqrt));
  }

  /**
   * Mean of the positive part of g over samples and channels.
   *
   * @return the aggregation
   */
  public static Aggregation meanPositive() {
    return plain("mean positive part", Aggregation::positive);
  }

  /**
   * The convention of Luo et al. 2016: ∂y/∂x of one unit, channels added, the signed mean over
   * runs; sizes count pixels above 1 − 0.9545 of the centre ({@link ErfMap#size()}).
   *
   * @return the aggregation
   */
  public static Aggregation luo() {
    return new Aggregation("luo", Objective.VALUE, g -> g, false, UnaryOperator.identity());
  }

  /**
   * The convention of RepLKNet's scripts (Ding et al. 2022): the gradient of Σ ReLU(y) over the
   * unit's channels, its positive part, channels added, the mean over images; then log₁₀(x + 1)
   * divided by its maximum. {@link ErfMap#areaRatio} at 0.2, 0.3, 0.5 and 0.99 then gives that
   * paper's table. Because of the +1 the result depends on the gradients' scale. Use it with all
   * channels and real images.
   *
   * @return the aggregation
   */
  public static Aggregation repLkNet() {
    return new Aggregation(
        "RepLKNet", Objective.RELU, Aggregation::positive, false, Aggregation::logOverMax);
  }

  /**
   * The convention of OpenERF (Kim et al. 2023): the mean of g over images and channels, clamped at
   * 0; it reports {@link ErfMap#gaussianFit()} and the mass within radii ({@link
   * ErfMap#radialProfile()}).
   *
   * @return the aggregation
   */
  public static Aggregation openErf() {
    return new Aggregation(
        "OpenERF", Objective.VALUE, g -> g, true, map -> map.map(Aggregation::positive));
  }

  /** The positive part; a NaN stays one. */
  private static double positive(double g) {
    return g <= 0 ? 0 : g;
  }

  private static ErfMap logOverMax(ErfMap mean) {
    ErfMap log = mean.map(v -> Math.log10(v + 1));
    double max = log.max();
    return max == 0 ? log : log.map(v -> v / max);
  }

  Objective objective() {
    return objective;
  }

  double term(double gradient) {
    return term.applyAsDouble(gradient);
  }

  boolean meanOverChannels() {
    return meanOverChannels;
  }

  ErfMap finish(ErfMap mean) {
    return finish.apply(mean);
  }

  @Override
  public String toString() {
    return name;
  }
}
