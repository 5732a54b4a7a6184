package org.percept4j.erf.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.Cnn3DToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.percept4j.core.NetworkStructure;
import org.percept4j.core.custom.DeclaredOperation;

/** Turns DL4J configurations into a {@link SpatialGraph}; no weights are needed or made. */
final class NetworkReader {

  private final SpatialGraph.Builder builder = SpatialGraph.builder();
  private final Set<String> spatial = new HashSet<>();
  private final Set<String> steps = new HashSet<>();
  private final List<String> inputs = new ArrayList<>();
  private final List<String> layers = new ArrayList<>();

  static NetworkReader read(NetworkStructure network, InputSize... sizes) {
    NetworkReader reader = new NetworkReader();
    reader.addInputs(network.inputs(), sizes);
    for (NetworkStructure.Node node : network.nodes()) {
      if (node.layer().isPresent()) {
        reader.addLayer(node, node.layer().get());
      } else {
        reader.addVertex(node.name(), node.vertex().orElseThrow(), node.from());
      }
    }
    return reader;
  }

  SpatialGraph graph() {
    return builder.build();
  }

  List<String> inputs() {
    return inputs;
  }

  /** Names of the nodes that are layers, in forward order. */
  List<String> layers() {
    return layers;
  }

  boolean isSpatial(String node) {
    return spatial.contains(node);
  }

  private void addInputs(List<String> names, InputSize... sizes) {
    List<InputSize> each = InputSize.each(names, sizes);
    for (int i = 0; i < names.size(); i++) {
      InputSize size = each.get(i);
      builder.input(names.get(i), size.depth(), size.rows(), size.columns());
      inputs.add(names.get(i));
      spatial.add(names.get(i));
    }
  }

  private void addVertex(String name, GraphVertex vertex, List<String> from) {
    if (vertex instanceof DeclaredOperation declared) {
      addDeclared(name, declared, from);
    } else if (vertex instanceof PreprocessorVertex preprocessor) {
      String source = addPreprocessor(name, preprocessor.getPreProcessor(), from.get(0));
      addNode(name, LayerOps.pointwise(spatial.contains(source)), source);
    } else if (vertex instanceof MergeVertex
        || vertex instanceof ElementWiseVertex
        || vertex instanceof SubsetVertex
        || vertex instanceof ScaleVertex
        || vertex instanceof ShiftVertex) {
      addMerged(name, from);
    } else if (vertex instanceof PoolHelperVertex) {
      // DL4J's helper for imported GoogLeNets drops the first row and column.
      AxisOp drop = new AxisOp.Window(1, 1, 1, -1, 0);
      addNode(name, new LayerOps(AxisOp.IDENTITY, drop, drop, true), from.get(0));
    } else if (vertex instanceof L2NormalizeVertex normalize) {
      addNormalize(name, normalize, from.get(0));
    } else if (vertex instanceof ReshapeVertex reshape) {
      addReshape(name, reshape.getNewShape(), from.get(0));
    } else {
      throw new UnsupportedOperationException(
          "vertex \""
              + name
              + "\" ("
              + vertex.getClass().getSimpleName()
              + "): its receptive field is not known");
    }
  }

  /** Each input by what is read of it, then their union. */
  private void addDeclared(String name, DeclaredOperation declared, List<String> from) {
    int[] heights = from.stream().mapToInt(builder::rows).toArray();
    int[] widths = from.stream().mapToInt(builder::columns).toArray();
    List<String> read = new ArrayList<>();
    for (int i = 0; i < from.size(); i++) {
      LayerOps ops =
          DeclaredOps.of(name, declared, i, heights, widths, spatial.contains(from.get(i)));
      String node = from.size() == 1 ? name : name + "-input" + i;
      addNode(node, ops, from.get(i));
      read.add(node);
    }
    if (read.size() > 1) {
      addMerged(name, read);
    }
  }

