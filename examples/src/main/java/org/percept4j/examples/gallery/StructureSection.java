package org.percept4j.examples.gallery;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfPlots;
import org.percept4j.examples.experiments.erf.Structure;
import org.percept4j.examples.experiments.erf.StructureExperiment;

/** Section 3 of Luo et al. 2016: what fields look like, by what a network is built of. */
final class StructureSection implements GallerySection {

  private static final int DRAWS = 100;
  private static final int QUICK_DRAWS = 3;

  @Override
  public String title() {
    return "ErfAnalyzer: what a network is built of";
  }

  @Override
  public int steps(boolean quick) {
    return Structure.values().length;
  }

  @Override
  public void run(Page page, boolean quick, Progress progress) throws IOException {
    int draws = quick ? QUICK_DRAWS : DRAWS;
    page.paragraph(
        String.format(
            "Twenty layers with three activation functions; ten layers plain, with two strides of"
                + " 2, with dilation up to 4, with half of all activations dropped, and with skip"
                + " connections. Root mean square of the gradient over %d networks with random"
                + " weights and four inputs each; size as above. The paper says that subsampling"
                + " and dilation enlarge the field, that a dilated one is more rectangular, that"
                + " dropout keeps its shape and that skip connections shrink it.",
            draws));
    List<List<String>> rows = new ArrayList<>();
    for (Structure structure : Structure.values()) {
      EffectiveReceptiveField field = structure.measure(draws);
      rows.add(StructureExperiment.row(structure, field));
      String name = structure.name().toLowerCase(Locale.ROOT);
      Path png = page.folder().resolve("erf-" + name + ".png");
      ErfPlots.heatmap(field.map(), field.info().layer()).magnify(3).titled(name).writePng(png);
      page.picture(png, "Effective receptive field: " + name);
      progress.step(name);
    }
    page.table(StructureExperiment.header(), rows);
  }
}
