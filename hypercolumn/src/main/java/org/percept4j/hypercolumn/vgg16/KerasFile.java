package org.percept4j.hypercolumn.vgg16;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.percept4j.hypercolumn.vgg16.Vgg16Layers.Kind;
import org.percept4j.hypercolumn.vgg16.Vgg16Layers.Step;

/**
 * VGG-16's weights as Keras with TensorFlow's axes stores them: a kernel and a bias per layer.
 * Convolution kernels are [height, width, in, out], those of fully connected layers [in, out] with
 * the image's cells counted row by row, channels fastest.
 */
final class KerasFile {

  private record Weights(StoredArray kernel, StoredArray bias) {}

  private final String file;
  private final Vgg16Layers layers;
  private final Map<String, List<StoredArray>> groups;

  private KerasFile(String file, Vgg16Layers layers, Map<String, List<StoredArray>> groups) {
    this.file = file;
    this.layers = layers;
    this.groups = groups;
  }

  /** The network in the file, checked as a whole before any of it is built. */
  static ComputationGraph load(Path file, Vgg16Layers layers, boolean trunkOnly)
      throws IOException {
    return load(file.toString(), Hdf5Weights.read(file), layers, trunkOnly);
  }

  /** The network of a file's arrays. */
  static ComputationGraph load(
      String file, List<StoredArray> arrays, Vgg16Layers layers, boolean trunkOnly)
      throws IOException {
    KerasFile keras =
        new KerasFile(file, layers, new KerasLayers(file, arrays).find(layers, trunkOnly));
    List<Step> steps = keras.steps();
    Map<Step, Weights> weights = keras.checked(steps);
    List<Step> wanted = trunkOnly ? layers.trunk() : steps;
    ComputationGraph network = layers.zeroNetwork(wanted);
    for (Step step : wanted) {
      Weights found = weights.get(step);
      if (found != null) {
        keras.copy(step, found, network.getLayer(step.name()));
      }
    }
    return network;
  }

  /** With the top or without, as the file is. */
  private List<Step> steps() throws IOException {
    List<Step> steps = layers.trunk();
    List<Step> tops = layers.withTop(1);
    if (tops.subList(steps.size(), tops.size()).stream()
        .anyMatch(s -> groups.containsKey(s.keras()))) {
      steps = layers.withTop(classes());
    }
    List<String> expected =
        steps.stream().filter(s -> s.kind() != Kind.POOLING).map(Step::keras).toList();
    if (!groups.keySet().containsAll(expected) || groups.size() != expected.size()) {
      throw new IOException(
          file
              + ": expected VGG-16's groups with weights "
              + expected
              + ", got "
              + groups.keySet());
    }
    return steps;
  }

  private int classes() throws IOException {
    for (StoredArray stored : groups.getOrDefault("predictions", List.of())) {
      if (stored.shape().length == 1 && stored.shape()[0] > 0) {
        return stored.shape()[0];
      }
    }
    throw new IOException(
        file + ": group predictions: expected a bias with a value per class, got none");
  }

  private Map<Step, Weights> checked(List<Step> steps) throws IOException {
    Map<Step, Weights> all = new LinkedHashMap<>();
    for (Step step : steps) {
      if (step.kind() != Kind.POOLING) {
        int[] kernel =
            step.kind() == Kind.CONVOLUTION
                ? new int[] {3, 3, step.in(), step.out()}
                : new int[] {step.in(), step.out()};
        all.put(step, weights(step.keras(), kernel));
      }
    }
    for (Weights weights : all.values()) {
      requireFinite(weights.kernel);
      requireFinite(weights.bias);
    }
    return all;
  }

  private Weights weights(String group, int[] kernel) throws IOException {
    List<StoredArray> stored = groups.get(group);
    List<StoredArray> kernels =
        stored.stream().filter(s -> s.shape().length == kernel.length).toList();
    List<StoredArray> biases = stored.stream().filter(s -> s.shape().length == 1).toList();
    if (stored.size() != 2 || kernels.size() != 1 || biases.size() != 1) {
      throw new IOException(
          file
              + ": group "
              + group
              + ": expected a kernel "
              + Arrays.toString(kernel)
              + " and a bias ["
              + kernel[kernel.length - 1]
              + "], got "
              + stored.stream().map(s -> s.path() + Arrays.toString(s.shape())).toList());
    }
    requireShape(kernels.get(0), kernel);
    requireShape(biases.get(0), kernel[kernel.length - 1]);
    return new Weights(kernels.get(0), biases.get(0));
  }

  private static void requireShape(StoredArray stored, int... shape) throws IOException {
    if (!Arrays.equals(stored.shape(), shape)) {
      throw stored.bad("shape " + Arrays.toString(shape), Arrays.toString(stored.shape()));
    }
  }

  private static void requireFinite(StoredArray stored) throws IOException {
    FloatBuffer values = stored.values();
    for (int i = 0; i < values.limit(); i++) {
      if (!Float.isFinite(values.get(i))) {
        throw stored.bad("finite values", values.get(i) + " at position " + i);
      }
    }
  }

  private void copy(Step step, Weights weights, Layer layer) throws IOException {
    float[] bias = new float[step.out()];
    weights.bias.values().get(bias);
    layer.getParam("b").assign(Nd4j.createFromArray(bias).reshape(1, bias.length));
    FloatBuffer kernel = weights.kernel.values();
    INDArray target = layer.getParam("W");
    if (step.kind() == Kind.CONVOLUTION) {
      target.assign(take(kernel, 3, 3, step.in(), step.out()).permute(3, 2, 0, 1));
    } else if (step.keras().equals("fc1")) {
      copyFlattened(kernel, target, step);
    } else {
      target.assign(take(kernel, step.in(), step.out()));
    }
  }

  /** Keras counts cell·channels + channel, DL4J channel·cells + cell. */
  private void copyFlattened(FloatBuffer kernel, INDArray target, Step step) {
    int channels = layers.widths().get(4);
    int cells = step.in() / channels;
    for (int cell = 0; cell < cells; cell++) {
      target
          .get(NDArrayIndex.interval(cell, cells, step.in()), NDArrayIndex.all())
          .assign(take(kernel, channels, step.out()));
    }
  }

  /** The next values as an array of their own. */
  private static INDArray take(FloatBuffer values, int... shape) {
    float[] taken = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    values.get(taken);
    return Nd4j.createFromArray(taken).reshape('c', shape);
  }
}
