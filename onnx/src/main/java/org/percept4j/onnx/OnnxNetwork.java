package org.percept4j.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.percept4j.core.NetworkLayers;
import org.percept4j.core.internal.Backend;

/**
 * A network read from an ONNX file, as PyTorch's {@code torch.onnx.export} writes it.
 *
 * <pre>{@code
 * OnnxNetwork network = OnnxNetwork.read(Path.of("resnet18.onnx"));
 * ErfAnalyzer.builder(network.graph())…
 * }</pre>
 *
 * <p>It is an ordinary {@code ComputationGraph}, [N, C, H, W] as in the file, so all the tools work
 * on it, {@code Acceleration} speeds it up, and it can be trained and saved. Its layers have the
 * names of the file's nodes. Images may have any size unless the file itself writes one down, as
 * Reshape and Resize nodes may. Constants that are not weights of convolutions, dense layers or
 * batch norms stay constant in training.
 *
 * <p>Understood are opsets 7 to 21 and 2-D networks of Conv, ConvTranspose, MaxPool, AveragePool,
 * global pools, BatchNormalization, Gemm, MatMul with weights, Add, Sub, Mul, Div, Concat, Split,
 * Slice, Pad, Resize, Upsample, Flatten, Reshape, Squeeze, Unsqueeze, Transpose, ReduceMean,
 * Softmax, LogSoftmax, LRN, Dropout, Identity, Constant and the usual activation functions.
 *
 * <p>Thread-safe as its graph is.
 */
public final class OnnxNetwork {

  /**
   * One input of the network.
   *
   * @param name its name in the file, and of the graph's input
   * @param shape its shape in the file, [N, C, H, W] for images; −1 where a size is left open
   */
  public record Input(String name, List<Long> shape) {

    /**
     * Copies the list.
     *
     * @param name its name
     * @param shape its shape
     */
    public Input {
      shape = List.copyOf(shape);
    }
  }

  private final ComputationGraph graph;
  private final List<Input> inputs;

  private OnnxNetwork(ComputationGraph graph, List<Input> inputs) {
    this.graph = graph;
    this.inputs = List.copyOf(inputs);
  }

  /**
   * Reads a network, in single precision.
   *
   * @param file the model; values in other files must lie in the same folder
   * @return the network, initialised with the file's weights
   * @throws MalformedOnnxException if it is no ONNX model, or corrupt
   * @throws IOException if it cannot be read
   * @throws UnsupportedOperationException if it uses something that is not supported; all such
   *     nodes are named, with reasons
   */
  public static OnnxNetwork read(Path file) throws IOException {
    return read(file, DataType.FLOAT);
  }

  /**
   * Reads a network.
   *
   * @param file as in {@link #read(Path)}
   * @param type what it computes in, FLOAT or DOUBLE
   * @return the network, initialised with the file's weights
   * @throws MalformedOnnxException as {@link #read(Path)}
   * @throws IOException as {@link #read(Path)}
   * @throws UnsupportedOperationException as {@link #read(Path)}
   * @throws IllegalArgumentException if the type is another one
   */
  public static OnnxNetwork read(Path file, DataType type) throws IOException {
    Objects.requireNonNull(file, "file");
    Backend.require();
    if (type != DataType.FLOAT && type != DataType.DOUBLE) {
      throw new IllegalArgumentException("type: expected FLOAT or DOUBLE, got " + type);
    }
    try {
      return of(OnnxFileReader.read(file), type);
    } catch (MalformedOnnxException e) {
      throw new MalformedOnnxException(file + ": " + e.getMessage(), e);
    }
  }

  static OnnxNetwork of(OnnxModel model, DataType type) throws MalformedOnnxException {
    ComputationGraph graph;
    try {
      graph = GraphConverter.convert(model, type);
    } catch (UnsupportedOperationException e) {
      throw e;
    } catch (RuntimeException e) {
      // DL4J has many ways to refuse what does not fit together.
      throw new MalformedOnnxException("expected a network that fits together, got " + e, e);
    }
    List<Input> inputs =
        model.inputs().stream()
            .map(v -> new Input(v.name(), java.util.Arrays.stream(v.shape()).boxed().toList()))
            .toList();
    return new OnnxNetwork(graph, inputs);
  }

  /**
   * Returns the network.
   *
   * @return the same object each time
   */
  public ComputationGraph graph() {
    return graph;
  }

  /**
   * Returns the names of the layers.
   *
   * @return in forward order: the names of the file's nodes; of a Split one for each part, with
   *     {@code :0} and so on; and of padding in front of a convolution {@code .pad}
   */
  public List<String> layers() {
    return NetworkLayers.of(graph).asList().stream().map(NetworkLayers.Entry::name).toList();
  }

  /**
   * Returns what the network is fed with.
   *
   * @return in the file's order, which is the graph's
   */
  public List<Input> inputs() {
    return inputs;
  }

  @Override
  public String toString() {
    return "OnnxNetwork[" + graph.getVertices().length + " vertices, " + inputs + "]";
  }
}
