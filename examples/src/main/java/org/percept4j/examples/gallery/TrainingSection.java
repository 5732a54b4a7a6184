package org.percept4j.examples.gallery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
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

  /** In words, from what was measured; a difference counts from two standard errors on. */
  static String conclusion(List<List<Growth>> kinds) {
    List<String> parts = new ArrayList<>();
    for (List<Growth> runs : kinds) {
      SummaryStatistics growth = new SummaryStatistics();
      runs.forEach(r -> growth.addValue(r.massSize(true) - r.massSize(false)));
      double error = growth.getStandardDeviation() / Math.sqrt((double) growth.getN());
      parts.add(
          String.format(
              Locale.ROOT,
              "%s: %+.1f%s px, %s",
              runs.get(0).kind(),
              growth.getMean(),
              growth.getN() < 2 ? "" : String.format(Locale.ROOT, " ± %.1f", error),
              verdict(growth.getMean(), error, growth.getN())));
    }
    return "From before to after: "
        + String.join("; ", parts)
        + ". Where the true labels widen the view and the shuffled ones do not, it is learning that"
        + " does it and not training as such. Luo et al. (2016, figure 3) report that fields grow.";
  }

  private static String verdict(double growth, double error, long runs) {
    return runs < 2
        ? "one seed only"
        : Math.abs(growth) <= 2 * error
            ? "no clear change"
            : growth > 0 ? "the view widens" : "the view narrows";
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
