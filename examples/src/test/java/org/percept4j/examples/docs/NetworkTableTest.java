package org.percept4j.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.percept4j.core.LayerRef;
import org.percept4j.core.SameDiffNets;
import org.percept4j.core.npy.NpyReader;
import org.percept4j.core.probe.NetworkProbe;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.theory.Interval;
import org.percept4j.erf.theory.TheoreticalReceptiveField;
import org.percept4j.hypercolumn.FeatureMaps;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.onnx.OnnxNetwork;

/**
 * Holds docs/networks.md to what the tools give for the same questions on networks of each class:
 * PyTorch's arrays. Rewrites its table with {@code -Dpercept4j.support=write}.
 */
class NetworkTableTest {

  private static final Path TABLE = Path.of("..", "docs", "networks.md");
  private static final Path ONNX = Path.of("..", "onnx", "src", "test", "resources", "onnx");
  private static final String BEGIN = "<!-- table -->\n";
  private static final String END = "<!-- end -->\n";

  /**
   * Questions about one network.
   *
   * @param y activations of the asked layer, [N, C, H, W]
   * @param dx gradients of the asked unit, which lies at the same place in each sample
   */
  private record Asked(
      ErfAnalyzer.Builder erf,
      HypercolumnExtractor.Builder columns,
      String layer,
      int[] unit,
      INDArray x,
      INDArray y,
      INDArray dx) {}

  private interface Network {
    Asked in(DataType type) throws IOException;
  }

  @Test
  void theTableSaysWhatTheToolsGive() throws IOException {
    StringBuilder table = new StringBuilder(BEGIN);
    table.append("| network | theory | ErfAnalyzer, double | single | HypercolumnExtractor |\n");
    table.append("|---|---|---|---|---|\n");
    table.append(row("`MultiLayerNetwork`", type -> small(sequence(type), type)));
    table.append(
        row("`ComputationGraph`", type -> small(sequence(type).toComputationGraph(), type)));
    table.append(row("`SameDiff`", NetworkTableTest::sameDiff));
    table.append(row("ONNX", NetworkTableTest::onnx)).append(END);
    String document = Files.readString(TABLE);
    int begin = document.indexOf(BEGIN);
    int end = document.indexOf(END) + END.length();
    String wanted = document.substring(0, begin) + table + document.substring(end);
    if ("write".equals(System.getProperty("percept4j.support"))) {
      Files.writeString(TABLE, wanted);
    }
    assertThat(Files.readString(TABLE)).isEqualTo(wanted);
  }

  private static String row(String name, Network network) throws IOException {
    Asked twice = network.in(DataType.DOUBLE);
    EffectiveReceptiveField field = field(twice);
    Asked single = network.in(DataType.FLOAT);
    return String.format(
        "| %s | %s | %s | %s | %s |%n",
        name,
        holds(field, twice) ? "holds" : "–",
        bound(error(field, twice), twice.dx().dataType() == DataType.DOUBLE ? 1e-9 : 1e-6),
        bound(error(field(single), single), 1e-5),
        bound(columns(single), 1e-5));
  }

  /** The bound, if it is kept: what was measured differs between processors. */
  private static String bound(double error, double bound) {
    return error < bound ? String.format(Locale.ROOT, "%.0e", bound) : "–";
  }

  private static EffectiveReceptiveField field(Asked asked) {
    return asked
        .erf()
        .layer(LayerRef.name(asked.layer()))
        .channel(asked.unit()[0])
        .unit(asked.unit()[1], asked.unit()[2])
        .inputs(asked.x())
        .build()
        .analyze();
  }

  /** The largest difference of the map, relative to the largest value. */
  private static double error(EffectiveReceptiveField field, Asked asked) {
    INDArray expected = asked.dx().castTo(DataType.DOUBLE).sum(1).mean(0);
    double error = 0;
    for (int r = 0; r < field.map().rows(); r++) {
      for (int c = 0; c < field.map().columns(); c++) {
        error = Math.max(error, Math.abs(field.map().get(r, c) - expected.getDouble(r, c)));
      }
    }
    double relative = error / expected.amaxNumber().doubleValue();
    System.out.printf("%s: gradients %.1e%n", asked.x().dataType(), relative);
    return relative;
  }

