package org.percept4j.examples.experiments.erf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.percept4j.core.Chromium;
import org.percept4j.core.LayerRef;
import org.percept4j.core.acceleration.Acceleration;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.ErfTracker;
import org.percept4j.examples.data.Digits;
import org.percept4j.examples.data.LabelledScenes;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.live.Dashboard;
import org.percept4j.live.Report;
import org.percept4j.sonify.GradientSonifier;

/**
 * Makes the pictures of docs/live.md that show a receptive field and the pixels of a scene while a
 * network learns to read digits; {@code percept4j.screenshots} names a folder for the page itself.
 */
@EnabledIfSystemProperty(named = "percept4j.screenshots", matches = ".+")
class LearningPageTest {

  private static final Path IMAGES = Path.of("../docs/images");
  private static final int STEPS = Integer.getInteger("percept4j.steps", 300);

  private static Path learn() throws Exception {
    ComputationGraph network = GrowthNetwork.create(Growth.Kind.PLAIN, 1);
    Acceleration.enable(network);
    LabelledScenes scenes = new LabelledScenes(Digits.bundled(false));
    INDArray test = scenes.batches(8, 1, false, 7).get(0).getFeatures();
    ErfTracker tracker =
        ErfTracker.builder(
                ErfAnalyzer.builder(network)
                    .layer(LayerRef.name(GrowthNetwork.LAST))
                    .inputs(test)
                    .aggregation(Aggregation.RMS)
                    .build())
            .every(STEPS / 10)
            .build();
    HypercolumnExtractor extractor =
        HypercolumnExtractor.builder(network).layers("relu4", "relu8", "relu12").build();
    Path html = Path.of(System.getProperty("percept4j.screenshots"), "learning.html");
    try (Dashboard live = Dashboard.builder().build()) {
      try (GradientSonifier sonifier =
          GradientSonifier.builder().sink(live.gradients("digits on noise")).build()) {
        INDArray photo = scenes.batches(1, 1, false, 3).get(0).getFeatures();
        network.addListeners(sonifier, live.field(tracker), live.hypercolumns(extractor, photo));
        LabelledScenes train = new LabelledScenes(Digits.bundled(true));
        for (DataSet batch : train.batches(16, STEPS, false, 1)) {
          network.fit(batch);
        }
      }
      Report.write(live, html);
    }
    return html;
  }

  @Test
  void draw() throws Exception {
    Path html = learn();
    try (Chromium browser = Chromium.start()) {
      for (boolean dark : new boolean[] {false, true}) {
        for (int width : new int[] {1280, 390}) {
          Chromium.Tab page = browser.open(html.toUri().toString());
          page.screen(width, width == 390 ? 1100 : 520, 1, dark);
          page.await("[...document.querySelectorAll('.panel img')].every(i => i.complete)");
          page.value("(document.getElementById('panels').scrollIntoView(), 0)");
          String name = "live-panels" + (width == 390 ? "-narrow" : "") + (dark ? "-dark" : "");
          page.screenshot(IMAGES.resolve(name + ".png"), false);
        }
      }
      assertThat(browser.troubles()).isEmpty();
    }
  }
}
