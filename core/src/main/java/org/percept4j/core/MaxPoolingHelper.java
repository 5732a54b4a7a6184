package org.percept4j.core;

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

/**
 * The way back through max pooling in plain loops; ND4J's operation takes several times as long. As
 * there, the first of several largest values in a window gets the gradient. Whatever else a pooling
 * layer does is left to the layer. DL4J never asks a helper for the way forward.
 */
final class MaxPoolingHelper implements SubsamplingHelper {

  /** Up to this many values one thread is faster than ND4J's operation on all of them. */
  private static final long MOST = 1L << 20;

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
        || dilation[1] != 1
        || input.length() > MOST) {
      return null;
    }
    INDArray gradient =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape(), 'c');
    if (!HostFloats.hold(gradient)) {
      return null;
    }
    float[] x = HostFloats.read(input);
    float[] delta = HostFloats.read(epsilon);
    float[] sums = new float[x.length];
    Axis rows = new Axis(kernel[0], strides[0], pad[0], (int) input.size(2));
    Axis columns = new Axis(kernel[1], strides[1], pad[1], (int) input.size(3));
    int outRows = (int) epsilon.size(2);
    int outColumns = (int) epsilon.size(3);
    int planes = (int) (input.size(0) * input.size(1));
    for (int plane = 0, d = 0; plane < planes; plane++) {
      int first = plane * rows.size * columns.size;
      for (int row = 0; row < outRows; row++) {
        for (int column = 0; column < outColumns; column++, d++) {
          sums[largest(x, first, rows, row, columns, column)] += delta[d];
        }
      }
    }
    HostFloats.write(sums, gradient);
    return new Pair<>(new DefaultGradient(), gradient);
  }

  /** Where windows begin along one axis. */
  private record Axis(int kernel, int stride, int pad, int size) {

    /** The first cell of a window that is not padding. */
    int from(int output) {
      return Math.max(0, output * stride - pad);
    }

    /** One more than the last. */
    int to(int output) {
      return Math.min(size, output * stride - pad + kernel);
    }
  }

  private static int largest(float[] x, int first, Axis rows, int row, Axis columns, int column) {
    int left = columns.from(column);
    int right = columns.to(column);
    int top = rows.from(row);
    int best = first + top * columns.size + left;
    float most = -Float.MAX_VALUE;
    for (int y = top; y < rows.to(row); y++) {
      int start = first + y * columns.size;
      for (int i = start + left; i < start + right; i++) {
        if (x[i] > most) {
          most = x[i];
          best = i;
        }
      }
    }
    return best;
  }
}
