package org.percept4j.sonify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.percept4j.core.LayerRef;
import org.percept4j.core.Norm;
import org.percept4j.core.Norms;
import org.percept4j.core.Rounding;
import org.percept4j.sonify.frame.Collected;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientTrack;

class GradientSonifierTest {

  private static List<GradientFrame> listen(java.util.function.Consumer<GradientSonifier> training)
      throws IOException {
    return Listening.during(GradientSonifier.builder(), training);
  }

  @Test
  void bothNetworkClassesThroughEveryFit() throws IOException {
    MultiLayerNetwork net = Networks.sequential();
    List<GradientFrame> frames =
        listen(
            sonifier -> {
              net.setListeners(sonifier);
              net.fit(Networks.data(6, 1));
              net.fit(new ListDataSetIterator<>(Networks.data(20, 2).asList(), 5), 2);
            });
    assertThat(frames).hasSize(1 + 2 * 4);
    assertThat(frames.get(0).tracks())
        .extracting(GradientTrack::name)
        .containsExactly("hidden_1", "layer1");
    assertThat(frames).extracting(GradientFrame::iteration).isSorted().doesNotHaveDuplicates();
    assertThat(frames.get(8).epoch()).isEqualTo(1);

    ComputationGraph graph = Networks.graph();
    DataSet data = Networks.data(6, 3);
    frames =
        listen(
            sonifier -> {
              sonifier.attachTo(graph);
              graph.fit(data);
              graph.fit(new MultiDataSet(data.getFeatures(), data.getLabels()));
              graph.fit(new ListDataSetIterator<>(Networks.data(20, 2).asList(), 5));
            });
    assertThat(frames).hasSize(2 + 4);
    assertThat(frames.get(0).tracks())
        .extracting(GradientTrack::name)
        .containsExactly("left", "right", "out");
  }

