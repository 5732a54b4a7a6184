package org.percept4j.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
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
      assertThat(page.value("document.querySelectorAll('.panel img').length")).isEqualTo("2");
      byte[] saved = PageData.selfContained("Saved", ((LiveDashboard) live).channels().list());
      assertThat(new String(saved, StandardCharsets.UTF_8)).contains("\"clusters\":\"");
      assertThat(browser.troubles()).isEmpty();
    }
  }
}
