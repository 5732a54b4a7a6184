package org.percept4j.sonify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.percept4j.core.Norm;
import org.percept4j.core.Norms;
import org.percept4j.core.Rounding;
import org.percept4j.core.Uniform;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientTrack;

/** Which numbers of a training become a frame, in the cases that are easily got wrong. */
class ReadGradientsTest {

  private static List<String> names(GradientFrame frame) {
    return frame.tracks().stream().map(GradientTrack::name).toList();
  }

  private static DataSet sequences(int examples, int steps) {
    INDArray x = Uniform.array(1, org.nd4j.linalg.api.buffer.DataType.FLOAT, examples, 3, steps);
    INDArray y = Nd4j.zeros(examples, 2, steps);
    for (int i = 0; i < examples; i++) {
      for (int t = 0; t < steps; t++) {
        y.putScalar(new int[] {i, (i + t) % 2, t}, 1);
      }
    }
    return new DataSet(x, y);
  }

  @Test
  void parametersOfVerticesAreTracks() throws IOException {
    ComputationGraph graph =
        new ComputationGraph(
            Networks.conf(new Adam(0.01))
                .graphBuilder()
                .addInputs("in")
                .addLayer("lstm", new LSTM.Builder().nIn(3).nOut(4).build(), "in")
                .addVertex(
                    "attention",
                    new AttentionVertex.Builder()
                        .nInKeys(4)
                        .nInQueries(4)
                        .nInValues(4)
                        .nOut(4)
                        .nHeads(1)
                        .projectInput(true)
                        .build(),
                    "lstm",
                    "lstm",
                    "lstm")
                .addLayer(
                    "out",
                    new RnnOutputLayer.Builder()
                        .dataFormat(RNNFormat.NCW)
                        .nIn(4)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "attention")
                .setOutputs("out")
                .build());
    graph.init();
    List<GradientFrame> frames =
        Listening.during(
            GradientSonifier.builder().updateRatios(),
            sonifier -> {
              sonifier.attachTo(graph);
              graph.fit(sequences(4, 5));
            });
    assertThat(names(frames.get(0))).containsExactly("lstm", "attention", "out");
    assertThat(frames.get(0).norm(1)).isPositive();
    assertThat(frames.get(0).updateRatio(1)).isPositive();
  }

