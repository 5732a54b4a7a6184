package org.percept4j.core.probe;

import java.util.Arrays;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.util.ConvolutionUtils;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.percept4j.core.internal.HostFloats;
import org.percept4j.core.internal.NativeConvolution;
import org.percept4j.core.internal.PlacedWindows;

/**
 * A 2-D convolution by ND4J's operations instead of DL4J's im2col: on oneDNN where the natives have
 * it, and without weight gradients in the backward pass. The gradient by the input is the
 * transposed convolution of the gradient by the output, with the same weights.
 */
final class ConvolutionOperation implements ProbeGraph.Operation {

  private final ConvolutionLayer conf;
  private final Function<String, INDArray> parameters;
  private final boolean same;
  private final boolean channelsLast;
  private final int height;
  private final Nonlinearity nonlinearity;
  private final NativeConvolution convolution =
      new NativeConvolution(NativeConvolution.Kind.CONV2D);
  private final NativeConvolution transposed =
      new NativeConvolution(NativeConvolution.Kind.DECONV2D);

  private long[] inputShape = {};
  private int[] padding = {};

  /** Plain loops, where they are faster than the operations; of the last input. */
  private @Nullable DirectConvolution direct;

  /**
   * The operation of one layer.
   *
   * @param parameters by DL4J's keys
   */
  ConvolutionOperation(ConvolutionLayer conf, Function<String, INDArray> parameters) {
    this.conf = conf;
    this.parameters = parameters;
    same = conf.getConvolutionMode() == ConvolutionMode.Same;
    channelsLast = conf.getCnn2dDataFormat() == CNN2DFormat.NHWC;
    height = channelsLast ? 1 : 2;
    nonlinearity = new Nonlinearity(conf.getActivationFn());
  }

  @Override
  public INDArray forward(INDArray[] inputs) {
    INDArray x = NativeConvolution.plain(inputs[0]);
    INDArray weights = parameters.apply(ConvolutionParamInitializer.WEIGHT_KEY);
    check(x, weights);
    PlacedWindows placed =
        PlacedWindows.of(
            x,
            conf.getKernelSize(),
            conf.getStride(),
            conf.getPadding(),
            conf.getConvolutionMode(),
            conf.getDilation(),
            conf.getCnn2dDataFormat());
    inputShape = x.shape();
    padding = placed.padding();
    INDArray z = image(x.size(0), weights.size(0), placed.out()[0], placed.out()[1]);
    INDArray bias = conf.hasBias() ? parameters.apply(ConvolutionParamInitializer.BIAS_KEY) : null;
    direct = direct(x, z, weights);
    if (direct != null) {
      float[] b = bias == null ? null : HostFloats.read(bias);
      return nonlinearity.forward(
          direct.forward(HostFloats.read(x), HostFloats.read(weights), b), z);
    }
    INDArray[] operands =
        bias == null ? new INDArray[] {x, weights} : new INDArray[] {x, weights, bias};
    convolution.run(windows(padding, same), operands, z);
    return nonlinearity.forward(z);
  }

  /** How to do it in plain loops, if that is faster. */
  private @Nullable DirectConvolution direct(INDArray x, INDArray z, INDArray weights) {
    if (channelsLast || !HostFloats.hold(x) || weights.dataType() != x.dataType()) {
      return null;
    }
    DirectConvolution loops =
        new DirectConvolution(
            (int) x.size(0),
            (int) x.size(1),
            (int) x.size(2),
            (int) x.size(3),
            (int) z.size(1),
            (int) z.size(2),
            (int) z.size(3),
            windows(padding, same));
    return loops.isSmall() ? loops : null;
  }

