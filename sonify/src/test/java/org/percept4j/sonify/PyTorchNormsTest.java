package org.percept4j.sonify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.Reference;
import org.percept4j.core.Rounding;
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

  /** Roundings on the way of the batch's 10 examples, over all places of the first convolution. */
  private static final int TERMS = 10 * 24 * 24 + 2 * (25 + 20 * 25 + 800 + 500);

  private static double[] bounds(Model net, DataSet data) {
    return Rounding.bounds(net, data.getFeatures(), TERMS, (m, x) -> norms(m, x, data.getLabels()));
  }

  /** Of W and b of each layer, of the mean over the batch. */
  private static List<INDArray> norms(Model model, INDArray x, INDArray labels) {
    if (model instanceof ComputationGraph graph) {
      graph.setInputs(x);
      graph.setLabels(labels);
      graph.computeGradientAndScore();
    } else {
      MultiLayerNetwork network = (MultiLayerNetwork) model;
      network.setInput(x);
      network.setLabels(labels);
      network.computeGradientAndScore();
    }
    Map<String, INDArray> gradients = model.gradient().gradientForVariable();
    String prefix = gradients.containsKey("0_W") ? "" : "layer";
    List<INDArray> norms = new ArrayList<>();
    for (int layer : LAYERS) {
      for (String key : new String[] {"_W", "_b"}) {
        INDArray gradient = gradients.get(prefix + layer + key);
        double norm = gradient.norm2Number().doubleValue() / x.size(0);
        norms.add(Nd4j.scalar(DataType.DOUBLE, norm));
      }
    }
    return norms;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void weightsAndBiasesAgreeAsFarAsRoundingAllows(boolean asGraph) throws IOException {
    MultiLayerNetwork sequential = Networks.leNet();
    Model net = asGraph ? sequential.toComputationGraph() : sequential;
    setParameters(net, net instanceof ComputationGraph g && g.paramTable().containsKey("layer0_W"));
    DataSet data =
        new DataSet(Reference.array("lenet_norms/input"), Reference.array("lenet_norms/labels"));
    double[] bounds = bounds(net, data);
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
      assertThat(frame.norm(2 * i)).isCloseTo(weights[i], within(2 * bounds[2 * i]));
      assertThat(frame.norm(2 * i + 1)).isCloseTo(biases[i], within(2 * bounds[2 * i + 1]));
    }
  }
}
