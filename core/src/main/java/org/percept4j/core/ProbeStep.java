package org.percept4j.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.layers.BaseOutputLayer;
import org.deeplearning4j.nn.layers.DropoutLayer;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** One layer or vertex of a network, run forwards and backwards in evaluation mode. */
abstract class ProbeStep {

  /** What a {@code MultiLayerNetwork}'s only input is called. */
  static final String INPUT = "input";

  private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

  private final String name;
  private final List<String> inputs;

  private ProbeStep(String name, List<String> inputs) {
    this.name = name;
    this.inputs = inputs;
  }

  /** The steps of a network in forward order. */
  static List<ProbeStep> of(Model model) {
    List<ProbeStep> steps = new ArrayList<>();
    if (model instanceof MultiLayerNetwork network) {
      for (int i = 0; i < network.getnLayers(); i++) {
        steps.add(
            new OfLayer(
                "#" + i,
                i == 0 ? INPUT : "#" + (i - 1),
                network.getLayer(i),
                network.getLayerWiseConfigurations().getInputPreProcess(i)));
      }
      return steps;
    }
    ComputationGraph graph = (ComputationGraph) model;
    GraphVertex[] vertices = graph.getVertices();
    for (int v : graph.topologicalSortOrder()) {
      GraphVertex vertex = vertices[v];
      if (vertex.isInputVertex()) {
        continue;
      }
      List<String> from = new ArrayList<>();
      for (VertexIndices input : vertex.getInputVertices()) {
        from.add(vertices[input.getVertexIndex()].getVertexName());
      }
      steps.add(
          vertex instanceof LayerVertex layer
              ? new OfLayer(
                  vertex.getVertexName(),
                  from.get(0),
                  layer.getLayer(),
                  layer.getLayerPreProcessor())
              : new OfVertex(vertex, from));
    }
    return steps;
  }

  String name() {
    return name;
  }

  List<String> inputs() {
    return inputs;
  }

  /** The network's own layer object, frozen or not; null for vertices without one. */
  @Nullable Layer layer() {
    return null;
  }

  abstract INDArray forward(INDArray... arrays);

  abstract INDArray[] backward(INDArray epsilon);

  /** Gives DL4J's objects the inputs that they held before, and forgets those of the pass. */
  abstract void release();

  private static final class OfVertex extends ProbeStep {
    private final GraphVertex vertex;
    private INDArray @Nullable [] held;

    OfVertex(GraphVertex vertex, List<String> inputs) {
      super(vertex.getVertexName(), inputs);
      this.vertex = vertex;
    }

    @Override
    INDArray forward(INDArray... arrays) {
      held = vertex.getInputs() == null ? null : vertex.getInputs().clone();
      for (int i = 0; i < arrays.length; i++) {
        vertex.setInput(i, arrays[i], NO_WORKSPACES);
      }
      return vertex.doForward(false, NO_WORKSPACES);
    }

    @Override
    INDArray[] backward(INDArray epsilon) {
      vertex.setEpsilon(epsilon.dup());
      return vertex.doBackward(false, NO_WORKSPACES).getSecond();
    }

    @Override
    void release() {
      vertex.clear();
      if (held != null) {
        vertex.setInputs(held);
      }
    }
  }

  private static final class OfLayer extends ProbeStep {
    private final Layer layer;
    private final Layer inner;
    private final @Nullable InputPreProcessor preprocessor;
    private @Nullable INDArray input;
    private @Nullable INDArray held;

    OfLayer(String name, String from, Layer layer, @Nullable InputPreProcessor preprocessor) {
      super(name, List.of(from));
      this.layer = layer;
      // A frozen layer stops gradients; what it wraps does not.
      this.inner =
          layer instanceof BaseWrapperLayer wrapper && layer.getClass().getName().contains("Frozen")
              ? wrapper.getUnderlying()
              : layer;
      this.preprocessor = preprocessor;
    }

    @Override
    Layer layer() {
      return layer;
    }

