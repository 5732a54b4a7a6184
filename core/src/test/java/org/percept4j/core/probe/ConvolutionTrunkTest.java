package org.percept4j.core.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.core.internal.RowKernels;

/**
 * Against DL4J, bit for bit: all numbers are whole, and weights multiples of 4, so that neither
 * side rounds.
 */
class ConvolutionTrunkTest {

  private static final String[] NAMES = {"a", "b", "p", "c", "sum"};

  private final ComputationGraph net = net(ConvolutionMode.Same);

  private final ProbeGraph graph = graph(net);
  private @Nullable ConvolutionTrunk trunk;

  @BeforeEach
  void needsVectors() {
    assumeTrue(RowKernels.tiles() != null, "needs --add-modules jdk.incubator.vector");
    trunk = ConvolutionTrunk.of(graph, 0);
  }

  private static ProbeGraph graph(ComputationGraph net) {
    return ProbeGraphBuilder.of(net, true);
  }

  private static ComputationGraph net(ConvolutionMode mode) {
    ComputationGraph net =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .convolutionMode(mode)
                .activation(Activation.RELU)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(12, 16, 3))
                .addLayer("a", convolution(5, Activation.RELU), "in")
                .addLayer("b", convolution(9, Activation.IDENTITY), "a")
                .addLayer(
                    "p", new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build(), "b")
                .addLayer("c", convolution(9, Activation.RELU), "p")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "c", "p")
                .setOutputs("sum")
                .build());
    net.init();
    net.setParams(whole(4, net.params().shape()));
    return net;
  }

  private static ConvolutionLayer convolution(int filters, Activation activation) {
    return new ConvolutionLayer.Builder(3, 3)
        .nOut(filters)
        .padding(1, 1)
        .activation(activation)
        .build();
  }

  private static INDArray whole(int factor, long... shape) {
    SplittableRandom random = new SplittableRandom(shape[0]);
    INDArray values = Nd4j.create(DataType.FLOAT, shape);
    for (long i = 0; i < values.length(); i++) {
      values.putScalar(i, factor * random.nextInt(-3, 4));
    }
    return values;
  }

  private @Nullable INDArray @Nullable [] run(INDArray x, String... wanted) {
    boolean[] nodes = new boolean[graph.nodes().size()];
    for (String name : wanted) {
      nodes[graph.node(name)] = true;
    }
    return Objects.requireNonNull(trunk).forward(x, nodes);
  }

  private INDArray dl4j(String name, INDArray x) {
    return net.feedForward(x, false).get(name);
  }

  @Test
  void givesDl4jsNumbers() {
    for (int[] size : new int[][] {{12, 16}, {4, 2}, {12, 16}}) {
      INDArray x = whole(1, 2, 3, size[0], size[1]);
      INDArray[] got = Objects.requireNonNull(run(x, "a", "b", "p", "c"));
      for (String name : List.of("a", "b", "p", "c")) {
        assertEquals(dl4j(name, x), got[graph.node(name)], name);
      }
    }
  }

  @Test
  void makesOnlyWhatIsWanted() {
    INDArray[] got = Objects.requireNonNull(run(whole(1, 1, 3, 12, 16), "b"));
    for (String name : NAMES) {
      assertEquals(name.equals("b"), got[graph.node(name)] != null, name);
    }
  }

  @Test
  void readsTheWeightsOfNow() {
    INDArray x = whole(1, 1, 3, 12, 16);
    assertNotNull(run(x, "c"));
    net.params().muli(-1);
    assertEquals(dl4j("c", x), Objects.requireNonNull(run(x, "c"))[graph.node("c")]);
  }

  @Test
  void leavesToOthersWhatItCannotDo() {
    assertNull(run(whole(1, 1, 3, 11, 16), "p")); // a last odd row, which Same mode pools too
    assertNotNull(run(whole(1, 1, 3, 11, 16), "b"));
    assertNull(run(whole(1, 1, 4, 12, 16), "b"));
    INDArray x = whole(1, 1, 3, 12, 16);
    x.putScalar(100, Float.NaN);
    assertNull(run(x, "c"));
  }

  @Test
  void cutsOddSizesWhereDl4jDoes() {
    for (ConvolutionMode mode : List.of(ConvolutionMode.Truncate, ConvolutionMode.Strict)) {
      cutsOddSizes(net(mode));
    }
  }

  private static void cutsOddSizes(ComputationGraph other) {
    ProbeGraph nodes = graph(other);
    boolean[] wanted = new boolean[nodes.nodes().size()];
    wanted[nodes.node("c")] = true;
    INDArray x = whole(1, 1, 3, 11, 15);
    INDArray[] got =
        Objects.requireNonNull(
            Objects.requireNonNull(ConvolutionTrunk.of(nodes, 0)).forward(x, wanted));
    assertEquals(other.feedForward(x, false).get("c"), got[nodes.node("c")]);
  }

  /** A network large enough for the trunk to be used, with a vertex after it. */
  @Test
  void isPartOfTheProbe() {
    INDArray x = whole(1, 1, 3, 1024, 512);
    NetworkProbe probe = NetworkProbe.of(net);
    List<LayerRef> wanted = List.of(LayerRef.name("b"), LayerRef.name("c"));
    List<INDArray> got = probe.activations(wanted, x);
    Map<String, INDArray> expected = net.feedForward(x, false);
    assertEquals(expected.get("b"), got.get(0));
    assertEquals(expected.get("c"), got.get(1));
    assertArrayEquals(new long[] {1, 9, 512, 256}, got.get(1).shape());
  }
}
