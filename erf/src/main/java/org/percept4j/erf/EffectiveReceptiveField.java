package org.percept4j.erf;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.GaussianFit;
import org.percept4j.erf.measure.Measure;
import org.percept4j.erf.measure.Threshold;
import org.percept4j.erf.theory.IntervalSet;
import org.percept4j.erf.theory.TheoreticalReceptiveField;

/**
 * Holds the measured effective receptive field of one unit: its map, numbers with error bars and
 * what to beware of. {@link ErfPlots} draws it, {@link ErfFiles} writes it, {@code toString} is a
 * report of some lines. Owns its memory; immutable and thread-safe.
 */
public final class EffectiveReceptiveField {

  private final AnalysisInfo info;
  private final TheoreticalReceptiveField theory;
  private final ErfSums sums;
  private final ErfMap map;
  private final Set<Warning> warnings;
  private final double leak;

  private EffectiveReceptiveField(
      AnalysisInfo info,
      TheoreticalReceptiveField theory,
      ErfSums sums,
      ErfMap map,
      Set<Warning> warnings,
      double leak) {
    this.info = info;
    this.theory = theory;
    this.sums = sums;
    this.map = map;
    this.warnings = warnings;
    this.leak = leak;
  }

  static EffectiveReceptiveField of(
      AnalysisInfo info, TheoreticalReceptiveField theory, ErfSums sums, Set<Warning> found) {
    ErfMap raw = sums.mean(info.aggregation());
    ErfMap map = info.aggregation().finish(raw);
    Set<Warning> warnings = EnumSet.noneOf(Warning.class);
    warnings.addAll(found);
    if (raw.isZero()) {
      warnings.add(Warning.ZERO_GRADIENT);
    }
    if (map.nonFinite() > 0 || !info.brokenParameters().isEmpty()) {
      warnings.add(Warning.NON_FINITE);
    }
    if (Threshold.PAPER.reachesBorder(map)) {
      warnings.add(Warning.TRUNCATED);
    }
    double leak = outside(info, theory, raw);
    if (leak > 0) {
      warnings.add(Warning.LEAK);
    }
    Estimate size = sums.estimate(info.aggregation(), Measure.SIZE);
    if (size.isCorrected() && Math.abs(size.bias()) > size.standardError()) {
      warnings.add(Warning.BIASED);
    }
    if (sums.isNoisy(info.aggregation())) {
      warnings.add(Warning.NOISY);
    }
    if (sums.isSparse(info.aggregation())) {
      warnings.add(Warning.SPARSE);
    }
    return new EffectiveReceptiveField(
        info, theory, sums, map, Collections.unmodifiableSet(warnings), leak);
  }

  private static double outside(AnalysisInfo info, TheoreticalReceptiveField theory, ErfMap map) {
    IntervalSet rows = theory.rows().visible(info.row());
    IntervalSet columns = theory.columns().visible(info.column());
    double outside = 0;
    for (int r = 0; r < map.rows(); r++) {
      boolean rowSeen = rows.contains(r);
      for (int c = 0; c < map.columns(); c++) {
        if (!rowSeen || !columns.contains(c)) {
          outside += Math.abs(map.get(r, c));
        }
      }
    }
    return outside == 0 ? 0 : outside / map.mass();
  }

  /**
   * Returns the map.
   *
   * @return as large as the input, centred on the middle of the unit's theoretical field
   */
  public ErfMap map() {
    return map;
  }

  /**
   * Estimates a measure. Its standard error is that over groups of samples (of weight draws, where
   * there were several); with more than ten independent samples its bias is removed, so that the
   * value is then not exactly the measure of {@link #map}. {@link Estimate#isCorrected} tells.
   *
   * @param measure such as {@code Measure.HALF_MASS_RADIUS}
   * @return value and standard error
   */
  public Estimate estimate(Measure measure) {
    return sums.estimate(info.aggregation(), measure);
  }

  /**
   * Estimates the size by the paper's threshold, {@link Measure#SIZE}.
   *
   * @return pixels
   */
  public Estimate size() {
    return estimate(Measure.SIZE);
  }

  /**
   * Estimates the size as a fraction of the theoretical field's, √(area).
   *
   * @return 0 to 1 for regular layers
   */
  public Estimate ratio() {
    double area = theory.area();
    double side = map.dimensions() == 1 ? area : Math.sqrt(area);
    Estimate size = size();
    return new Estimate(size.value() / side, size.standardError() / side, size.bias() / side);
  }

  /**
   * Fits the Gaussian that goes with the aggregation: with the picture's axes for OpenERF, rotated
   * otherwise.
   *
   * @return the fit; it says itself whether it converged
   */
  public GaussianFit gaussianFit() {
    return info.aggregation().fit(map);
  }

  /**
   * Finishes the same samples in another way.
   *
   * @param aggregation one that was asked for when the analyzer was built, or needs no other sums
   * @return the field
   * @throws IllegalArgumentException if what it needs was not summed
   */
  public EffectiveReceptiveField with(Aggregation aggregation) {
    if (aggregation.objective() != info.aggregation().objective()) {
      throw new IllegalArgumentException(
          "aggregation: expected one that differentiates the same value as "
              + info.aggregation()
              + ", got "
              + aggregation);
    }
    return of(info.with(aggregation), theory, sums, sums.findings());
  }

  /**
   * Returns what was added up, with the standard error of every pixel.
   *
   * @return the sums
   */
  public ErfSums sums() {
    return sums;
  }

  /**
   * Returns what was analysed and how.
   *
   * @return the layer, the unit, the samples
   */
  public AnalysisInfo info() {
    return info;
  }

  /**
   * Returns what the unit could see at most.
   *
   * @return the theoretical field of its layer
   */
  public TheoreticalReceptiveField theory() {
    return theory;
  }

  /**
   * Returns the fraction of the mass outside the theoretical field.
   *
   * @return 0 unless theory or probe is wrong; NaN for a map with NaN
   */
  public double leak() {
    return leak;
  }

  /**
   * Returns what to beware of.
   *
   * @return an unmodifiable set, empty if all is well
   */
  public Set<Warning> warnings() {
    return warnings;
  }

  @Override
  public String toString() {
    return ErfReport.of(this);
  }
}
