package org.percept4j.onnx;

import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.percept4j.core.custom.AxisFootprint;
import org.percept4j.core.custom.DeclaredOperation;

/** A layer that applies an {@link Operation} to its input. */
final class OperationLayer extends NoParamLayer implements DeclaredOperation {

  private static final long serialVersionUID = 1L;

  @JsonProperty private Operation operation = new Pointwise(Pointwise.Kind.IDENTITY, 0, 0);

  /** For DL4J's JSON. */
  OperationLayer() {}

  OperationLayer(Operation operation) {
    this.operation = operation;
  }

  Operation operation() {
    return operation;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialise,
      DataType type) {
    Running layer = new Running(conf, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamTable(initializer().init(conf, parameters, initialise));
    layer.setConf(conf);
    return layer;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    throw new UnsupportedOperationException(
        "layer \"" + getLayerName() + "\": its output type is known only when it is run");
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    throw new UnsupportedOperationException(
        "layer \"" + getLayerName() + "\": expected no input types, because none are needed");
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    throw new UnsupportedOperationException(
        "layer \"" + getLayerName() + "\": its memory is known only when it is run");
  }

  @Override
  public boolean keepsPicture() {
    return operation.keepsPicture();
  }

  @Override
  public AxisFootprint footprint(int axis, int input, int... sizes) {
    return operation.footprint(axis, input, sizes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OperationLayer layer
        && super.equals(layer)
        && operation.equals(layer.operation);
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + operation.hashCode();
  }

  @Override
  public String toString() {
    return "OperationLayer(" + getLayerName() + ", " + operation + ")";
  }

  /** The layer at work. */
  static final class Running extends AbstractLayer<OperationLayer> {

    private static final long serialVersionUID = 1L;

    Running(NeuralNetConfiguration conf, DataType type) {
      super(conf, type);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
      assertInputSet(false);
      return workspaces.dup(ArrayType.ACTIVATIONS, layerConf().operation.forward(input));
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(
        INDArray epsilon, LayerWorkspaceMgr workspaces) {
      assertInputSet(true);
      INDArray gradient = layerConf().operation.backward(epsilon, input)[0];
      return new Pair<>(new DefaultGradient(), workspaces.dup(ArrayType.ACTIVATION_GRAD, gradient));
    }

    @Override
    public @Nullable INDArray params() {
      return null;
    }

    @Override
    public @Nullable INDArray getParam(String name) {
      return null;
    }

    @Override
    public Map<String, INDArray> paramTable(boolean backpropOnly) {
      return Map.of();
    }

    @Override
    public boolean isPretrainLayer() {
      return false;
    }

    @Override
    public void clearNoiseWeightParams() {
      // has no weights
    }
  }
}
