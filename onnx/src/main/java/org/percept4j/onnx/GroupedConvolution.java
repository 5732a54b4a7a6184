package org.percept4j.onnx;

import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.percept4j.core.custom.AxisFootprint;
import org.percept4j.core.custom.DeclaredOperation;
import org.percept4j.core.internal.NativeConvolution;

/**
 * A 2-D convolution of which each group of filters sees its own group of channels, [N, C, H, W].
 * Parameters are DL4J's: {@code W} [filters, channels of a group, rows, columns] and {@code b}; so
 * {@code nIn} is the number of channels of a group.
 */
final class GroupedConvolution extends ConvolutionLayer implements DeclaredOperation {

  private static final long serialVersionUID = 1L;

  @JsonProperty private int groups = 1;

  /** For DL4J's JSON. */
  GroupedConvolution() {}

  GroupedConvolution(ConvolutionLayer.Builder settings, int groups) {
    super(settings);
    this.groups = groups;
    initializeConstraints(settings);
  }

  int groups() {
    return groups;
  }

  NativeConvolution.Windows windows() {
    return new NativeConvolution.Windows(
        getKernelSize(), getStride(), getPadding(), getDilation(), false, false);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialise,
      DataType type) {
    GroupedConvolutionLayer layer = new GroupedConvolutionLayer(conf, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    Map<String, INDArray> table = initializer().init(conf, parameters, initialise);
    layer.setParamTable(table);
    layer.setConf(conf);
    return layer;
  }

  @Override
  public AxisFootprint footprint(int axis, int input, int... sizes) {
    int padding = getPadding()[axis];
    return new AxisFootprint.Window(
        getKernelSize()[axis], getStride()[axis], getDilation()[axis], padding, padding);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupedConvolution convolution
        && super.equals(convolution)
        && convolution.groups == groups;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + groups;
  }
}
