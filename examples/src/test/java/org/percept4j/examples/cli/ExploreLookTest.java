package org.percept4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.Chromium;
import org.percept4j.core.acceleration.Acceleration;
import org.percept4j.examples.data.Photos;
import org.percept4j.examples.experiments.hypercolumn.PhotoNetwork;
import org.percept4j.examples.experiments.hypercolumn.SeenPhoto;
import org.percept4j.examples.explore.ExploredModel;
import org.percept4j.examples.explore.Explorer;
import org.percept4j.hypercolumn.HypercolumnExtractor;

/**
 * Draws the pages of {@code explore} into the folder {@code percept4j.look} and prints how long
 * clicks take in Chromium, from the question to what is drawn.
 */
@EnabledIfSystemProperty(named = "percept4j.look", matches = ".+")
class ExploreLookTest {

  private static final int SIDE = 224;

  private static final String DONE =
      "state.models.every(m => m.views.every(v => v.map && v.kind === '%s'))";

  private static void took(Chromium.Tab page, String what, String script) throws Exception {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      double ms = page.number(script.replace("SPOT", String.format(Locale.ROOT, "%d", i)));
      if (i >= 2) { // the first ones are slower until the compiler has seen them
        millis.add(ms);
      }
    }
    double[] sorted = millis.stream().mapToDouble(d -> d).sorted().toArray();
    double bytes =
        page.number("performance.getEntriesByType('resource').slice(-1)[0].transferSize");
    System.out.printf(
        Locale.ROOT,
        "%s: median %.0f ms, %.0f to %.0f, of %d; the last answer was %.0f kB%n",
        what,
        sorted[sorted.length / 2],
        sorted[0],
        sorted[sorted.length - 1],
        sorted.length,
        bytes / 1000);
  }

  private static void measure(Chromium.Tab page) throws Exception {
    String clicked =
        "(async () => { const v = state.models[0].views[0], began = performance.now();"
            + " v.to(10 + 15 * SPOT, 20 + 12 * SPOT); state.active = v; await v.%s();"
            + " await new Promise(requestAnimationFrame); return performance.now() - began; })()";
    took(page, "angle", clicked.formatted("similar"));
    page.value("document.querySelector('[value=distance]').click()");
    took(page, "distance", clicked.formatted("similar"));
    page.value("document.querySelector('[value=cosine]').click()");
    page.value("document.querySelector('[value=field]').click()");
    page.await("!state.models[0].busy && !!state.models[0].views[0].map");
    took(page, "field", clicked.formatted("field"));
  }

  /** VGG-16's convolutions up to the fifth stage, whose weights make no difference to time. */
  private static ExploredModel large(List<BufferedImage> photos) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .convolutionMode(ConvolutionMode.Same)
            .weightInit(WeightInit.RELU)
            .activation(Activation.RELU)
            .list();
    int[] depths = {64, 128, 256, 512, 512};
    int[] lengths = {2, 2, 3, 3, 3};
    List<String> last = new ArrayList<>();
    for (int stage = 0; stage < depths.length; stage++) {
      for (int i = 1; i <= lengths[stage]; i++) {
        String name = "conv" + (stage + 1) + "_" + i;
        list.layer(new ConvolutionLayer.Builder(3, 3).nOut(depths[stage]).name(name).build());
        if (i == lengths[stage]) {
          last.add(name);
        }
      }
      if (stage < depths.length - 1) {
        list.layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build());
      }
    }
    MultiLayerNetwork net =
        new MultiLayerNetwork(list.setInputType(InputType.convolutional(SIDE, SIDE, 3)).build());
    net.init();
    Acceleration.enable(net);
    List<ExploredModel.View> views = new ArrayList<>();
    for (BufferedImage photo : photos) {
      BufferedImage fitted = SeenPhoto.resized(photo, SIDE, SIDE);
      INDArray input = InputImage.of(fitted, net, null, InputImage.Pixels.SIGNED);
      String[] layers = last.toArray(String[]::new);
      views.add(
          new ExploredModel.View(
              fitted,
              input,
              HypercolumnExtractor.builder(net).layers(layers).build().extract(input)));
    }
    return new ExploredModel("VGG-16's layers, random weights", net, views);
  }

  @Test
  void draw() throws Exception {
    Path folder = Files.createDirectories(Path.of(System.getProperty("percept4j.look")));
    List<BufferedImage> photos = List.of(Photos.read("cat"), Photos.read("astronaut"));
    List<ExploredModel> large = List.of(large(photos));
    try (Chromium browser = Chromium.start();
        Explorer explorer = Explorer.start(large)) {
      Chromium.Tab page = browser.open(explorer.address().toString());
      page.await("document.body.dataset.ready === 'yes'");
      System.out.println("VGG-16's layers with random weights, 224 x 224 x 1472, two photos");
      measure(page);
    }
    List<ExploredModel> models = new ArrayList<>(large);
    models.add(0, ExploreCommand.of(PhotoNetwork.bundled(), photos));
    try (Chromium browser = Chromium.start();
        Explorer explorer = Explorer.start(models)) {
      Chromium.Tab page = browser.open(explorer.address().toString());
      page.await("document.body.dataset.ready === 'yes'");
      System.out.println("the bundled network, " + models.size() + " side by side");
      measure(page);
      page.value("document.querySelector('[value=similar]').click()");
      for (int width : new int[] {1280, 390}) {
        for (boolean dark : new boolean[] {false, true}) {
          page.screen(width, 900, 1, dark);
          page.drag("canvas", 0.45, 0.4);
          page.await(String.format(Locale.ROOT, DONE, "heat"));
          page.value("scrollTo(0, 0)");
          String name = "explore-" + width + (dark ? "-dark" : "-light") + ".png";
          page.screenshot(folder.resolve(name), true);
        }
      }
      page.screen(1280, 900, 1, false);
      page.value("document.querySelector('[value=paint]').click()");
      page.drag("canvas", 0.35, 0.4, 0.5, 0.5);
      page.value("document.querySelectorAll('#labels input')[1].click()");
      page.drag("canvas", 0.05, 0.1, 0.1, 0.9);
      page.await(String.format(Locale.ROOT, DONE, "labels"));
      System.out.println(page.value("document.querySelector('.said').textContent"));
      page.value("scrollTo(0, 0)");
      page.screenshot(folder.resolve("explore-paint.png"), true);
      page.value("document.querySelector('[value=field]').click()");
      page.drag("canvas", 0.45, 0.4);
      page.await("state.models[0].views[0].kind === 'field' && !!state.models[0].views[0].map");
      page.value("scrollTo(0, 0)");
      page.screenshot(folder.resolve("explore-field.png"), true);
      assertThat(browser.troubles()).isEmpty();
      assertThat(Arrays.stream(folder.toFile().list()).filter(n -> n.endsWith(".png")))
          .hasSizeGreaterThanOrEqualTo(6);
    }
  }
}
