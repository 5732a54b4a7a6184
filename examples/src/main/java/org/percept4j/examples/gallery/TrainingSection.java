package org.percept4j.examples.gallery;

import java.io.IOException;
import java.util.List;
import org.percept4j.examples.experiments.erf.Growth;
import org.percept4j.examples.experiments.erf.GrowthExperiment;
import org.percept4j.examples.experiments.erf.GrowthTable;

/** Figure 3 and section 4.1 of Luo et al. 2016: fields before, during and after training. */
final class TrainingSection implements GallerySection {

  private static final int SEEDS = 5;
  private static final int STEPS = 300;
  private static final int QUICK_STEPS = 4;

  @Override
  public String title() {
    return "Learning widens the view";
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
    page.paragraph("TODO");
    page.figure(GrowthTable.plot(kinds), "Mean and standard error over the seeds.");
    page.figure(GrowthTable.film(kinds.get(0).get(0)), "One training in five moments.");
    page.table(GrowthTable.header(), kinds.stream().map(GrowthTable::row).toList());
  }
}
