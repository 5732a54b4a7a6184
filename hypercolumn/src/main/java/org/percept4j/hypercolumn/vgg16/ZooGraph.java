package org.percept4j.hypercolumn.vgg16;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.percept4j.hypercolumn.vgg16.Vgg16Layers.Step;

/** Recognises a VGG-16 in a saved graph, whatever its vertices are called. */
final class ZooGraph {

  /** What a vertex does, said so that it can be compared with what it should do. */
  private record Found(String name, String what, long units) {}

  private final Path file;
  private final ComputationGraphConfiguration graph;

  ZooGraph(Path file, ComputationGraphConfiguration graph) {
    this.file = file;
    this.graph = graph;
  }

  /** The layers of the graph, which is a VGG-16 with its top or without. */
  List<Step> steps(Vgg16Layers layers) throws IOException {
    List<Found> chain = chain();
    int trunk = layers.trunk().size();
    List<Step> steps =
        chain.size() > trunk
            ? layers.withTop((int) chain.get(chain.size() - 1).units)
            : layers.trunk();
    for (int i = 0; i < Math.max(steps.size(), chain.size()); i++) {
      String expected = i < steps.size() ? expected(steps.get(i)) : "no further layer";
      String actual = i < chain.size() ? chain.get(i).what : "none";
      if (!expected.equals(actual)) {
        throw new IOException(
            file
                + ": expected VGG-16, whose layer "
                + i
                + " is "
                + expected
                + ", got "
                + (i < chain.size() ? "\"" + chain.get(i).name + "\", " : "")
                + actual);
      }
    }
    return steps;
  }

  private static String expected(Step step) {
    String units = ", " + step.in() + " to " + step.out() + ", ";
    return switch (step.kind()) {
      case CONVOLUTION -> "convolution [3, 3] by [1, 1] around [1, 1]" + units + "relu";
      case POOLING -> "MAX pooling [2, 2] by [2, 2] around [0, 0]";
      case DENSE -> "fully connected" + units + "relu";
      case OUTPUT -> "fully connected" + units + "softmax";
    };
  }

  /** The layers from the input on, if each feeds one other. */
  private List<Found> chain() throws IOException {
    if (graph.getNetworkInputs().size() != 1) {
      throw new IOException(
          file + ": expected VGG-16's one input, got " + graph.getNetworkInputs());
    }
    List<Found> chain = new ArrayList<>();
    String at = graph.getNetworkInputs().get(0);
    for (int seen = 0; seen < graph.getVertices().size(); seen++) {
      String from = at;
      List<String> next =
          graph.getVertexInputs().entrySet().stream()
              .filter(e -> e.getValue().contains(from))
              .map(Map.Entry::getKey)
              .toList();
      if (next.size() != 1 || graph.getVertexInputs().get(next.get(0)).size() != 1) {
        throw new IOException(
            file + ": expected VGG-16's chain of layers, got \"" + at + "\" feeding " + next);
      }
      at = next.get(0);
      GraphVertex vertex = graph.getVertices().get(at);
      if (vertex instanceof LayerVertex layer) {
        requireKnown(at, layer.getPreProcessor());
        chain.add(found(at, layer.getLayerConf().getLayer()));
      } else if (vertex instanceof PreprocessorVertex preprocessor) {
        requireKnown(at, preprocessor.getPreProcessor());
      } else {
        chain.add(new Found(at, vertex.getClass().getSimpleName(), 0));
      }
    }
    return chain;
  }

  /** Images as they are, flattened channel by channel: anything else would reorder weights. */
  private void requireKnown(String name, @Nullable InputPreProcessor preprocessor)
      throws IOException {
    boolean known =
        preprocessor == null
            || preprocessor instanceof FeedForwardToCnnPreProcessor
            || (preprocessor instanceof CnnToFeedForwardPreProcessor flatten
                && flatten.getFormat() == CNN2DFormat.NCHW);
    if (!known) {
      throw new IOException(
          file
              + ": expected VGG-16 in NCHW, got \""
              + name
              + "\" with "
              + preprocessor.getClass().getSimpleName());
    }
  }

  private static Found found(String name, Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return found(name, frozen.getLayer());
    }
    if (layer instanceof ConvolutionLayer conv && conv.getClass() == ConvolutionLayer.class) {
      boolean same = conv.getConvolutionMode() == ConvolutionMode.Same;
      String what =
          "convolution "
              + Arrays.toString(conv.getKernelSize())
              + " by "
              + Arrays.toString(conv.getStride())
              + " around "
              + (same ? "[1, 1]" : Arrays.toString(conv.getPadding()))
              + units(conv.getNIn(), conv.getNOut(), conv.getActivationFn())
              + (Arrays.equals(conv.getDilation(), new int[] {1, 1}) ? "" : ", dilated")
              + (conv.hasBias() ? "" : ", without bias")
              + (conv.getCnn2dDataFormat() == CNN2DFormat.NCHW ? "" : ", NHWC");
      return new Found(name, what, conv.getNOut());
    }
    if (layer instanceof SubsamplingLayer pool && pool.getClass() == SubsamplingLayer.class) {
      String what =
          pool.getPoolingType()
              + " pooling "
              + Arrays.toString(pool.getKernelSize())
              + " by "
              + Arrays.toString(pool.getStride())
              + " around "
              + Arrays.toString(pool.getPadding())
              + (pool.getConvolutionMode() == ConvolutionMode.Same ? ", same" : "");
      return new Found(name, what, 0);
    }
    if (layer instanceof DenseLayer dense && dense.hasBias()) {
      return new Found(
          name,
          "fully connected" + units(dense.getNIn(), dense.getNOut(), dense.getActivationFn()),
          dense.getNOut());
    }
    if (layer instanceof OutputLayer out && out.hasBias()) {
      return new Found(
          name,
          "fully connected" + units(out.getNIn(), out.getNOut(), out.getActivationFn()),
          out.getNOut());
    }
    return new Found(name, layer.getClass().getSimpleName(), 0);
  }

  private static String units(long in, long out, IActivation activation) {
    return ", " + in + " to " + out + ", " + activation;
  }
}
