package org.percept4j.erf;

import java.util.Locale;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.GaussianFit;
import org.percept4j.erf.measure.Measure;
import org.percept4j.erf.measure.Moments;
import org.percept4j.erf.theory.TheoreticalReceptiveField;

/** Describes a field in some lines of text. */
final class ErfReport {

  private final StringBuilder text = new StringBuilder();
  private final EffectiveReceptiveField field;

  private ErfReport(EffectiveReceptiveField field) {
    this.field = field;
  }

  static String of(EffectiveReceptiveField field) {
    return new ErfReport(field).write();
  }

  private String write() {
    AnalysisInfo info = field.info();
    ErfMap map = field.map();
    TheoreticalReceptiveField theory = field.theory();
    line(
        "ERF of %s%s, %s%s, input %dx%d",
        info.layer(),
        info.usesLogits() ? " before its softmax" : "",
        info.channel().isPresent() ? "channel " + info.channel().getAsInt() : "all channels",
        info.isSpatial() ? ", unit (" + info.row() + ", " + info.column() + ")" : "",
        map.rows(),
        map.columns());
    line(
        "  %d samples of %s%s, %s%s%s",
        info.samples(),
        info.inputs(),
        info.draws() > 1 ? " over " + info.draws() + " draws of the weights" : "",
        info.aggregation(),
        Double.isNaN(info.seconds()) ? "" : String.format(Locale.ROOT, ", %.2f s", info.seconds()),
        info.isCropped() ? ", on the crop it can see" : "");
    line(
        "  theoretical field  %d x %d px, centre (%s, %s)",
        theory.rows().size(), theory.columns().size(), map.centreRow(), map.centreColumn());
    if (!field.warnings().contains(Warning.ZERO_GRADIENT)
        && !field.warnings().contains(Warning.NON_FINITE)) {
      describeMeasures();
    }
    for (Warning warning : field.warnings()) {
      line("  warning: %s%s", warning, detail(warning));
    }
    return text.toString();
  }

  private void describeMeasures() {
    ErfMap map = field.map();
    Estimate size = field.size();
    line(
        "  size               %s px, %s of the theoretical side%s",
        size,
        field.ratio(),
        size.isCorrected()
            ? String.format(Locale.ROOT, "; a bias of %+.2g px was removed", size.bias())
            : "; not corrected for bias");
    GaussianFit fit = field.gaussianFit();
    if (fit.converged()) {
      line(
          "  Gaussian fit       σ %.2f x %.2f px, rotated %.0f°, R² %.3f",
          fit.sigmaMajor(), fit.sigmaMinor(), fit.rotation(), fit.r2());
    } else {
      line("  Gaussian fit       none: %s", fit.note());
    }
    line("  half-mass radius   %s px", field.estimate(Measure.HALF_MASS_RADIUS));
    Moments moments = Moments.of(map);
    line(
        "  σ by moments       %.2f x %.2f px, kurtosis %.2f, %.2f",
        moments.sigmaMajor(), moments.sigmaMinor(), moments.kurtosisX(), moments.kurtosisY());
    line(
        "  area ratio         %.3g / %.3g / %.3g / %.3g %% at 20 / 30 / 50 / 99 %% of the mass",
        percent(0.2), percent(0.3), percent(0.5), percent(0.99));
  }

  private double percent(double fraction) {
    return 100 * Measure.areaRatio(fraction).of(field.map());
  }

  private String detail(Warning warning) {
    return switch (warning) {
      case NON_FINITE ->
          field.info().brokenParameters().isEmpty() ? "" : " " + field.info().brokenParameters();
      case LEAK -> String.format(Locale.ROOT, " (%.3g of the mass)", field.leak());
      default -> "";
    };
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
