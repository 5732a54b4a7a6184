package org.percept4j.erf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.percept4j.core.plot.Heatmap;
import org.percept4j.core.plot.LinePlot;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.GaussianFit;
import org.percept4j.erf.theory.IntervalSet;
import org.percept4j.erf.theory.TheoreticalReceptiveField;

/**
 * The measured effective receptive field of one unit: its map, numbers with error bars, what to
 * beware of, and files. Any other measure of {@link ErfMap} gets its error bar from {@link
 * #estimate}. Owns its memory; immutable and thread-safe.
 */
public final class EffectiveReceptiveField {

  /** What was analysed and how. */
  record About(
      UnitTarget target,
      boolean spatial,
      TheoreticalReceptiveField field,
      Aggregation aggregation,
      int samples,
      int draws,
      String inputs,
      boolean cropped,
      List<String> brokenParameters,
      double seconds) {}

  private final About about;
  private final ErfMap map;
  private final GroupedMean mean;
  private final Set<Warning> warnings;
  private final double leak;

  private EffectiveReceptiveField(
      About about, ErfMap map, GroupedMean mean, Set<Warning> warnings, double leak) {
    this.about = about;
    this.map = map;
    this.mean = mean;
    this.warnings = warnings;
    this.leak = leak;
  }

  static EffectiveReceptiveField of(About about, ErfMap raw, GroupedMean mean, Set<Warning> found) {
    ErfMap map = about.aggregation().finish(raw);
    Set<Warning> warnings = EnumSet.noneOf(Warning.class);
    warnings.addAll(found);
    if (raw.isZero()) {
      warnings.add(Warning.ZERO_GRADIENT);
    }
    if (map.nonFinite() > 0) {
      warnings.add(Warning.NON_FINITE);
    }
    if (map.touchesBorder()) {
      warnings.add(Warning.TRUNCATED);
    }
    double leak = outside(about, raw);
    if (leak > 0) {
      warnings.add(Warning.LEAK);
    }
    return new EffectiveReceptiveField(
        about, map, mean, Collections.unmodifiableSet(warnings), leak);
  }

