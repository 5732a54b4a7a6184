package org.percept4j.examples.erf;

import java.util.List;
import java.util.Locale;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.Estimate;
import org.percept4j.erf.measure.GaussianFit;
import org.percept4j.erf.measure.Moments;

/**
 * How the effective receptive field depends on what a network is built of: activation functions at
 * 20 layers, and subsampling, dilation, dropout and skip connections, with and without.
 */
public final class StructureExperiment {

  private StructureExperiment() {}

  /**
   * Prints a table.
   *
   * @param args how many networks to draw for each row, 100 by default
   */
  public static void main(String[] args) {
    int draws = args.length > 0 ? Integer.parseInt(args[0]) : 100;
    System.out.println(String.join(" | ", header()));
    for (Structure structure : Structure.values()) {
      System.out.println(String.join(" | ", row(structure, structure.measure(draws))));
    }
  }

  /**
   * What the columns are.
   *
   * @return names
   */
  public static List<String> header() {
    return List.of(
        "structure", "theoretical field", "size", "ratio", "Gaussian R²", "kurtosis − 3", "peaks");
  }

  /**
   * What was measured of one structure.
   *
   * @param structure which
   * @param field its field
   * @return cells for {@link #header}
   */
  public static List<String> row(Structure structure, EffectiveReceptiveField field) {
    Estimate size = field.size();
    GaussianFit fit = field.gaussianFit();
    Moments moments = field.map().map(v -> v * v).moments();
    return List.of(
        structure.name().toLowerCase(Locale.ROOT),
        field.theory().rows().size() + "",
        String.format(Locale.ROOT, "%.2f ± %.2f", size.value(), size.standardError()),
        String.format(Locale.ROOT, "%.3f", field.ratio().value()),
        String.format(Locale.ROOT, "%.3f", fit.r2()),
        String.format(Locale.ROOT, "%.2f", (moments.kurtosisX() + moments.kurtosisY()) / 2 - 3),
        field.map().smoothed(1).peaks(0.25).size() + "");
  }
}
