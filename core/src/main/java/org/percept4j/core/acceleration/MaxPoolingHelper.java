package org.percept4j.core.acceleration;

import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingHelper;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.internal.HostFloats;
import org.percept4j.core.internal.MaxPooling;
import org.percept4j.core.internal.NativeConvolution;

/**
 * The backward pass of {@link MaxPooling}. Whatever else a pooling layer does is left to the layer.
 * DL4J never asks a helper for the forward pass.
 */
final class MaxPoolingHelper implements SubsamplingHelper {

  @Override
  public boolean checkSupported() {
    return true;
  }

  @Override
  public Map<String, Long> helperMemoryUse() {
    return Map.of();
  }

  @Override
  public @Nullable INDArray activate(
      INDArray input,
      boolean training,
      int[] kernel,
      int[] strides,
      int[] pad,
      PoolingType poolingType,
      ConvolutionMode convolutionMode,
      int[] dilation,
      CNN2DFormat format,
      LayerWorkspaceMgr workspaceMgr) {
    return null;
  }

  @Override
  public @Nullable Pair<Gradient, INDArray> backpropGradient(
      INDArray input,
      INDArray epsilon,
      int[] kernel,
      int[] strides,
      int[] pad,
      PoolingType poolingType,
      ConvolutionMode convolutionMode,
      int[] dilation,
      CNN2DFormat format,
      LayerWorkspaceMgr workspaceMgr) {
    if (poolingType != PoolingType.MAX
        || format != CNN2DFormat.NCHW
        || input.dataType() != DataType.FLOAT
        || dilation[0] != 1
        || dilation[1] != 1) {
      return null;
    }
    int[] out = {(int) epsilon.size(2), (int) epsilon.size(3)};
    MaxPooling loops = MaxPooling.of(kernel, strides, pad, input, out);
    if (loops == null || !HostFloats.isHost()) {
      return null;
    }
    INDArray x = NativeConvolution.plain(input);
    INDArray delta = NativeConvolution.plain(epsilon);
    INDArray gradient =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape(), 'c');
    loops.backward(x, delta, gradient);
    return new Pair<>(new DefaultGradient(), gradient);
  }
}