  private static double outside(About about, ErfMap map) {
    IntervalSet rows = about.field().rows().visible(about.target().row());
    IntervalSet columns = about.field().columns().visible(about.target().column());
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
   * The map.
   *
   * @return as large as the input, centred on the middle of the unit's theoretical field
   */
  public ErfMap map() {
    return map;
  }

  /**
   * The standard error of every pixel of the map.
   *
   * @return a map of standard errors; NaN with fewer than two independent samples
   */
  public ErfMap standardErrors() {
    return ErfMap.of(
        map.rows(),
        map.columns(),
        mean.standardErrors(about.aggregation(), map),
        map.centreRow(),
        map.centreColumn());
  }

  /**
   * Any measure with its error bar: the measure of the whole map, and its standard error by the
   * jackknife over groups of samples (of weight draws, where there were several).
   *
   * @param measure such as {@code ErfMap::halfMassRadius} or {@code m -> m.areaRatio(0.5)}
   * @return value and standard error
   */
  public Estimate estimate(ToDoubleFunction<ErfMap> measure) {
    double error =
        mean.standardError(
            values ->
                measure.applyAsDouble(
                    about
                        .aggregation()
                        .finish(
                            ErfMap.of(
                                map.rows(),
                                map.columns(),
                                values,
                                map.centreRow(),
                                map.centreColumn()))));
    return new Estimate(measure.applyAsDouble(map), error);
  }

  /**
   * Size by the paper's threshold, {@link ErfMap#size()}.
   *
   * @return pixels
   */
  public Estimate size() {
    return estimate(ErfMap::size);
  }

  /**
   * Size as a fraction of the theoretical field's, √(area).
   *
   * @return 0 to 1 for regular layers
   */
  public Estimate ratio() {
    double side = Math.sqrt((double) about.field().area());
    return estimate(m -> m.size() / side);
  }

  /**
   * Fit of a Gaussian, {@link ErfMap#gaussianFit()}.
   *
   * @return the fit; it says itself whether it converged
   */
  public GaussianFit gaussianFit() {
    return map.gaussianFit();
  }

  /**
   * What the unit could see at most.
   *
   * @return the theoretical field of its layer
   */
  public TheoreticalReceptiveField theory() {
    return about.field();
  }

  /**
   * Fraction of the mass outside the theoretical field.
   *
   * @return 0 unless theory or probe is wrong; NaN for a map with NaN
   */
  public double leak() {
    return leak;
  }

  /**
   * What to beware of.
   *
   * @return an unmodifiable set, empty if all is well
   */
  public Set<Warning> warnings() {
    return warnings;
  }

  /**
   * Parameters that hold NaN or infinities, up to the analysed layer.
   *
   * @return DL4J's parameter keys, such as {@code 0_W}; empty if all is well
   */
  public List<String> brokenParameters() {
    return about.brokenParameters();
  }

  /**
   * How many samples were averaged, over all draws.
   *
   * @return at least 1
   */
  public int samples() {
    return about.samples();
  }

  /**
   * Name of the analysed layer.
   *
   * @return the name
   */
  public String layer() {
    return about.target().layer();
  }

  /**
   * Row of the analysed unit in its layer's map.
   *
   * @return the row; 0 for layers without a map
   */
  public int unitRow() {
    return about.target().row();
  }

  /**
   * Column of the analysed unit in its layer's map.
   *
   * @return the column; 0 for layers without a map
   */
  public int unitColumn() {
    return about.target().column();
  }

  /**
   * Whether only the part of the input that the unit can see was computed.
   *
   * @return true if so; the numbers do not depend on it
   */
  public boolean isCropped() {
    return about.cropped();
  }

  /**
   * The map as a picture, magnitudes from 0 (black) to the largest.
   *
   * @return a heat map with default magnification; change its colours or scale as you like
   */
  public Heatmap heatmap() {
    return ErfPictures.heatmap(map, layer());
  }

  /**
   * Writes the map as a PNG, magnitudes on a linear scale.
   *
   * @param path the file, in an existing folder; replaced if it exists, whole or absent
   * @throws IOException if it cannot be written
   */
  public void writePng(Path path) throws IOException {
    heatmap().writePng(path);
  }

  /**
   * Writes the map as a PNG, magnitudes on a logarithmic scale over the highest six decades.
   *
   * @param path the file, in an existing folder; replaced if it exists, whole or absent
   * @throws IOException if it cannot be written
   */
  public void writeLogPng(Path path) throws IOException {
    ErfPictures.logHeatmap(map, layer()).writePng(path);
  }

  /**
   * Mean magnitude and cumulative mass by distance from the centre, as curves.
   *
   * @return a plot
   */
  public LinePlot profilePlot() {
    return ErfPictures.profile(map, layer());
  }

  /**
   * Writes the map as text: one line per row of pixels, values separated by commas, in full
   * precision and with their signs.
   *
   * @param path the file, in an existing folder; replaced if it exists, whole or absent
   * @throws IOException if it cannot be written
   */
  public void writeCsv(Path path) throws IOException {
    ErfPictures.writeCsv(map, path);
  }

  /**
   * Writes the map as NumPy's {@code .npy}, single precision, [rows][columns], with signs.
   *
   * @param path the file, in an existing folder; replaced if it exists, whole or absent
   * @throws IOException if it cannot be written
   */
  public void writeNpy(Path path) throws IOException {
    ErfPictures.writeNpy(map, path);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    UnitTarget t = about.target();
    String channel = t.channel() == UnitTarget.ALL ? "all channels" : "channel " + t.channel();
    line(
        text,
        "ERF of %s, %s%s, input %dx%d",
        t.layer(),
        channel,
        about.spatial() ? ", unit (" + t.row() + ", " + t.column() + ")" : "",
        map.rows(),
        map.columns());
    line(
        text,
        "  %d samples of %s%s, %s, %.2f s%s",
        about.samples(),
        about.inputs(),
        about.draws() > 1 ? " over " + about.draws() + " draws of the weights" : "",
        about.aggregation(),
        about.seconds(),
        about.cropped() ? ", on the crop it can see" : "");
    line(
        text,
        "  theoretical field  %d x %d px, centre (%s, %s)",
        about.field().rows().size(),
        about.field().columns().size(),
        map.centreRow(),
        map.centreColumn());
    if (!warnings.contains(Warning.ZERO_GRADIENT) && !warnings.contains(Warning.NON_FINITE)) {
      describeMeasures(text);
    }
    for (Warning warning : warnings) {
      line(text, "  warning: %s%s", warning, detail(warning));
    }
    return text.toString();
  }

  private void describeMeasures(StringBuilder text) {
    line(text, "  size               %s px, %s of the theoretical side", size(), ratio());
    GaussianFit fit = gaussianFit();
    if (fit.converged()) {
      line(
          text,
          "  Gaussian fit       σ %.2f x %.2f px, rotated %.0f°, R² %.3f",
          fit.sigmaMajor(),
          fit.sigmaMinor(),
          fit.rotation(),
          fit.r2());
    } else {
      line(text, "  Gaussian fit       none: %s", fit.note());
    }
    line(text, "  half-mass radius   %s px", estimate(ErfMap::halfMassRadius));
    line(
        text,
        "  σ by moments       %.2f x %.2f px, kurtosis %.2f, %.2f",
        map.moments().sigmaMajor(),
        map.moments().sigmaMinor(),
        map.moments().kurtosisX(),
        map.moments().kurtosisY());
    line(
        text,
        "  area ratio         %.3g / %.3g / %.3g / %.3g %% at 20 / 30 / 50 / 99 %% of the mass",
        100 * map.areaRatio(0.2),
        100 * map.areaRatio(0.3),
        100 * map.areaRatio(0.5),
        100 * map.areaRatio(0.99));
  }

  private String detail(Warning warning) {
    return switch (warning) {
      case NON_FINITE -> about.brokenParameters().isEmpty() ? "" : " " + about.brokenParameters();
      case LEAK -> String.format(Locale.ROOT, " (%.3g of the mass)", leak);
      default -> "";
    };
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
