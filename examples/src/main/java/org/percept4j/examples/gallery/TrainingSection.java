package org.percept4j.examples.gallery;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.percept4j.examples.data.LabelledImages;
import org.percept4j.examples.experiments.erf.Training;
import org.percept4j.examples.experiments.erf.Training.Start;
import org.percept4j.examples.experiments.erf.TrainingExperiment;

/** Figure 3 and section 4.1 of Luo et al. 2016: fields before, during and after training. */
final class TrainingSection implements GallerySection {

  private static final int SEEDS = 3;
  private static final int STEPS = 120;
  private static final int QUICK_STEPS = 4;

  private @Nullable Training usual;

  @Override
  public String title() {
    return "ErfTracker: what a unit looks at while the network learns";
  }

  private static int seeds(boolean quick) {
    return quick ? 1 : SEEDS;
  }

  private static int trainingSteps(boolean quick) {
    return quick ? QUICK_STEPS : STEPS;
  }

  @Override
  public int steps(boolean quick) {
    return Start.values().length * seeds(quick) * trainingSteps(quick);
  }

  @Override
  public void run(Page page, boolean quick, Progress progress) throws IOException {
    LabelledImages scenes = LabelledImages.of(null);
    page.paragraph(
        String.format(
            "Ten convolutions with batch norm learn to classify scenes of digits, %d x %d pixels, in "
                + "%d batches of 16. Watched is the unit at the centre, over 16 scenes that are "
                + "not trained on. Means and standard errors, seeds 1 to %d; growth is the mean "
                + "difference between after and before. Kernels begin as He et al. have it, or with "
                + "more weight outside as Luo et al. propose. The paper says that fields grow in "
                + "training, and that its initialisation speeds training up in some cases and does "
                + "not help in others.",
            scenes.side(), scenes.side(), trainingSteps(quick), seeds(quick)));
    List<List<String>> rows = new ArrayList<>();
    for (Start start : Start.values()) {
      List<Training> runs = new ArrayList<>();
      for (int seed = 1; seed <= seeds(quick); seed++) {
        Runnable step = () -> progress.step(start.toString());
        runs.add(Training.run(scenes, start, seed, trainingSteps(quick), step));
      }
      if (start == Start.USUAL) {
        usual = runs.get(0);
      }
      rows.add(TrainingExperiment.row(start, runs));
      List<Path> files = TrainingExperiment.writePictures(runs.get(0), start, page.folder());
      page.picture(
          files.get(0), start + ", seed 1: before, while and after it learns; updates and size");
      page.picture(files.get(1), start + ", seed 1: the same as an animation");
    }
    page.table(TrainingExperiment.header(), rows);
  }

  /** The first training with the usual weights, once {@link #run} has been called. */
  Training usual() {
    return Objects.requireNonNull(usual, "run");
  }
}
