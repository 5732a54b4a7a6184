package org.percept4j.erf.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.percept4j.core.custom.DeclaredOperation;

/** Turns DL4J configurations into a {@link SpatialGraph}; no weights are needed or made. */
final class NetworkReader {

  private final SpatialGraph.Builder builder = SpatialGraph.builder();
  private final Set<String> spatial = new HashSet<>();
  private final List<String> inputs = new ArrayList<>();
  private final List<String> layers = new ArrayList<>();

  static NetworkReader read(MultiLayerConfiguration conf, InputSize... sizes) {
    NetworkReader reader = new NetworkReader();
    reader.addInputs(List.of("input"), sizes);
    String previous = "input";
    for (int i = 0; i < conf.getConfs().size(); i++) {
      Layer layer = conf.getConf(i).getLayer();
      String given = layer.getLayerName();
      String name = given == null ? "layer" + i : given;
      if (reader.layers.contains(name) || reader.inputs.contains(name)) {
        name = name + "#" + i;
      }
      InputPreProcessor preprocessor = conf.getInputPreProcess(i);
      if (preprocessor != null) {
        previous = reader.addPreprocessor(name, preprocessor, previous);
      }
      reader.addLayer(name, layer, previous);
      previous = name;
    }
    return reader;
  }

  static NetworkReader read(ComputationGraphConfiguration conf, InputSize... sizes) {
    NetworkReader reader = new NetworkReader();
    reader.addInputs(conf.getNetworkInputs(), sizes);
    Set<String> done = new HashSet<>(conf.getNetworkInputs());
    Map<String, List<String>> from = conf.getVertexInputs();
    List<String> waiting = new ArrayList<>(conf.getVertices().keySet());
    while (!waiting.isEmpty()) {
      int before = waiting.size();
      for (String name : List.copyOf(waiting)) {
        if (done.containsAll(from.get(name))) {
          reader.addVertex(name, conf.getVertices().get(name), from.get(name));
          done.add(name);
          waiting.remove(name);
        }
      }
      if (waiting.size() == before) {
        throw new IllegalArgumentException(
            "graph: expected every vertex to be reachable from the inputs, got " + waiting);
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
    if (sizes.length != 1 && sizes.length != names.size()) {
      throw new IllegalArgumentException(
          "sizes: expected one, or one for each of " + names + ", got " + sizes.length);
    }
    for (int i = 0; i < names.size(); i++) {
      InputSize size = sizes[sizes.length == 1 ? 0 : i];
      builder.input(names.get(i), size.rows(), size.columns());
      inputs.add(names.get(i));
      spatial.add(names.get(i));
    }
  }

  private void addVertex(String name, GraphVertex vertex, List<String> from) {
    if (vertex instanceof FrozenVertex frozen) {
      addVertex(name, frozen.getUnderlying(), from);
    } else if (vertex instanceof DeclaredOperation declared) {
      addDeclared(name, declared, from);
    } else if (vertex instanceof LayerVertex layer) {
      String source = from.size() == 1 ? from.get(0) : addMerged(name + "-merge", from);
      if (layer.getPreProcessor() != null) {
        source = addPreprocessor(name, layer.getPreProcessor(), source);
      }
      addLayer(name, layer.getLayerConf().getLayer(), source);
    } else if (vertex instanceof PreprocessorVertex preprocessor) {
      String source = addPreprocessor(name, preprocessor.getPreProcessor(), from.get(0));
      addNode(name, AxisOp.IDENTITY, AxisOp.IDENTITY, spatial.contains(source), source);
    } else if (vertex instanceof MergeVertex
        || vertex instanceof ElementWiseVertex
        || vertex instanceof SubsetVertex
        || vertex instanceof ScaleVertex
        || vertex instanceof ShiftVertex) {
      addMerged(name, from);
    } else if (vertex instanceof PoolHelperVertex) {
      // DL4J's helper for imported GoogLeNets drops the first row and column.
      AxisOp drop = new AxisOp.Window(1, 1, 1, -1, 0);
      addNode(name, drop, drop, true, from.get(0));
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
      addNode(node, ops.rows(), ops.columns(), ops.spatial(), from.get(i));
      read.add(node);
    }
    if (read.size() > 1) {
      addMerged(name, read);
    }
  }

  private void addLayer(String name, Layer layer, String from) {
    LayerOps ops =
        LayerOps.of(name, layer, builder.rows(from), builder.columns(from), spatial.contains(from));
    addNode(name, ops.rows(), ops.columns(), ops.spatial(), from);
    layers.add(name);
  }

  private String addMerged(String name, List<String> from) {
    boolean picture = from.stream().allMatch(spatial::contains);
    addNode(name, AxisOp.IDENTITY, AxisOp.IDENTITY, picture, from.toArray(String[]::new));
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
    if (preprocessor instanceof CnnToFeedForwardPreProcessor) {
      addNode(node, new AxisOp.Whole(), new AxisOp.Whole(), false, from);
      return node;
    }
    if (preprocessor instanceof FeedForwardToCnnPreProcessor picture) {
      int height = Math.toIntExact(picture.getInputHeight());
      int width = Math.toIntExact(picture.getInputWidth());
      if (!inputs.contains(from)) {
        addNode(node, new AxisOp.Repeat(height), new AxisOp.Repeat(width), true, from);
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
            + " leaves the plane of a picture (recurrent or 3-D), where there is no receptive field");
  }

  private void addNormalize(String name, L2NormalizeVertex vertex, String from) {
    int[] dimensions = vertex.getDimension();
    if (dimensions != null && Arrays.equals(dimensions, new int[] {1})) {
      addMerged(name, List.of(from));
      return;
    }
    // The norm runs over all positions, so every output depends on all of them.
    String whole = name + "-norm";
    addNode(whole, new AxisOp.Whole(), new AxisOp.Whole(), spatial.contains(from), from);
    addNode(
        name,
        new AxisOp.Repeat(builder.rows(from)),
        new AxisOp.Repeat(builder.columns(from)),
        spatial.contains(from),
        whole);
  }

  private void addReshape(String name, int[] shape, String from) {
    boolean flattens = shape.length == 2;
    boolean keeps =
        shape.length == 4 && shape[2] == builder.rows(from) && shape[3] == builder.columns(from);
    if (flattens) {
      addNode(name, new AxisOp.Whole(), new AxisOp.Whole(), false, from);
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

  private void addNode(
      String name, AxisOp rows, AxisOp columns, boolean isPicture, String... from) {
    builder.add(name, rows, columns, from);
    if (isPicture) {
      spatial.add(name);
    }
  }
}