  @Override
  public boolean isFresh() {
    return true;
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    INDArray weights = parameters.apply(ConvolutionParamInitializer.WEIGHT_KEY);
    if (direct != null) {
      float[] delta = nonlinearity.backwardPlain(epsilon);
      INDArray gradient = Nd4j.createUninitialized(epsilon.dataType(), inputShape, 'c');
      HostFloats.write(direct.inputGradient(delta, HostFloats.read(weights)), gradient);
      return new INDArray[] {gradient};
    }
    INDArray delta = NativeConvolution.plain(nonlinearity.backward(epsilon));
    int[] kernel = ConvolutionUtils.effectiveKernelSize(conf.getKernelSize(), conf.getDilation());
    NonZeroBox box = channelsLast ? null : NonZeroBox.of(delta);
    if (box != null) {
      return new INDArray[] {backward(box, delta, weights, kernel)};
    }
    long rows = (delta.size(height) - 1) * conf.getStride()[0] + kernel[0];
    long columns = (delta.size(height + 1) - 1) * conf.getStride()[1] + kernel[1];
    boolean exact =
        rows - 2L * padding[0] == inputShape[height]
            && columns - 2L * padding[1] == inputShape[height + 1];
    INDArray[] operands = {delta, weights};
    long channels = weights.size(1);
    if (exact) {
      INDArray gradient =
          image(inputShape[0], channels, inputShape[height], inputShape[height + 1]);
      transposed.run(windows(padding, false), operands, gradient);
      return new INDArray[] {gradient};
    }
    // padding that differs between the sides, or rows at the end that no window covers
    INDArray padded = image(inputShape[0], channels, rows, columns);
    transposed.run(windows(new int[] {0, 0}, false), operands, padded);
    INDArray gradient = cut(padded);
    padded.close();
    return new INDArray[] {gradient};
  }

  /** Where the gradient by the output is zero but in a box: of what that box sees. */
  private INDArray backward(NonZeroBox box, INDArray delta, INDArray weights, int[] kernel) {
    int[] stride = conf.getStride();
    INDArray part = box.cut(delta);
    long rows = (box.rows() - 1L) * stride[0] + kernel[0];
    long columns = (box.columns() - 1L) * stride[1] + kernel[1];
    INDArray seen = image(inputShape[0], weights.size(1), rows, columns);
    transposed.run(windows(new int[] {0, 0}, false), new INDArray[] {part, weights}, seen);
    INDArray gradient =
        NonZeroBox.paste(
            seen,
            box.top() * stride[0] - padding[0],
            box.left() * stride[1] - padding[1],
            inputShape);
    part.close();
    seen.close();
    return gradient;
  }

  /** The inner part of a padded image, with zeros where the image goes on beyond it. */
  private INDArray cut(INDArray padded) {
    INDArray gradient = Nd4j.create(padded.dataType(), inputShape, 'c');
    INDArrayIndex[] from = new INDArrayIndex[4];
    INDArrayIndex[] to = new INDArrayIndex[4];
    Arrays.fill(from, NDArrayIndex.all());
    Arrays.fill(to, NDArrayIndex.all());
    for (int axis = 0; axis < 2; axis++) {
      int d = height + axis;
      long n = Math.min(inputShape[d], padded.size(d) - padding[axis]);
      from[d] = NDArrayIndex.interval(padding[axis], padding[axis] + n);
      to[d] = NDArrayIndex.interval(0, n);
    }
    gradient.get(to).assign(padded.get(from));
    return gradient;
  }

  private NativeConvolution.Windows windows(int[] pad, boolean samePadding) {
    return new NativeConvolution.Windows(
        conf.getKernelSize(), conf.getStride(), pad, conf.getDilation(), samePadding, channelsLast);
  }

  private INDArray image(long images, long channels, long rows, long columns) {
    long[] shape = NativeConvolution.shape(channelsLast, images, channels, rows, columns);
    INDArray weights = parameters.apply(ConvolutionParamInitializer.WEIGHT_KEY);
    return Nd4j.createUninitialized(weights.dataType(), shape, 'c');
  }

  private void check(INDArray x, INDArray weights) {
    int dimension = channelsLast ? 3 : 1;
    if (x.rank() != 4 || x.size(dimension) != weights.size(1)) {
      throw new IllegalArgumentException(
          String.format(
              "expected %s with %d channels, got shape %s",
              channelsLast ? "[N, H, W, C]" : "[N, C, H, W]",
              weights.size(1),
              Arrays.toString(x.shape())));
    }
  }

  @Override
  public @Nullable ChainStage stage() {
    ChainStage.Rectifier rectifier = nonlinearity.stage();
    return rectifier == null
        ? null
        : new ChainStage.Convolution(conf, parameters, rectifier.slope());
  }

  @Override
  public void release() {
    nonlinearity.release();
  }
}