  private void addLayer(NetworkStructure.Node node, Layer layer) {
    String name = node.name();
    List<String> from = node.from();
    String source = from.size() == 1 ? from.get(0) : addMerged(name + "-merge", from);
    if (node.preprocessor().isPresent()) {
      source = addPreprocessor(name, node.preprocessor().get(), source);
    }
    boolean stepwise = steps.contains(source);
    LayerOps ops =
        stepwise && layer instanceof FeedForwardLayer
            ? LayerOps.pointwise(true)
            : LayerOps.of(
                name,
                layer,
                new LayerOps.Input(
                    builder.depth(source),
                    builder.rows(source),
                    builder.columns(source),
                    spatial.contains(source)));
    if (stepwise) {
      steps.add(name);
    }
    if (ops.spatial() && !stepwise && LayerOps.mixesRows(layer)) {
      // The softmax of each row, as DL4J takes it: every column depends on all of them.
      String linear = name + "-linear";
      addNode(linear, ops, source);
      int width = builder.columns(linear);
      AxisOp all = LayerOps.all(width, width);
      addNode(name, new LayerOps(AxisOp.IDENTITY, AxisOp.IDENTITY, all, true), linear);
    } else {
      addNode(name, ops, source);
    }
    layers.add(name);
  }

  private String addMerged(String name, List<String> from) {
    boolean picture = from.stream().allMatch(spatial::contains);
    addNode(name, LayerOps.pointwise(picture), from.toArray(String[]::new));
    return name;
  }

  private String addPreprocessor(String name, InputPreProcessor preprocessor, String from) {
    if (preprocessor instanceof ComposableInputPreProcessor several) {
      String source = from;
      for (InputPreProcessor one : several.getInputPreProcessors()) {
        source = addPreprocessor(source + ">" + name, one, source);
      }
      return source;
    }
    String node = name + "-preprocessor";
    if (preprocessor instanceof CnnToFeedForwardPreProcessor
        || preprocessor instanceof Cnn3DToFeedForwardPreProcessor) {
      addNode(node, whole(false), from);
      return node;
    }
    if (preprocessor instanceof RnnToFeedForwardPreProcessor
        || preprocessor instanceof FeedForwardToRnnPreProcessor) {
      // Each step of a sequence by itself, and back.
      addNode(node, LayerOps.pointwise(true), from);
      if (preprocessor instanceof RnnToFeedForwardPreProcessor) {
        steps.add(node);
      }
      return node;
    }
    if (preprocessor instanceof FeedForwardToCnnPreProcessor picture) {
      int height = Math.toIntExact(picture.getInputHeight());
      int width = Math.toIntExact(picture.getInputWidth());
      if (!inputs.contains(from)) {
        addNode(
            node,
            new LayerOps(
                AxisOp.IDENTITY, new AxisOp.Repeat(height), new AxisOp.Repeat(width), true),
            from);
        return node;
      }
      if (builder.rows(from) != height || builder.columns(from) != width) {
        throw new IllegalArgumentException(
            String.format(
                "input size: expected the %dx%d that \"%s\" unfolds to, got %dx%d",
                height, width, name, builder.rows(from), builder.columns(from)));
      }
      return from;
    }
    throw new UnsupportedOperationException(
        "layer \""
            + name
            + "\": "
            + preprocessor.getClass().getSimpleName()
            + " changes what a position is, so that there is no receptive field");
  }

  private void addNormalize(String name, L2NormalizeVertex vertex, String from) {
    int[] dimensions = vertex.getDimension();
    if (dimensions != null && Arrays.equals(dimensions, new int[] {1})) {
      addMerged(name, List.of(from));
      return;
    }
    // The norm runs over all positions, so every output depends on all of them.
    String whole = name + "-norm";
    boolean positions = spatial.contains(from);
    addNode(whole, whole(positions), from);
    addNode(
        name,
        new LayerOps(
            new AxisOp.Repeat(builder.depth(from)),
            new AxisOp.Repeat(builder.rows(from)),
            new AxisOp.Repeat(builder.columns(from)),
            positions),
        whole);
  }

  private void addReshape(String name, int[] shape, String from) {
    boolean flattens = shape.length == 2;
    boolean keeps =
        shape.length == 4 && shape[2] == builder.rows(from) && shape[3] == builder.columns(from);
    if (flattens) {
      addNode(name, whole(false), from);
    } else if (keeps) {
      addMerged(name, List.of(from));
    } else {
      throw new UnsupportedOperationException(
          "vertex \""
              + name
              + "\" (ReshapeVertex): expected a shape [n, channels, "
              + builder.rows(from)
              + ", "
              + builder.columns(from)
              + "] or [n, size], got "
              + Arrays.toString(shape));
    }
  }

  private static LayerOps whole(boolean positions) {
    AxisOp all = new AxisOp.Whole();
    return new LayerOps(all, all, all, positions);
  }

  private void addNode(String name, LayerOps ops, String... from) {
    builder.add(name, ops.depth(), ops.rows(), ops.columns(), from);
    if (ops.spatial()) {
      spatial.add(name);
    }
  }
}
