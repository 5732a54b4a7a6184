package org.percept4j.examples.gallery;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.percept4j.examples.experiments.erf.Growth;
import org.percept4j.examples.experiments.erf.GrowthExperiment;
import org.percept4j.examples.experiments.erf.GrowthTable;

/** Figure 3 and section 4.1 of Luo et al. 2016: fields before, during and after training. */
final class TrainingSection implements GallerySection {

  private static final int SEEDS = 3;
  private static final int STEPS = 300;
  private static final int QUICK_STEPS = 4;

  @Override
  public String title() {
    return "Does learning widen the view?";
  }

  /** In words, from what was measured. */
  static String conclusion(List<List<Growth>> kinds) {
    StringBuilder text = new StringBuilder("Here, ");
    for (List<Growth> runs : kinds) {
      double growth =
          runs.stream().mapToDouble(r -> r.massSize(true) - r.massSize(false)).average().orElse(0);
      text.append(
          String.format(
              Locale.ROOT,
              "%s%s: %+.1f px",
              runs == kinds.get(0) ? "" : "; ",
              runs.get(0).kind(),
              growth));
    }
    return text
        + ". The paper (Luo et al. 2016, figure 3) says that fields grow while a network learns. If"
        + " the control shrinks, it is learning that widens the view, not training as such. The"
        + " paper's initialisation, with more weight outside, is in the table too: whether it"
        + " learns faster is in the last column.";
  }

  private static int seeds(boolean quick) {
    return quick ? 1 : SEEDS;
  }

  private static int trainingSteps(boolean quick) {
    return quick ? QUICK_STEPS : STEPS;
  }

  @Override
  public int steps(boolean quick) {
    return Growth.Kind.values().length * seeds(quick) * trainingSteps(quick);
  }

  @Override
  public void run(Page page, boolean quick, Progress progress) throws IOException {
    List<List<Growth>> kinds =
        GrowthExperiment.trainAll(null, seeds(quick), trainingSteps(quick), progress::step);
    page.paragraph(
        String.format(
            "A network is shown handwritten digits, twice as large as usual, somewhere in noise,"
                + " and must say at every pixel of the digit which one it is. No layer collects the"
                + " evidence, so a unit that wants to know must look around itself. The control is"
                + " the same network on labels drawn at random: it trains as long, but there is"
                + " nothing to learn. Watched is the unit in the middle, over 32 scenes that are"
                + " never trained on; measured is the side of the square that is as large as the"
                + " area with 95 %% of what counts for it. %d batches of 16, seeds 1 to %d; ± is"
                + " the standard error.",
            trainingSteps(quick), seeds(quick)));
    page.figure(
        GrowthTable.plot(kinds),
        "What to look for: which curves rise? Bars are standard errors over the seeds.");
    page.figure(
        GrowthTable.film(kinds.get(0).get(0)),
        "One training in five moments, all at one scale. Dashed: what the unit could see. Blue: one"
            + " standard deviation of a fitted Gaussian.");
    page.figure(GrowthTable.film(kinds.get(1).get(0)), "The same with shuffled labels.");
    page.table(GrowthTable.header(), kinds.stream().map(GrowthTable::row).toList());
    page.conclusion(conclusion(kinds));
  }
}
