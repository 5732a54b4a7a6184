package org.percept4j.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.percept4j.core.Chromium;
import org.percept4j.core.LayerRef;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.ErfTracker;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.sonify.GradientSonifier;

/** A network in training that is watched by everything at once. */
class TrainingTest {

  private static final int ITERATIONS = 25;

  private static MultiLayerNetwork network() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Adam(0.01))
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).name("early").nOut(4).build())
                .layer(new ConvolutionLayer.Builder(3, 3).name("late").nOut(6).build())
                .layer(
                    new OutputLayer.Builder()
                        .name("out")
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(12, 12, 1))
                .build());
    net.init();
    return net;
  }

  private static void train(MultiLayerNetwork net) {
    Random random = new Random(1);
    for (int i = 0; i < ITERATIONS; i++) {
      net.fit(new DataSet(image(8, random), labels(8, random)));
    }
  }

  private static INDArray image(int count, Random random) {
    float[] values = new float[count * 144];
    for (int k = 0; k < values.length; k++) {
      values[k] = random.nextFloat();
    }
    return Nd4j.create(values, new int[] {count, 1, 12, 12}, 'c');
  }

  private static INDArray labels(int count, Random random) {
    INDArray labels = Nd4j.zeros(count, 3);
    for (int k = 0; k < count; k++) {
      labels.putScalar(k, random.nextInt(3), 1);
    }
    return labels;
  }

  private static List<TrainingListener> watch(Dashboard live, MultiLayerNetwork net) {
    ErfTracker tracker =
        ErfTracker.builder(
                ErfAnalyzer.builder(net)
                    .layer(LayerRef.name("late"))
                    .inputSize(12, 12)
                    .samples(4)
                    .build())
            .every(10)
            .build();
    HypercolumnExtractor extractor =
        HypercolumnExtractor.builder(net).layers("early", "late").build();
    INDArray photo = image(1, new Random(2));
    return List.of(live.field(tracker), live.hypercolumns(extractor, photo));
  }

  @Test
  void trainingStaysBitForBitAsItIsWithoutAnyoneWatching() throws Exception {
    MultiLayerNetwork alone = network();
    train(alone);
    MultiLayerNetwork watched = network();
    try (Dashboard live = Dashboard.builder().build()) {
      try (GradientSonifier sonifier =
          GradientSonifier.builder().sink(live.gradients("net")).updateRatios().build()) {
        watched.addListeners(sonifier);
        watch(live, watched).forEach(watched::addListeners);
        train(watched);
      }
      assertThat(watched.params()).isEqualTo(alone.params());
      List<Channel> channels = ((LiveDashboard) live).channels().list();
      assertThat(channels.get(0).end()).isEqualTo(ITERATIONS);
      assertThat(channels.get(1).end()).isEqualTo(3); // updates 1, 11, 21
      assertThat(channels.get(2).end()).isPositive();
    }
  }

  /** NaN activations are no picture; training goes on and says nothing but in the log. */
  @Test
  void failureOfAPanelLeavesTheOthers() throws Exception {
    MultiLayerNetwork net = network();
    try (Dashboard live = Dashboard.builder().build()) {
      watch(live, net).forEach(net::addListeners);
      net.params().assign(Double.NaN);
      train(net);
      assertThat(net.getIterationCount()).isEqualTo(ITERATIONS);
    }
  }

  @Test
  void thePhotoIsShownFromItsDarkestToItsBrightestValue() throws Exception {
    INDArray photo = Nd4j.createFromArray(-3f, 1f, 5f, 2f).reshape(1, 1, 2, 2);
    byte[] png = Base64.getDecoder().decode(HypercolumnListener.grey(photo));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image.getRGB(0, 0) & 0xffffff).isZero();
    assertThat(image.getRGB(0, 1) & 0xffffff).isEqualTo(0xffffff);
    assertThat(image.getRGB(1, 0) & 0xff).isEqualTo(Math.round(255 * 4 / 8.0));
    INDArray flat = Nd4j.zeros(1, 3, 2, 2); // a photo of one colour is no division by zero
    assertThat(HypercolumnListener.grey(flat)).isNotEmpty();
  }

  /**
   * What is never added to a network, or to one that never trains, stays empty and harms nothing.
   */
  @Test
  void panelsOfWhatNeverTrainsSaySo() throws Exception {
    MultiLayerNetwork net = network();
    try (Chromium browser = Chromium.start();
        Dashboard live = Dashboard.builder().build();
        GradientSonifier sonifier =
            GradientSonifier.builder().sink(live.gradients("never")).build()) {
      net.addListeners(sonifier);
      watch(live, net); // and not added
      Chromium.Tab page = browser.open(live.address().toString());
      page.await("document.querySelectorAll('.panel').length === 2 && percept4j.runs.size === 1");
      page.await(
          "[...document.querySelectorAll('.panel > .note')].filter(n =>"
              + " n.textContent.startsWith('No picture yet')).length === 2");
      page.await(
          "document.getElementById('state').textContent === 'connected, waiting for the first"
              + " batch'");
      page.click("listen"); // waits for what comes, and says nothing wrong
      assertThat(browser.troubles()).isEmpty();
    }
  }

  @Test
  void otherShapesThanPhotosAreRefusedByName() throws Exception {
    MultiLayerNetwork net = network();
    HypercolumnExtractor extractor = HypercolumnExtractor.builder(net).layers("early").build();
    try (Dashboard live = Dashboard.builder().build()) {
      assertThatThrownBy(() -> live.hypercolumns(extractor, Nd4j.zeros(12, 12)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("photo: expected [1, channels, height, width], got [12, 12]");
      assertThatThrownBy(() -> live.hypercolumns(extractor, Nd4j.zeros(2, 1, 12, 12)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("got [2, 1, 12, 12]");
      assertThat(((LiveDashboard) live).channels().list()).isEmpty();
    }
  }

  @Test
  void thePageShowsThePictures() throws Exception {
    MultiLayerNetwork net = network();
    try (Chromium browser = Chromium.start();
        Dashboard live = Dashboard.builder().build()) {
      watch(live, net).forEach(net::addListeners);
      Chromium.Tab page = browser.open(live.address().toString());
      train(net);
      page.await("document.querySelectorAll('.panel').length === 2");
      page.await("document.querySelector('.panel .note[aria-live]').textContent.includes('21')");
      assertThat(page.value("document.querySelector('.panel canvas').width")).isEqualTo("12");
      page.await(
          "[...document.querySelectorAll('.panel img')].every(i => i.complete && i.naturalWidth ==="
              + " 12)");
      assertThat(page.value("document.querySelectorAll('.panel img').length")).isEqualTo("3");
      assertThat(page.names("image")).contains("The photo that the network looks at.");
      String captions = "[...document.querySelectorAll('figcaption')].map(c => c.textContent)";
      assertThat(page.value(captions)).startsWith("Darkest:").contains("The photo, in grey");
      byte[] saved = PageData.selfContained("Saved", ((LiveDashboard) live).channels().list());
      assertThat(new String(saved, StandardCharsets.UTF_8)).contains("\"clusters\":\"");
      assertThat(browser.troubles()).isEmpty();
    }
  }
}
