package org.percept4j.examples.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Sgd;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientTrack;
import org.percept4j.sonify.tone.ToneMapping;

/** What is said of trainings, held to norms that are written down here. */
class HappenedTest {

  private static final List<GradientTrack> TRACKS =
      List.of(new GradientTrack(0, "first", false), new GradientTrack(1, "second", false));

  private static Recording run(double... firstLayer) {
    Recording recording = new Recording("t", "t", new Sgd(1), 1, "", "");
    for (int i = 0; i < firstLayer.length; i++) {
      recording.keep(GradientFrame.of(i, TRACKS, firstLayer[i], 1));
    }
    return recording;
  }

  /** Geometric means over both layers: 1 at first; 2 and 3 at last. */
  @Test
  void rangesAreOverSeedsThatLived() {
    Happened two = new Happened(List.of(run(1, 1, 1, 4), run(1, 1, 1, 9)));
    assertThat(two.what())
        .startsWith("2 of 2 seeds lived to the end")
        .contains("from 1.0 to 2.0–3.0, which is 2.0 to 3.0 times as much")
        .endsWith("the largest norm was 4.0 to 9.0.");
    assertThat(two.soWhat()).contains("the pitch rises with every seed");
    assertThat(new Happened(List.of(run(1, 1, 1, 1))).soWhat()).doesNotContain("rises");
  }

  @Test
  void deathAndNumbersThatAreNoneAreToldApart() {
    Happened three =
        new Happened(List.of(run(1, 8, 0, 0), run(1, 1, 1, Double.NaN), run(1, 1, 1, 1)));
    assertThat(three.what())
        .contains("1 of 3 seeds lived")
        .contains(
            "in 1 of 3 seeds a layer died, its gradient exactly zero to the end, from batch 3")
        .contains("1 of 3 seeds ended in numbers that are none (NaN) or infinite, from batch 4 on")
        .contains("the largest norm was 1.0 to 8.0.");
    assertThat(three.soWhat()).startsWith("Whether it lives is chance, 1 of 3").contains("batch 4");
    assertThat(new Happened(List.of(run(1, 0, 0, 0))).soWhat())
        .contains("No seed is worth waiting for", "batch 2 of 4");
  }

  @Test
  void batchesUntilATrainingIsLostAreDerived() {
    Happened some = new Happened(List.of(run(1, 0, 0, 0), run(1, 1, 1, Double.NaN)));
    double frame = ToneMapping.perceptual().timing().frameSeconds(2);
    assertThat(Happened.lostByEar(List.of(some, new Happened(List.of(run(1, 1, 1, 1))))))
        .startsWith(
            "Of 3 trainings 2 were lost: half of them within the first %.0f s"
                .formatted(Math.ceil(2 * frame)))
        .contains("the last after %.0f s".formatted(Math.ceil(4 * frame)));
    assertThat(Happened.lostByEar(List.of(new Happened(List.of(run(1, 1, 1, 1))))))
        .isEqualTo("None of 1 trainings was lost.");
  }

  @Test
  void numbersHaveTwoDigits() {
    assertThat(new Happened(List.of(run(1, 984, 0, 0), run(1, 3.29e28, 0, 0))).what())
        .endsWith("the largest norm was 980 to 3.3e28.");
    assertThat(new Happened(List.of(run(2e-5, 12.4, 0, 0))).what())
        .endsWith("the largest norm was 12.");
  }
}
