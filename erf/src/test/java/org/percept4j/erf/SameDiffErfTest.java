package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.percept4j.core.LayerRef;
import org.percept4j.core.SameDiffNets;
import org.percept4j.core.Uniform;

/** Effective fields of SameDiff graphs against PyTorch's gradients, and what is left alone. */
class SameDiffErfTest {

  private static ErfAnalyzer.Builder unit(SameDiff graph, INDArray x) {
    return ErfAnalyzer.builder(graph)
        .layer(LayerRef.name("y"))
        .unit(1, 2)
        .channel(3)
        .inputs(x)
        .aggregation(Aggregation.LUO);
  }

  @ParameterizedTest
  @CsvSource({"DOUBLE, 1e-9", "FLOAT, 1e-5"})
  void equalsPyTorch(DataType type, double tolerance) {
    SameDiff graph = SameDiffNets.small(type);
    Map<String, INDArray> before = parameters(graph);
    int operations = graph.ops().length;
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    EffectiveReceptiveField erf;
    try {
      erf = unit(graph, SameDiffNets.array("x", type)).build().analyze();
    } finally {
      System.setOut(out);
    }
    INDArray expected = SameDiffNets.array("dy", DataType.DOUBLE).sum(1).mean(0);
    double scale = expected.amaxNumber().doubleValue();
    for (int r = 0; r < 9; r++) {
      for (int c = 0; c < 9; c++) {
        assertThat(erf.map().get(r, c))
            .isEqualTo(expected.getDouble(r, c), within(tolerance * scale));
      }
    }
    assertThat(erf.leak()).isZero();
    assertThat(erf.theory().rows().size()).isEqualTo(8); // (3 − 1)·2 + 2 + (3 − 1)
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(graph.ops()).hasSize(operations);
    assertThat(graph.getLossVariables()).isEmpty();
    assertThat(parameters(graph)).isEqualTo(before);
  }

  @Test
  void mergesToTheSameBits() {
    ErfAnalyzer analyzer =
        ErfAnalyzer.builder(SameDiffNets.small(DataType.FLOAT))
            .layer(LayerRef.name("h"))
            .inputSize(9, 9)
            .samples(30)
            .build();
    ErfSums sums = null;
    for (int g = 0; g < ErfSums.GROUPS; g++) {
      ErfSums more = analyzer.sums(SampleRange.group(g, 30));
      sums = sums == null ? more : sums.merge(more);
    }
    assertThat(analyzer.finish(sums).map()).isEqualTo(analyzer.analyze().map());
  }

  @Test
  void takesTheLastMapNotTheLossAndValuesBeforeSoftmax() {
    SameDiff graph = SameDiffNets.small(DataType.DOUBLE);
    SDVariable softmax = graph.nn.softmax("p", graph.getVariable("y"), 1);
    SDVariable label = graph.placeHolder("t", DataType.DOUBLE, -1, 5, -1, -1);
    softmax.sub(label).rename("difference");
    graph.setTrainingConfig(
        TrainingConfig.builder()
            .updater(new Adam())
            .dataSetFeatureMapping("x")
            .dataSetLabelMapping("t")
            .build());
    EffectiveReceptiveField erf = ErfAnalyzer.builder(graph).inputSize(9, 9).build().analyze();
    assertThat(erf.info().layer()).isEqualTo("p");
    assertThat(erf.info().usesLogits()).isTrue();
    EffectiveReceptiveField linear =
        ErfAnalyzer.builder(graph).layer(LayerRef.name("y")).inputSize(9, 9).build().analyze();
    assertThat(erf.map()).isEqualTo(linear.map());
  }

  private static SameDiff trained() {
    SameDiff graph = SameDiffNets.small(DataType.FLOAT);
    SDVariable label = graph.placeHolder("t", DataType.FLOAT, -1, 5, 4, 4);
    SDVariable difference = graph.getVariable("y").sub(label);
    difference.mul(difference).mean("loss");
    graph.setLossVariables("loss");
    graph.setTrainingConfig(
        TrainingConfig.builder()
            .updater(new Adam(0.01))
            .dataSetFeatureMapping("x")
            .dataSetLabelMapping("t")
            .build());
    return graph;
  }

  private static Map<String, INDArray> parameters(SameDiff graph) {
    Map<String, INDArray> found = new HashMap<>();
    for (SDVariable v : graph.variables()) {
      if (v.getVariableType() == VariableType.VARIABLE) {
        found.put(v.name(), v.getArr().dup());
      }
    }
    return found;
  }

  private static void fit(SameDiff graph) {
    INDArray t = Uniform.array(1, DataType.FLOAT, 2, 5, 4, 4);
    DataSet batch = new DataSet(SameDiffNets.array("x", DataType.FLOAT), t);
    for (int i = 0; i < 4; i++) {
      graph.fit(batch);
    }
  }

  @Test
  void tracksTrainingAndLeavesItBitForBit() {
    SameDiff alone = trained();
    fit(alone);
    SameDiff tracked = trained();
    INDArray x = SameDiffNets.array("x", DataType.FLOAT);
    ErfTracker tracker = ErfTracker.builder(unit(tracked, x).build()).every(1).build();
    tracker.record(tracked, 0);
    tracked.addListeners(tracker.sameDiffListener());
    fit(tracked);
    assertThat(tracker.failure()).isEmpty();
    assertThat(parameters(tracked)).isEqualTo(parameters(alone));
    assertThat(tracker.frames()).hasSize(5);
    assertThat(tracker.frames().get(4).field().map())
        .isEqualTo(unit(tracked, x).build().analyze().map())
        .isNotEqualTo(tracker.frames().get(0).field().map());
  }

  @Test
  void namesWhatIsWrong() {
    SameDiff graph = SameDiffNets.small(DataType.FLOAT);
    INDArray x = SameDiffNets.array("x", DataType.FLOAT);
    assertThatThrownBy(() -> unit(graph, x).layer(LayerRef.name("w1")).build().analyze())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("variable: expected one that depends on the inputs [x]")
        .hasMessageEndingWith("got \"w1\"");
    assertThatThrownBy(() -> unit(graph, x.reshape(2, 3, 81)).build().analyze())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("input \"x\": expected [N, 3, height, width] (NCHW)");
    assertThatThrownBy(() -> unit(graph, x).unit(4, 0).build().analyze())
        .hasMessage("unit row: expected 0 to 3 in y, got 4");
    graph.getVariable("b1").getArr().putScalar(1, Float.NaN);
    assertThat(unit(graph, x).build().analyze().info().brokenParameters()).isEqualTo(List.of("b1"));
    SameDiff integers = SameDiff.create();
    integers.placeHolder("n", DataType.INT32, -1, 3, 8, 8);
    assertThatThrownBy(() -> ErfAnalyzer.builder(integers))
        .hasMessageStartingWith("placeholder \"n\": expected a floating-point type, got INT");
  }
}
