package org.percept4j.sonify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.percept4j.core.Reference;
import org.percept4j.sonify.frame.Collected;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientTrack;

/** The norms that PyTorch reports for the blog's LeNet, from arrays it wrote. */
class PyTorchNormsTest {

  private static final int[] LAYERS = {0, 2, 4, 5};

  private static void setParameters(Model net, boolean graph) {
    for (int i = 0; i < 4; i++) {
      String prefix = graph ? "layer" + LAYERS[i] : String.valueOf(LAYERS[i]);
      INDArray w = Reference.array("lenet_norms/w" + i);
      net.setParam(prefix + "_W", i < 2 ? w : w.transpose());
      net.setParam(prefix + "_b", Reference.array("lenet_norms/b" + i).reshape(1, -1));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void weightsAndBiasesAgreeToFiveDigits(boolean asGraph) throws IOException {
    MultiLayerNetwork sequential = Networks.leNet();
    Model net = asGraph ? sequential.toComputationGraph() : sequential;
    setParameters(net, net instanceof ComputationGraph g && g.paramTable().containsKey("layer0_W"));
    DataSet data =
        new DataSet(Reference.array("lenet_norms/input"), Reference.array("lenet_norms/labels"));
    Collected sink = new Collected();
    try (GradientSonifier sonifier =
        GradientSonifier.builder().perParameter().withBiases().sink(sink).build()) {
      sonifier.attachTo(net);
      if (net instanceof ComputationGraph graph) {
        graph.fit(data);
      } else {
        sequential.fit(data);
      }
    }
    GradientFrame frame = sink.frames.get(0);
    List<String> names = frame.tracks().stream().map(GradientTrack::name).toList();
    float[] weights = Reference.values("lenet_norms/weight_norms");
    float[] biases = Reference.values("lenet_norms/bias_norms");
    assertThat(names).hasSize(8);
    for (int i = 0; i < 4; i++) {
      assertThat(names.get(2 * i)).endsWith("_W");
      assertThat(frame.norm(2 * i)).isCloseTo(weights[i], within(1e-5 * weights[i]));
      assertThat(frame.norm(2 * i + 1)).isCloseTo(biases[i], within(1e-5 * biases[i]));
    }
  }
}