    @Override
    INDArray forward(INDArray... arrays) {
      INDArray x = arrays[0];
      if (preprocessor != null) {
        x = preprocessor.preProcess(x, (int) x.size(0), NO_WORKSPACES);
      }
      input = x;
      held = inner.input();
      if (inner instanceof DropoutLayer) {
        return x;
      }
      // In evaluation mode activation layers work in place on what they are given.
      inner.setInput(inner instanceof ActivationLayer ? x.dup() : x, NO_WORKSPACES);
      INDArray output = inner.activate(false, NO_WORKSPACES);
      inner.setInput(x, NO_WORKSPACES);
      return output;
    }

    @Override
    INDArray[] backward(INDArray epsilon) {
      INDArray x = Objects.requireNonNull(input);
      INDArray back;
      if (inner instanceof DropoutLayer) {
        back = epsilon;
      } else if (inner instanceof BatchNormalization norm) {
        back = throughBatchNorm(norm, epsilon);
      } else if (inner instanceof BaseOutputLayer<?> output && x.rank() == 2) {
        back = throughOutput(output, x, epsilon);
      } else if (inner instanceof IOutputLayer) {
        throw new UnsupportedOperationException(
            "layer \""
                + name()
                + "\" ("
                + inner.getClass().getSimpleName()
                + "): its gradient depends on labels; probe the layer before it");
      } else {
        if (inner != layer && inner.numParams() > 0) {
          // DL4J gives frozen layers no place for the weight gradients it computes all the same.
          inner.setBackpropGradientsViewArray(
              Nd4j.create(inner.params().dataType(), 1, inner.numParams()));
        }
        back = withoutDropout(epsilon);
      }
      if (preprocessor != null) {
        back = preprocessor.backprop(back, (int) back.size(0), NO_WORKSPACES);
      }
      return new INDArray[] {back};
    }

    /** A layer with dropout asks for the mask of a training pass, which there was none of. */
    private INDArray withoutDropout(INDArray epsilon) {
      org.deeplearning4j.nn.conf.layers.Layer conf = inner.conf().getLayer();
      IDropout dropout = conf.getIDropout();
      conf.setIDropout(null);
      try {
        return inner.backpropGradient(epsilon.dup(), NO_WORKSPACES).getSecond();
      } finally {
        conf.setIDropout(dropout);
      }
    }

    /** DL4J differentiates batch norm as in training; in evaluation it is a fixed scale. */
    private static INDArray throughBatchNorm(BatchNormalization norm, INDArray epsilon) {
      org.deeplearning4j.nn.conf.layers.BatchNormalization conf = norm.layerConf();
      INDArray variance =
          conf.isUseLogStd()
              ? Transforms.exp(norm.getParam("log10stdev").mul(2 * Math.log(10)), false)
              : norm.getParam("var").dup();
      INDArray scale = Transforms.sqrt(variance.addi(conf.getEps()), false).rdivi(1.0);
      if (!conf.isLockGammaBeta()) {
        scale.muli(norm.getParam("gamma"));
      } else if (conf.getBeta() != 0) {
        // DL4J's forward pass applies locked values only if gamma is not 1 and beta not 0.
        scale.muli(conf.getGamma());
      }
      boolean last = epsilon.rank() == 4 && conf.getCnn2DFormat() == CNN2DFormat.NHWC;
      INDArray result = epsilon.ulike();
      return Broadcast.mul(epsilon, scale.reshape(scale.length()), result, last ? 3 : 1);
    }

    private static INDArray throughOutput(BaseOutputLayer<?> output, INDArray x, INDArray epsilon) {
      INDArray weights = output.getParam("W");
      INDArray z = x.mmul(weights);
      if (output.getParam("b") != null) {
        z.addiRowVector(output.getParam("b"));
      }
      INDArray delta = output.layerConf().getActivationFn().backprop(z, epsilon.dup()).getFirst();
      return delta.mmul(weights.transpose());
    }

    @Override
    void release() {
      INDArray mask = inner.getMaskArray();
      inner.clear();
      inner.setMaskArray(mask);
      // In training an input lies in a workspace that ends with the iteration.
      if (held != null && !held.isAttached()) {
        inner.setInput(held, NO_WORKSPACES);
      }
    }
  }
}
