package org.percept4j.examples.gallery;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.percept4j.core.plot.MapFigure;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.Estimate;
import org.percept4j.examples.experiments.erf.GrowthTable;
import org.percept4j.examples.experiments.erf.Structure;
import org.percept4j.examples.experiments.erf.StructureExperiment;

/** Section 3 of Luo et al. 2016: what fields look like, by what a network is built of. */
final class StructureSection implements GallerySection {

  private static final int DRAWS = 100;
  private static final int QUICK_DRAWS = 3;
  private static final Map<Structure, String> CHANGES = new EnumMap<>(Structure.class);

  static {
    CHANGES.put(Structure.SUBSAMPLED, "subsampling");
    CHANGES.put(Structure.DILATED, "dilation");
    CHANGES.put(Structure.DROPOUT, "dropout");
    CHANGES.put(Structure.SKIP, "a shortcut around every two layers");
  }

  @Override
  public String title() {
    return "What widens the view, and what narrows it";
  }

  @Override
  public int steps(boolean quick) {
    return Structure.values().length;
  }

  @Override
  public void run(Page page, boolean quick, Progress progress) {
    int draws = quick ? QUICK_DRAWS : DRAWS;
    page.paragraph(
        String.format(
            "The same measurement on networks that are built differently: three ways to bend a"
                + " layer's answers (ReLU, tanh, sigmoid; 20 layers), then ten layers plain, with"
                + " two layers that skip every other pixel (subsampled), with gaps between the"
                + " pixels that a kernel reads (dilated), with half of all answers thrown away"
                + " (dropout), and with shortcuts around layers (skip). %d networks with random"
                + " weights each.",
            draws));
    List<List<String>> rows = new ArrayList<>();
    Map<Structure, EffectiveReceptiveField> fields = new EnumMap<>(Structure.class);
    for (Structure structure : Structure.values()) {
      EffectiveReceptiveField field = structure.measure(draws);
      fields.put(structure, field);
      rows.add(StructureExperiment.row(structure, field));
      progress.step(structure.name().toLowerCase(Locale.ROOT));
    }
    page.figure(
        figure("20 layers, three activation functions", fields, true),
        "What to look for: do the blobs differ? Each is divided by its own peak.");
    page.figure(
        figure("10 layers, by structure", fields, false),
        "What to look for: which white boxes (what could be seen) grow, and how much of each is "
            + "bright.");
    page.table(StructureExperiment.header(), rows);
    page.conclusion(conclusion(fields));
  }

  /** In words, from the sizes beside that of the plain network. */
  static String conclusion(Map<Structure, EffectiveReceptiveField> fields) {
    Estimate plain = fields.get(Structure.PLAIN).size();
    List<String> parts = new ArrayList<>();
    for (Map.Entry<Structure, String> change : CHANGES.entrySet()) {
      Estimate size = fields.get(change.getKey()).size();
      double difference = size.value() - plain.value();
      double error = Math.hypot(size.standardError(), plain.standardError());
      String name = change.getValue();
      parts.add(
          Math.abs(difference) < 2 * error
              ? name + " leaves the view as it is within the error"
              : String.format(
                  Locale.ROOT,
                  "%s %s the view by %.0f %%",
                  name,
                  difference > 0 ? "widens" : "narrows",
                  100 * Math.abs(difference) / plain.value()));
    }
    return "Beside the plain network, "
        + String.join("; ", parts)
        + ". The paper says that subsampling and dilation widen the view, that shortcuts (skip)"
        + " narrow it and that dropout leaves it a Gaussian.";
  }

  private static MapFigure figure(
      String title, Map<Structure, EffectiveReceptiveField> fields, boolean deep) {
    MapFigure.Builder figure = MapFigure.builder(title).perRow(3).side(210);
    fields.forEach(
        (structure, field) -> {
          boolean twenty =
              structure == Structure.RELU
                  || structure == Structure.TANH
                  || structure == Structure.SIGMOID;
          if (twenty == deep) {
            figure.add(
                GrowthTable.panel(
                    field,
                    String.format(
                        Locale.ROOT,
                        "%s\nsize %.1f ± %.1f px, %.0f %% of %d",
                        structure.name().toLowerCase(Locale.ROOT),
                        field.size().value(),
                        field.size().standardError(),
                        100 * field.ratio().value(),
                        field.theory().rows().size())));
          }
        });
    return figure.build();
  }
}