  /** Whether PyTorch's gradient is zero wherever theory says that nothing is seen. */
  private static boolean holds(EffectiveReceptiveField field, Asked asked) {
    TheoreticalReceptiveField theory = field.theory();
    Interval rows = theory.rows().visible(asked.unit()[1]).hull();
    Interval columns = theory.columns().visible(asked.unit()[2]).hull();
    INDArray sum = Transforms.abs(asked.dx()).sum(0, 1);
    boolean holds = true;
    for (int r = 0; r < sum.size(0); r++) {
      for (int c = 0; c < sum.size(1); c++) {
        boolean inside =
            r >= rows.first() && r <= rows.last() && c >= columns.first() && c <= columns.last();
        holds &= inside || sum.getDouble(r, c) == 0;
      }
    }
    return holds;
  }

  private static double columns(Asked asked) {
    List<Hypercolumns> all = asked.columns().layers(asked.layer()).build().extractBatch(asked.x());
    double error = 0;
    for (int n = 0; n < all.size(); n++) {
      FeatureMaps maps = all.get(n).maps(asked.layer());
      INDArray difference =
          maps.toArray().castTo(DataType.DOUBLE).sub(asked.y().slice(n).castTo(DataType.DOUBLE));
      error = Math.max(error, difference.amaxNumber().doubleValue());
    }
    return error / asked.y().amaxNumber().doubleValue();
  }

  private static Asked small(Model model, DataType type) {
    return small(
        ErfAnalyzer.builder(model), HypercolumnExtractor.builder(model), type, layer(model));
  }

  private static String layer(Model model) {
    return NetworkProbe.of(model).layers().nameOf(LayerRef.index(-1));
  }

  private static Asked sameDiff(DataType type) {
    SameDiff graph = SameDiffNets.small(type);
    return small(ErfAnalyzer.builder(graph), HypercolumnExtractor.builder(graph), type, "y");
  }

  private static Asked small(
      ErfAnalyzer.Builder erf, HypercolumnExtractor.Builder columns, DataType type, String layer) {
    return new Asked(
        erf,
        columns,
        layer,
        new int[] {3, 1, 2},
        SameDiffNets.array("x", type),
        SameDiffNets.array("y", DataType.DOUBLE),
        SameDiffNets.array("dy", DataType.DOUBLE));
  }

  /** The network of {@link SameDiffNets#small} from DL4J's layers. */
  private static MultiLayerNetwork sequence(DataType type) {
    Layer[] layers = {
      convolution(4).activation(Activation.RELU).build(),
      new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
          .kernelSize(2, 2)
          .stride(2, 2)
          .build(),
      convolution(5).hasBias(false).activation(Activation.TANH).build()
    };
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(type)
                .list(layers)
                .setInputType(InputType.convolutional(9, 9, 3))
                .build());
    network.init();
    network.getLayer(0).getParam("W").assign(SameDiffNets.array("w1", type));
    INDArray bias = network.getLayer(0).getParam("b");
    bias.assign(SameDiffNets.array("b1", type).reshape(bias.shape()));
    network.getLayer(2).getParam("W").assign(SameDiffNets.array("w2", type).mul(0.02));
    return network;
  }

  private static ConvolutionLayer.Builder convolution(int channels) {
    return new ConvolutionLayer.Builder(3, 3)
        .padding(1, 1)
        .convolutionMode(ConvolutionMode.Truncate)
        .nOut(channels);
  }

  /** A residual network that PyTorch exported; the layer is the one whose activations are given. */
  private static Asked onnx(DataType type) throws IOException {
    OnnxNetwork read = OnnxNetwork.read(ONNX.resolve("resnet.onnx"), type);
    ComputationGraph graph = read.graph();
    Path arrays = ONNX.resolve("resnet");
    INDArray x = NpyReader.read(arrays.resolve("x.npy")).castTo(type);
    INDArray y = NpyReader.read(arrays.resolve("2.y.npy"));
    List<LayerRef> layers = read.layers().stream().map(LayerRef::name).toList();
    List<INDArray> found = NetworkProbe.of(graph).activations(layers, x);
    List<String> fitting = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      INDArray map = found.get(i);
      if (Arrays.equals(map.shape(), y.shape())
          && map.sub(y.castTo(type)).amaxNumber().doubleValue() < 1e-3) {
        fitting.add(read.layers().get(i));
      }
    }
    int[] unit = NpyReader.read(arrays.resolve("2.unit.npy")).toIntVector();
    return new Asked(
        ErfAnalyzer.builder(graph),
        HypercolumnExtractor.builder(graph),
        fitting.get(fitting.size() - 1),
        Arrays.copyOfRange(unit, 1, 4),
        x,
        y,
        NpyReader.read(arrays.resolve("2.dx.npy")));
  }
}
