package org.percept4j.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.core.probe.NetworkProbe;

/** The small models of ONNX's own tests, as Debian's package libonnx-testdata has them. */
final class OperatorModels {

  static final Path FOLDER = Path.of("/usr/share/libonnx-testdata/data");

  /** Operators whose later inputs are settings or weights, which a network has as constants. */
  private static final Set<String> SETTINGS =
      Set.of(
          "Conv",
          "ConvTranspose",
          "BatchNormalization",
          "Gemm",
          "MatMul",
          "Clip",
          "Pad",
          "Slice",
          "Squeeze",
          "Unsqueeze",
          "Reshape",
          "Resize",
          "Upsample",
          "ReduceMean",
          "Split",
          "Dropout",
          "Pow");

  /**
   * What became of one model.
   *
   * @param refusal why it was not converted; empty if it was
   * @param output the largest difference from the expected output
   * @param gradient the difference of a directional derivative from the difference of values
   */
  record Result(String refusal, double output, double gradient) {}

  private OperatorModels() {}

  static List<Path> all(String kind) throws IOException {
    try (Stream<Path> folders = Files.list(FOLDER.resolve(kind))) {
      return folders.filter(f -> Files.exists(f.resolve("model.onnx"))).sorted().toList();
    }
  }

  static Result run(Path folder) throws IOException {
    OnnxModel read;
    OnnxNetwork network;
    List<INDArray> inputs = new ArrayList<>();
    Path data = folder.resolve("test_data_set_0");
    OnnxTensor expected;
    try {
      read = OnnxFileReader.read(folder.resolve("model.onnx"));
      Map<String, OnnxTensor> constants = new LinkedHashMap<>(read.constants());
      List<OnnxModel.Value> open = new ArrayList<>();
      boolean settings =
          read.nodes().size() == 1 && SETTINGS.contains(read.nodes().get(0).operator());
      for (int i = 0; i < read.inputs().size(); i++) {
        OnnxTensor tensor = tensor(data.resolve("input_" + i + ".pb"));
        if (i > 0 && settings) {
          constants.put(read.inputs().get(i).name(), tensor);
        } else {
          open.add(read.inputs().get(i));
          inputs.add(array(tensor));
        }
      }
      expected = tensor(data.resolve("output_0.pb"));
      network =
          OnnxNetwork.of(
              // What they use of older versions did not change until opset 7.
              new OnnxModel(
                  Math.max(7, read.opset()), read.nodes(), constants, open, read.outputs()),
              DataType.DOUBLE);
    } catch (UnsupportedOperationException | MalformedOnnxException e) {
      return new Result(String.valueOf(e.getMessage()), 0, 0);
    }
    for (INDArray input : inputs) {
      if (input.rank() < 2) {
        return new Result("an input of fewer than two dimensions", 0, 0);
      }
    }
    INDArray[] x = inputs.toArray(INDArray[]::new);
    INDArray wanted = array(expected);
    if (wanted.isEmpty() || folder.toString().contains("int")) {
      return new Result("integers, or nothing to compare", 0, 0);
    }
    INDArray y;
    try {
      y = network.graph().output(x)[0];
    } catch (IllegalArgumentException | IllegalStateException e) {
      // Of another number of dimensions than images have, which only running shows.
      return new Result("dimensions: " + e.getMessage(), 0, 0);
    }
    double output = TorchCase.difference(y, wanted);
    boolean smooth = !y.isNaN().any() && !y.isInfinite().any();
    return new Result("", output, smooth ? gradient(network, x) : 0);
  }

  /** ⟨gradient, d⟩ against (f(x + hd) − f(x − hd)) / 2h, of a random weighting of the outputs. */
  private static double gradient(OnnxNetwork network, INDArray... inputs) {
    Random random = new Random(1);
    INDArray[] x = new INDArray[inputs.length];
    INDArray[] d = new INDArray[inputs.length];
    for (int i = 0; i < x.length; i++) {
      // Away from zeros and ties, where there is no derivative.
      x[i] = inputs[i].add(noise(random, inputs[i]).mul(1e-2));
      d[i] = noise(random, inputs[i]);
    }
    NetworkProbe probe = NetworkProbe.of(network.graph());
    INDArray weights = noise(new Random(2), network.graph().output(x)[0]);
    String output = network.graph().getConfiguration().getNetworkOutputs().get(0);
    LayerRef last = LayerRef.name(output);
    List<INDArray> gradients = probe.inputGradient(last, y -> weights, x).inputGradients();
    double analytic = 0;
    double scale = 1e-12;
    double h = 1e-6;
    INDArray[] up = new INDArray[x.length];
    INDArray[] down = new INDArray[x.length];
    for (int i = 0; i < x.length; i++) {
      INDArray product = gradients.get(i).mul(d[i]);
      analytic += product.sumNumber().doubleValue();
      scale += product.norm1Number().doubleValue();
      up[i] = x[i].add(d[i].mul(h));
      down[i] = x[i].sub(d[i].mul(h));
    }
    INDArray change = network.graph().output(up)[0].sub(network.graph().output(down)[0]);
    double numeric = change.mul(weights).sumNumber().doubleValue() / (2 * h);
    return Math.abs(numeric - analytic) / scale;
  }

  private static INDArray noise(Random random, INDArray like) {
    double[] values = random.doubles(like.length(), -1, 1).toArray();
    return Nd4j.create(values, like.shape(), 'c');
  }

  private static OnnxTensor tensor(Path file) throws IOException {
    return new TensorReader(file.getParent())
        .read(new WireMessage(OnnxFileReader.map(file, 0, -1)));
  }

  private static INDArray array(OnnxTensor tensor) {
    return tensor.rank() == 0
        ? Nd4j.scalar(tensor.at(0))
        : Nd4j.create(tensor.doubles(), tensor.dims(), 'c');
  }
}