  @Test
  void layersWithoutAGradientAreNotDead() throws IOException {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            Networks.conf(new Adam(0.01))
                .list()
                .layer(
                    new VariationalAutoencoder.Builder()
                        .nIn(4)
                        .nOut(3)
                        .encoderLayerSizes(6)
                        .decoderLayerSizes(6)
                        .build())
                .layer(
                    new OutputLayer.Builder().nIn(3).nOut(3).activation(Activation.SOFTMAX).build())
                .build());
    net.init();
    List<GradientFrame> frames =
        Listening.during(
            GradientSonifier.builder().perParameter(),
            sonifier -> {
              net.setListeners(sonifier);
              net.fit(Networks.data(6, 1));
            });
    GradientFrame frame = frames.get(0);
    int decoder = names(frame).indexOf("layer0_d0W");
    assertThat(frame.tracks().get(decoder).frozen()).isTrue();
    int encoder = names(frame).indexOf("layer0_e0W");
    assertThat(frame.tracks().get(encoder).frozen()).isFalse();
    assertThat(frame.norm(encoder)).isPositive();
  }

  private static MultiLayerNetwork recurrent() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            Networks.conf(new Sgd(0.01))
                .list()
                .layer(new LSTM.Builder().nIn(3).nOut(4).build())
                .layer(
                    new RnnOutputLayer.Builder()
                        .nIn(4)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    net.init();
    return net;
  }

  @Test
  void sequencesCanBeReadAsMeansOverTheirSteps() throws IOException {
    DataSet data = sequences(4, 6);
    double sum =
        Listening.firstNorm(
            GradientSonifier.builder().values(GradientValues.SUM), recurrent(), data);
    double examples = Listening.firstNorm(GradientSonifier.builder(), recurrent(), data);
    double elements =
        Listening.firstNorm(
            GradientSonifier.builder().values(GradientValues.ELEMENT_MEAN), recurrent(), data);
    int terms = 6 * 4 * 50; // steps, examples, and what a step adds up
    double bound = 2 * Listening.normBound(recurrent(), data, terms);
    assertThat(examples).isCloseTo(sum / 4, within(bound / 4));
    assertThat(elements).isCloseTo(sum / 24, within(bound / 24));
    INDArray mask = Nd4j.ones(4, 6);
    mask.putScalar(0, 5, 0);
    mask.putScalar(1, 5, 0);
    DataSet masked = new DataSet(data.getFeatures(), data.getLabels(), null, mask);
    double kept =
        Listening.firstNorm(
            GradientSonifier.builder().values(GradientValues.SUM), recurrent(), masked);
    assertThat(
            Listening.firstNorm(
                GradientSonifier.builder().values(GradientValues.ELEMENT_MEAN),
                recurrent(),
                masked))
        .isCloseTo(kept / 22, within(2 * Listening.normBound(recurrent(), masked, terms) / 22));
  }

  private static MultiLayerNetwork dense(boolean miniBatch) {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .miniBatch(miniBatch)
                .updater(new Sgd(0.1))
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(8).build())
                .layer(
                    new OutputLayer.Builder().nIn(8).nOut(3).activation(Activation.SOFTMAX).build())
                .build());
    net.init();
    return net;
  }

  /** Between two computations of a dense network's summed gradient. */
  private static double bound(DataSet data) {
    return 2 * Listening.normBound(dense(true), data, 2 * (6 + 4 + 8 + 3));
  }

  @Test
  void aNetworkThatDoesNotDivideIsHeardAsASum() throws IOException {
    DataSet data = Networks.data(6, 1);
    double sum =
        Listening.firstNorm(
            GradientSonifier.builder().values(GradientValues.SUM), dense(true), data);
    assertThat(Listening.firstNorm(GradientSonifier.builder(), dense(true), data))
        .isCloseTo(sum / 6, within(bound(data) / 6));
    assertThat(Listening.firstNorm(GradientSonifier.builder(), dense(false), data))
        .isCloseTo(sum, within(bound(data)));
  }

  @Test
  void ofSeveralGradientsInAnIterationTheFirstIsHeard() throws IOException {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .optimizationAlgo(OptimizationAlgorithm.CONJUGATE_GRADIENT)
                .updater(new Sgd(0.1))
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(8).activation(Activation.TANH).build())
                .layer(
                    new OutputLayer.Builder().nIn(8).nOut(3).activation(Activation.SOFTMAX).build())
                .build());
    net.init();
    List<Double> seen = new ArrayList<>();
    List<GradientFrame> frames =
        Listening.during(
            GradientSonifier.builder().values(GradientValues.SUM),
            sonifier -> {
              net.setListeners(
                  sonifier,
                  new BaseTrainingListener() {
                    @Override
                    public void onGradientCalculation(Model model) {
                      seen.add(Norms.of(model.gradient().getGradientFor("0_W"), Norm.L2));
                    }
                  });
              net.fit(Networks.data(6, 1));
            });
    assertThat(seen).hasSizeGreaterThan(1).doesNotHaveDuplicates();
    assertThat(frames.get(0).norm(0)).isEqualTo(seen.get(0));
  }

  @Test
  void aBatchThatFailedLeavesNothingForTheNext() throws IOException {
    MultiLayerNetwork net = dense(true);
    DataSet data = Networks.data(6, 1);
    DataSet other = Networks.data(6, 2);
    double expected = Listening.firstNorm(GradientSonifier.builder(), dense(true), other);
    boolean[] fail = {true};
    List<GradientFrame> frames =
        Listening.during(
            GradientSonifier.builder(),
            sonifier -> {
              net.setListeners(
                  sonifier,
                  new BaseTrainingListener() {
                    @Override
                    public void onGradientCalculation(Model model) {
                      if (fail[0]) {
                        throw new IllegalStateException("another listener's trouble");
                      }
                    }
                  });
              assertThatThrownBy(() -> net.fit(data)).hasMessageContaining("trouble");
              fail[0] = false;
              net.fit(other);
            });
    assertThat(frames).hasSize(1);
    assertThat(frames.get(0).norm(0)).isCloseTo(expected, within(bound(other) / 6));
  }

  @Test
  void aSonifierThatIsAttachedTwiceCountsOnce() throws IOException {
    for (boolean updates : new boolean[] {false, true}) {
      MultiLayerNetwork net = dense(true);
      GradientSonifier.Builder builder = GradientSonifier.builder().every(2);
      List<GradientFrame> frames =
          Listening.during(
              updates ? builder.values(GradientValues.UPDATE) : builder,
              sonifier -> {
                sonifier.attachTo(net);
                sonifier.attachTo(net);
                for (int i = 0; i < 5; i++) {
                  net.fit(Networks.data(6, i));
                }
              });
      assertThat(frames).extracting(GradientFrame::iteration).containsExactly(0L, 2L, 4L);
    }
  }

  @Test
  void framesKnowTimeScoreRateAndRatio() throws IOException {
    MultiLayerNetwork net = dense(true);
    INDArray before = net.getParam("0_W").dup();
    double now = System.currentTimeMillis() / 1000.0;
    GradientFrame frame =
        Listening.during(
                GradientSonifier.builder().updateRatios(),
                sonifier -> {
                  net.setListeners(sonifier);
                  net.fit(Networks.data(6, 1));
                })
            .get(0);
    assertThat(frame.time()).isBetween(now - 1, now + 60);
    assertThat(frame.score()).isEqualTo(net.score());
    assertThat(frame.learningRate()).isEqualTo(0.1);
    INDArray after = net.getParam("0_W");
    double expected = Norms.of(before.sub(after), Norm.L2) / Norms.of(after, Norm.L2);
    // The step to the new parameters is rounded by at most u of each of them.
    double bound = Rounding.sum(1, 1) + Rounding.sum(2 * 18, 2 * expected);
    assertThat(frame.updateRatio(0)).isCloseTo(expected, within(bound));
  }

  @Test
  void gradientsOfOwnLoopsAreHeard() throws IOException {
    MultiLayerNetwork net = dense(true);
    DataSet data = Networks.data(6, 1);
    double expected = Listening.firstNorm(GradientSonifier.builder(), dense(true), data);
    List<GradientFrame> frames =
        Listening.during(
            GradientSonifier.builder(),
            sonifier -> {
              for (int i = 0; i < 2; i++) {
                net.setInput(data.getFeatures());
                net.setLabels(data.getLabels());
                net.computeGradientAndScore(LayerWorkspaceMgr.noWorkspaces());
                sonifier.record(net);
              }
            });
    assertThat(frames).extracting(GradientFrame::iteration).containsExactly(0L, 1L);
    assertThat(frames.get(0).norm(0)).isCloseTo(expected, within(bound(data) / 6));
  }

  @Test
  void anErrorInTheErrorListenerDoesNotEndTraining() throws IOException {
    MultiLayerNetwork net = dense(true);
    GradientSonifier.Builder builder =
        GradientSonifier.builder()
            .layers(org.percept4j.core.LayerRef.name("none"))
            .onError(
                e -> {
                  throw new NoClassDefFoundError("in the listener");
                });
    try (GradientSonifier sonifier = builder.build()) {
      net.setListeners(sonifier);
      net.fit(Networks.data(6, 1));
      net.fit(Networks.data(6, 2));
    }
    assertThat(net.getIterationCount()).isEqualTo(2);
  }
}
