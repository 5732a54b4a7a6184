package org.percept4j.onnx;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.percept4j.core.custom.AxisFootprint;
import org.percept4j.core.custom.DeclaredOperation;

/** A vertex that applies an {@link Operation} to its inputs. */
final class OperationVertex extends GraphVertex implements DeclaredOperation {

  private static final long serialVersionUID = 1L;

  @JsonProperty private Operation operation = new Pointwise(Pointwise.Kind.IDENTITY, 0, 0);
  @JsonProperty private int inputs = 1;

  /** For DL4J's JSON. */
  OperationVertex() {}

  OperationVertex(Operation operation, int inputs) {
    this.operation = operation;
    this.inputs = inputs;
  }

  @Override
  public GraphVertex clone() {
    return new OperationVertex(operation, inputs);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OperationVertex vertex
        && vertex.inputs == inputs
        && vertex.operation.equals(operation);
  }

  @Override
  public int hashCode() {
    return 31 * inputs + operation.hashCode();
  }

  @Override
  public String toString() {
    return "OperationVertex(" + operation + ")";
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return inputs;
  }

  @Override
  public int maxVertexInputs() {
    return inputs;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initialise,
      DataType type) {
    return new Running(graph, name, index, type, operation);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputTypes) {
    throw new UnsupportedOperationException(
        this + ": its output type is known only when it is run");
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputTypes) {
    throw new UnsupportedOperationException(this + ": its memory is known only when it is run");
  }

  @Override
  public boolean keepsPicture() {
    return operation.keepsPicture();
  }

  @Override
  public AxisFootprint footprint(int axis, int input, int... sizes) {
    return operation.footprint(axis, input, sizes);
  }

  /** The vertex at work. */
  @SuppressWarnings("overrides") // in DL4J's own classes: an array for a variable number
  private static final class Running extends BaseGraphVertex {

    private static final long serialVersionUID = 1L;

    private final Operation operation;

    Running(ComputationGraph graph, String name, int index, DataType type, Operation operation) {
      super(graph, name, index, null, null, type);
      this.operation = operation;
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
      return workspaces.dup(ArrayType.ACTIVATIONS, operation.forward(inputs));
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
      INDArray[] gradients = operation.backward(epsilon, inputs);
      INDArray[] placed = new INDArray[gradients.length];
      for (int i = 0; i < placed.length; i++) {
        placed[i] = workspaces.dup(ArrayType.ACTIVATION_GRAD, gradients[i]);
      }
      return new Pair<>(null, placed);
    }

    @Override
    public boolean hasLayer() {
      return false;
    }

    @Override
    public @Nullable Layer getLayer() {
      return null;
    }

    @Override
    public void setBackpropGradientsViewArray(@Nullable INDArray gradients) {
      // has no parameters
    }

    @Override
    public @Nullable Pair<INDArray, MaskState> feedForwardMaskArrays(
        INDArray @Nullable [] masks, MaskState state, int minibatch) {
      return null;
    }

    @Override
    public String toString() {
      return "OperationVertex(" + getVertexName() + ", " + operation + ")";
    }
  }
}
