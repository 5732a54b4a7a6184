package org.percept4j.sonify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.percept4j.core.Norm;
import org.percept4j.core.Rounding;
import org.percept4j.core.Uniform;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.sink.GradientRecorder;

/** Gradients of SameDiff training as they are before the updater, whatever the loss. */
class SameDiffSonifierTest {

  /** The same gradients in double, and two sums of at most 20 squares or magnitudes. */
  private static final int TERMS = 2 * (2 * 20 + 4);

  private static final class Frames implements GradientSink {
    final List<GradientFrame> all = new ArrayList<>();

    @Override
    public void accept(GradientFrame frame) {
      all.add(frame);
    }

    @Override
    public void close() {
      // keeps nothing open
    }
  }

  private final INDArray x = Uniform.array(1, DataType.DOUBLE, 8, 4);
  private final INDArray y = Uniform.array(2, DataType.DOUBLE, 8, 3);

  /** Two dense layers, and a constant that is not trained. */
  private static SameDiff graph(boolean mean) {
    SameDiff graph = SameDiff.create();
    SDVariable in = graph.placeHolder("x", DataType.DOUBLE, -1, 4);
    SDVariable label = graph.placeHolder("y", DataType.DOUBLE, -1, 3);
    SDVariable w1 = graph.var("w1", Uniform.array(3, DataType.DOUBLE, 4, 5));
    SDVariable b1 = graph.var("b1", Nd4j.zeros(DataType.DOUBLE, 5));
    SDVariable w2 = graph.var("w2", Uniform.array(4, DataType.DOUBLE, 5, 3));
    SDVariable scale = graph.constant("scale", Nd4j.scalar(DataType.DOUBLE, 0.5));
    SDVariable out = graph.nn.tanh(in.mmul(w1).add(b1)).mmul(w2).mul(scale);
    SDVariable squares = out.sub(label).mul(out.sub(label));
    SDVariable loss = mean ? squares.mean("loss") : squares.sum("loss");
    graph.setLossVariables(loss.name());
    graph.setTrainingConfig(
        TrainingConfig.builder()
            .updater(new Adam(0.01))
            .dataSetFeatureMapping("x")
            .dataSetLabelMapping("y")
            .build());
    return graph;
  }

  private static SameDiffSonifier.Builder listening(Frames frames) throws Exception {
    return SameDiffSonifier.builder(GradientRecorder.builder().sink(frames).build());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsGradientsBeforeTheUpdater(boolean mean) throws Exception {
    SameDiff graph = graph(mean);
    Frames frames = new Frames();
    List<Map<String, INDArray>> expected = new ArrayList<>();
    SameDiff untouched = graph(mean);
    try (SameDiffSonifier sonifier = listening(frames).build()) {
      graph.setListeners(sonifier);
      for (int i = 0; i < 3; i++) {
        expected.add(untouched.calculateGradients(Map.of("x", x, "y", y), "w1", "b1", "w2"));
        graph.fit(new DataSet(x, y));
        untouched.fit(new DataSet(x, y));
      }
    }
    assertThat(frames.all).hasSize(3);
    for (int i = 0; i < 3; i++) {
      GradientFrame frame = frames.all.get(i);
      assertThat(frame.tracks()).extracting("name").containsExactly("w1", "b1", "w2");
      assertThat(frame.tracks()).extracting("frozen").containsOnly(false);
      for (int t = 0; t < 3; t++) {
        double norm = expected.get(i).get(frame.tracks().get(t).name()).norm2Number().doubleValue();
        assertThat(frame.norm(t))
            .isCloseTo(norm, within(Rounding.inDouble(TERMS) * Math.max(1, norm)));
      }
      assertThat(frame.learningRate()).isEqualTo(0.01);
      assertThat(frame.score()).isNaN();
    }
    // Listening changed nothing.
    for (String name : new String[] {"w1", "b1", "w2"}) {
      INDArray trained = graph.getVariable(name).getArr();
      assertThat(trained).isEqualTo(untouched.getVariable(name).getArr());
    }
  }

  @Test
  void readsSomeIterationsWithAnotherNorm() throws Exception {
    SameDiff graph = graph(true);
    Frames frames = new Frames();
    INDArray first = graph(true).calculateGradients(Map.of("x", x, "y", y), "w1").get("w1");
    try (SameDiffSonifier sonifier = listening(frames).every(2).norm(Norm.L1).build()) {
      graph.setListeners(sonifier);
      for (int i = 0; i < 5; i++) {
        graph.fit(new DataSet(x, y));
      }
      assertThat(sonifier.counts().toString()).isNotBlank();
    }
    assertThat(frames.all).hasSize(3);
    double norm = first.norm1Number().doubleValue();
    assertThat(frames.all.get(0).norm(0)).isCloseTo(norm, within(Rounding.inDouble(TERMS) * norm));
  }

  @Test
  void soundsWhatIsNotANumber() throws Exception {
    SameDiff graph = graph(true);
    Frames frames = new Frames();
    try (SameDiffSonifier sonifier = listening(frames).build()) {
      graph.setListeners(sonifier);
      INDArray broken = x.dup();
      broken.putScalar(0, Double.NaN);
      graph.fit(new DataSet(broken, y));
    }
    assertThat(frames.all.get(0).norm(0)).isNaN();
  }

  @Test
  void rejectsNoIterations() throws Exception {
    Frames frames = new Frames();
    SameDiffSonifier.Builder builder = listening(frames).every(0);
    assertThatThrownBy(builder::build).hasMessage("every: expected at least 1, got 0");
  }

  /** An array that cannot be read, as where a class is missing: the sound's end, not training's. */
  @Test
  void anErrorWhileReadingIsToldAndTrainingGoesOn() throws Exception {
    INDArray unreadable =
        (INDArray)
            Proxy.newProxyInstance(
                INDArray.class.getClassLoader(),
                new Class<?>[] {INDArray.class},
                (proxy, method, args) -> {
                  throw new NoClassDefFoundError("missing");
                });
    List<Exception> told = new ArrayList<>();
    Frames frames = new Frames();
    SameDiff graph = graph(true);
    try (SameDiffSonifier sonifier =
        SameDiffSonifier.builder(GradientRecorder.builder().sink(frames).onError(told::add).build())
            .build()) {
      graph.setListeners(sonifier);
      graph.fit(new DataSet(x, y));
      sonifier.activationAvailable(
          graph.getFunction("grad"), At.defaultAt(), null, null, "w1-grad", unreadable);
      graph.fit(new DataSet(x, y));
    }
    assertThat(frames.all).hasSize(1);
    assertThat(told).singleElement().asString().contains("Reading gradients ended in", "missing");
  }
}
