package org.percept4j.onnx;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.internal.NativeConvolution;

/** A {@link GroupedConvolution} at work: one native operation for each group. */
final class GroupedConvolutionLayer extends BaseLayer<GroupedConvolution> {

  private static final long serialVersionUID = 1L;

  private static final String WEIGHTS = ConvolutionParamInitializer.WEIGHT_KEY;
  private static final String BIAS = ConvolutionParamInitializer.BIAS_KEY;

  GroupedConvolutionLayer(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    applyDropOutIfNecessary(training, workspaces);
    INDArray weights = getParamWithNoise(WEIGHTS, training, workspaces);
    GroupedConvolution conf = layerConf();
    long channels = weights.size(1);
    if (input.rank() != 4 || input.size(1) != channels * conf.groups()) {
      throw new IllegalArgumentException(
          "expected [N, "
              + channels * conf.groups()
              + ", H, W], got shape "
              + Arrays.toString(input.shape()));
    }
    long[] shape = {
      input.size(0), weights.size(0), outputs(0, input.size(2)), outputs(1, input.size(3))
    };
    INDArray output =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, weights.dataType(), shape, 'c');
    INDArray bias = conf.hasBias() ? getParamWithNoise(BIAS, training, workspaces) : null;
    long filters = weights.size(0) / conf.groups();
    NativeConvolution convolution = new NativeConvolution(NativeConvolution.Kind.CONV2D);
    for (int g = 0; g < conf.groups(); g++) {
      INDArray x = part(input, 1, g, channels);
      INDArray w = part(weights, 0, g, filters);
      INDArray y =
          Nd4j.createUninitialized(
              weights.dataType(), new long[] {shape[0], filters, shape[2], shape[3]}, 'c');
      INDArray[] operands =
          bias == null
              ? new INDArray[] {x, w}
              : new INDArray[] {x, w, part(bias.reshape(bias.length()), 0, g, filters)};
      convolution.run(conf.windows(), operands, y);
      view(output, 1, g, filters).assign(y);
    }
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray weights = getParamWithNoise(WEIGHTS, true, workspaces);
    GroupedConvolution conf = layerConf();
    long channels = weights.size(1);
    long filters = weights.size(0) / conf.groups();
    INDArray byInput =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, weights.dataType(), input.shape(), 'c');
    INDArray byWeights = gradientViews.get(WEIGHTS);
    NativeConvolution convolution = new NativeConvolution(NativeConvolution.Kind.CONV2D_BP);
    for (int g = 0; g < conf.groups(); g++) {
      INDArray x = part(input, 1, g, channels);
      INDArray w = part(weights, 0, g, filters);
      INDArray toX = x.ulike();
      INDArray toW = w.ulike();
      INDArray[] operands = {x, w, part(epsilon, 1, g, filters)};
      convolution.run(conf.windows(), operands, toX, toW);
      view(byInput, 1, g, channels).assign(toX);
      view(byWeights, 0, g, filters).assign(toW);
    }
    Gradient gradient = new DefaultGradient();
    if (conf.hasBias()) {
      INDArray byBias = gradientViews.get(BIAS);
      byBias.assign(epsilon.sum(0, 2, 3).reshape(byBias.shape()));
      gradient.setGradientFor(BIAS, byBias);
    }
    gradient.setGradientFor(WEIGHTS, byWeights, 'c');
    weightNoiseParams.clear();
    return new Pair<>(gradient, backpropDropOutIfPresent(byInput));
  }

  private long outputs(int axis, long size) {
    GroupedConvolution conf = layerConf();
    long window = conf.getDilation()[axis] * (conf.getKernelSize()[axis] - 1L) + 1;
    long free = size + 2L * conf.getPadding()[axis] - window;
    if (free < 0) {
      throw new IllegalArgumentException(
          "expected at least " + (size - free) + " rows or columns, got " + size);
    }
    return free / conf.getStride()[axis] + 1;
  }

  /**
   * One group's part of an array in C order, as a view. Not by indices: ND4J gives empty arrays for
   * some parts of views such as parameters.
   */
  private INDArray view(INDArray array, int dimension, int group, long size) {
    long[] shape = new long[array.rank() + 1];
    System.arraycopy(array.shape(), 0, shape, 0, dimension);
    shape[dimension] = layerConf().groups();
    shape[dimension + 1] = size;
    System.arraycopy(
        array.shape(), dimension + 1, shape, dimension + 2, array.rank() - dimension - 1);
    int[] others = IntStream.range(0, shape.length).filter(d -> d != dimension).toArray();
    return array.reshape('c', shape).tensorAlongDimension(group, others);
  }

  /** One group's part, as an array of its own. */
  private INDArray part(INDArray array, int dimension, int group, long size) {
    long[] shape = array.shape().clone();
    shape[dimension] = size;
    INDArray plain = Operation.plain(array);
    return view(plain, dimension, group, size).dup('c').reshape('c', shape);
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }
}