  @Test
  void truncatedBackpropagationMakesAFrameASegment() throws IOException {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            Networks.conf(new Adam(0.01))
                .list()
                .layer(new LSTM.Builder().nIn(3).nOut(5).build())
                .layer(
                    new RnnOutputLayer.Builder()
                        .nIn(5)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(4)
                .build());
    net.init();
    INDArray x =
        Nd4j.linspace(-1, 1, 72)
            .castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT)
            .reshape(2, 3, 12);
    INDArray y = Nd4j.zeros(2, 2, 12);
    y.get(
            org.nd4j.linalg.indexing.NDArrayIndex.all(),
            org.nd4j.linalg.indexing.NDArrayIndex.point(0))
        .assign(1);
    List<GradientFrame> frames =
        Listening.during(
            GradientSonifier.builder().perParameter(),
            sonifier -> {
              net.setListeners(sonifier);
              net.fit(new DataSet(x, y));
            });
    assertThat(frames).hasSize(3);
    assertThat(frames.get(0).tracks())
        .extracting(GradientTrack::name)
        .containsExactly("layer0_W", "layer0_RW", "layer1_W");
    assertThat(frames.get(0).norm(1)).isPositive();
  }

  @ParameterizedTest
  @EnumSource(
      value = OptimizationAlgorithm.class,
      names = {"CONJUGATE_GRADIENT", "LBFGS", "LINE_GRADIENT_DESCENT"})
  void solversThatAskTwiceMakeOneFrameAnIteration(OptimizationAlgorithm algorithm)
      throws IOException {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .optimizationAlgo(algorithm)
                .updater(new Sgd(0.1))
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(8).activation(Activation.TANH).build())
                .layer(
                    new OutputLayer.Builder().nIn(8).nOut(3).activation(Activation.SOFTMAX).build())
                .build());
    net.init();
    List<Integer> iterations = new ArrayList<>();
    List<GradientFrame> frames =
        listen(
            sonifier -> {
              net.setListeners(
                  sonifier,
                  new org.deeplearning4j.optimize.api.BaseTrainingListener() {
                    @Override
                    public void iterationDone(
                        org.deeplearning4j.nn.api.Model model, int iteration, int epoch) {
                      iterations.add(iteration);
                    }
                  });
              for (int i = 0; i < 3; i++) {
                net.fit(Networks.data(6, i));
              }
            });
    assertThat(frames).isNotEmpty().hasSameSizeAs(iterations);
  }

  @Test
  void normsAreThoseOfTheRawGradientAsAskedFor() throws IOException {
    DataSet data = Networks.data(6, 1);
    MultiLayerNetwork reference = Networks.sequential();
    reference.setInput(data.getFeatures());
    reference.setLabels(data.getLabels());
    reference.computeGradientAndScore();
    INDArray w = reference.gradient().getGradientFor("0_W");
    INDArray b = reference.gradient().getGradientFor("0_b");
    long n = w.length() + b.length();
    // L1 is at most √n times L2.
    double bound =
        2 * Math.sqrt((double) n) * Listening.normBound(reference, data, 2 * (6 + 4 + 8 + 3));
    for (Norm norm : Norm.values()) {
      double expected =
          switch (norm) {
            case L1 -> Norms.of(w, norm) + Norms.of(b, norm);
            case L2 -> Math.hypot(Norms.of(w, norm), Norms.of(b, norm));
            case LINF -> Math.max(Norms.of(w, norm), Norms.of(b, norm));
            case RMS ->
                Math.hypot(Norms.of(w, Norm.L2), Norms.of(b, Norm.L2)) / Math.sqrt((double) n);
          };
      assertThat(
              first(
                  GradientSonifier.builder().norm(norm).withBiases().values(GradientValues.SUM),
                  data))
          .isCloseTo(expected, within(bound));
      assertThat(first(GradientSonifier.builder().norm(norm).withBiases(), data))
          .isCloseTo(expected / 6, within(bound / 6));
      assertThat(first(GradientSonifier.builder().norm(norm).values(GradientValues.SUM), data))
          .isCloseTo(Norms.of(w, norm), within(bound));
    }
  }

  private static double first(GradientSonifier.Builder builder, DataSet data) throws IOException {
    return Listening.firstNorm(builder, Networks.sequential(), data);
  }

  @Test
  void updatesAreWhatTheParametersMoveBy() throws IOException {
    MultiLayerNetwork net = Networks.sequential();
    INDArray before = net.getParam("0_W").dup();
    List<GradientFrame> frames =
        Listening.during(
            GradientSonifier.builder().values(GradientValues.UPDATE),
            sonifier -> {
              net.setListeners(sonifier);
              net.fit(Networks.data(6, 1));
            });
    double moved = Norms.of(before.sub(net.getParam("0_W")), Norm.L2);
    // The step to the new parameters is rounded by at most u of each of them.
    double bound =
        Rounding.sum(1, Norms.of(net.getParam("0_W"), Norm.L2)) + Rounding.sum(18, 2 * moved);
    assertThat(frames.get(0).norm(0)).isCloseTo(moved, within(bound));
  }

  @Test
  void layersAreChosenAndIterationsThinned() throws IOException {
    MultiLayerNetwork net = Networks.sequential();
    List<GradientFrame> frames =
        Listening.during(
            GradientSonifier.builder().layers(LayerRef.index(-1)).every(3),
            sonifier -> {
              sonifier.attachTo(net);
              for (int i = 0; i < 7; i++) {
                net.fit(Networks.data(6, i));
              }
            });
    assertThat(frames).extracting(GradientFrame::iteration).containsExactly(0L, 3L, 6L);
    assertThat(frames.get(0).tracks()).extracting(GradientTrack::name).containsExactly("layer1");
  }

  @Test
  void trainingIsLeftBitForBitAsItWouldBe() throws IOException {
    MultiLayerNetwork alone = Networks.sequential();
    MultiLayerNetwork heard = Networks.sequential();
    ComputationGraph graphAlone = Networks.graph();
    ComputationGraph graphHeard = Networks.graph();
    Nd4j.getRandom().setSeed(99);
    for (int i = 0; i < 15; i++) {
      alone.fit(Networks.data(6, i));
      graphAlone.fit(Networks.data(6, i));
    }
    Nd4j.getRandom().setSeed(99);
    listen(
        sonifier -> {
          sonifier.attachTo(heard);
          graphHeard.setListeners(sonifier);
          for (int i = 0; i < 15; i++) {
            heard.fit(Networks.data(6, i));
            graphHeard.fit(Networks.data(6, i));
          }
        });
    assertThat(heard.params().data().asFloat()).isEqualTo(alone.params().data().asFloat());
    assertThat(heard.updaterState().data().asFloat())
        .isEqualTo(alone.updaterState().data().asFloat());
    assertThat(graphHeard.params().data().asFloat())
        .isEqualTo(graphAlone.params().data().asFloat());
  }

  @Test
  void networksInParallelMakeWholeFramesWithTheirWorker() throws Exception {
    List<GradientFrame> frames =
        listen(
            sonifier -> {
              List<Thread> threads = new ArrayList<>();
              CountDownLatch start = new CountDownLatch(1);
              for (int t = 0; t < 4; t++) {
                MultiLayerNetwork net = Networks.sequential();
                net.setListeners(sonifier);
                Thread thread =
                    new Thread(
                        () -> {
                          try {
                            start.await();
                          } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                          }
                          for (int i = 0; i < 10; i++) {
                            net.fit(Networks.data(6, i));
                          }
                        });
                threads.add(thread);
                thread.start();
              }
              start.countDown();
              try {
                for (Thread thread : threads) {
                  thread.join();
                }
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(frames).hasSize(40);
    for (int worker = 0; worker < 4; worker++) {
      int w = worker;
      assertThat(frames.stream().filter(f -> f.worker() == w))
          .extracting(GradientFrame::iteration)
          .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }
  }

  @Test
  void badNetworksAreRefusedOnAttachAndElseLeftToTrain() throws IOException {
    try (GradientSonifier sonifier =
        GradientSonifier.builder().layers(LayerRef.name("conv9")).build()) {
      MultiLayerNetwork net = Networks.sequential();
      assertThatThrownBy(() -> sonifier.attachTo(net))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected one of hidden_1, layer1; got \"conv9\"");
      assertThat(net.getListeners()).isEmpty();
      assertThatThrownBy(
              () -> sonifier.attachTo(new MultiLayerNetwork(net.getLayerWiseConfigurations())))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("before init()");
    }
    List<Exception> told = new ArrayList<>();
    MultiLayerNetwork net = Networks.sequential();
    INDArray before = net.params().dup();
    List<GradientFrame> frames =
        Listening.during(
            GradientSonifier.builder().layers(LayerRef.name("conv9")).onError(told::add),
            sonifier -> {
              net.setListeners(sonifier);
              net.fit(Networks.data(6, 1));
              net.fit(Networks.data(6, 2));
            });
    assertThat(frames).isEmpty();
    assertThat(told).hasSize(1);
    assertThat(told.get(0)).hasMessageContaining("conv9");
    assertThat(net.params()).isNotEqualTo(before);
  }

  @Test
  void conflictsAndBadNumbersAreRefusedWhenBuilt() {
    assertThatThrownBy(() -> GradientSonifier.builder().every(0).build())
        .hasMessage("every: expected at least 1, got 0");
    assertThatThrownBy(() -> GradientSonifier.builder().queueCapacity(0).build())
        .hasMessage("queueCapacity: expected at least 1, got 0");
    Collected sink = new Collected();
    assertThatThrownBy(() -> GradientSonifier.builder().sink(sink).sink(sink).build())
        .hasMessage("sink: expected a new one, got one given before");
    assertThatThrownBy(() -> GradientSonifier.builder().layers())
        .hasMessage("layers: expected at least one, got none");
  }
}
