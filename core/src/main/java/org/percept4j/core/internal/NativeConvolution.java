package org.percept4j.core.internal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One of ND4J's native 2-D convolution operations. Weights are in DL4J's order, [output channels,
 * input channels, rows, columns]. Not thread-safe.
 */
public final class NativeConvolution {

  /** Names the operation: its name is ND4J's, in lower case. */
  public enum Kind {
    /** Input, weights and perhaps a bias to the output. */
    CONV2D,
    /** Input, weights, perhaps a bias, and the output's gradient to their gradients. */
    CONV2D_BP,
    /** The transpose of {@link #CONV2D}, with the same weights: gradient of output to input. */
    DECONV2D
  }

  private static final int OUTPUT_CHANNELS_FIRST = 1;

  private final Kind kind;

  /** Made when they are needed: most convolutions of a small network are plain loops. */
  private @Nullable DynamicCustomOp operation;

  private @Nullable OpContext context;

  public NativeConvolution(Kind kind) {
    this.kind = kind;
  }

  /**
   * Says where the windows lie.
   *
   * @param kernel rows, columns
   * @param stride rows, columns
   * @param padding at the top and at the left
   * @param dilation rows, columns
   * @param same whether padding may be one larger at the bottom and at the right
   * @param channelsLast NHWC instead of NCHW
   */
  public record Windows(
      int[] kernel,
      int[] stride,
      int[] padding,
      int[] dilation,
      boolean same,
      boolean channelsLast) {}

  /** Tells whether oneDNN can run it: ND4J's operations fail there for dilated windows. */
  public static boolean isForOneDnn(int[] dilation) {
    return dilation[0] == 1 && dilation[1] == 1;
  }

  public void run(Windows windows, INDArray[] inputs, INDArray... outputs) {
    if (operation == null || context == null) {
      operation = DynamicCustomOp.builder(kind.name().toLowerCase(Locale.ROOT)).build();
      context = Nd4j.getExecutioner().buildContext();
    }
    context.setIArguments(
        windows.kernel[0],
        windows.kernel[1],
        windows.stride[0],
        windows.stride[1],
        windows.padding[0],
        windows.padding[1],
        windows.dilation[0],
        windows.dilation[1],
        windows.same ? 1 : 0,
        windows.channelsLast ? 1 : 0,
        OUTPUT_CHANNELS_FIRST);
    context.allowHelpers(isForOneDnn(windows.dilation));
    try {
      context.setInputArrays(inputs);
      context.setOutputArrays(outputs);
      Nd4j.exec(operation, context);
    } finally {
      context.purge();
    }
  }

  /**
   * Returns an array in plain order: the operations take arrays of any strides, but only plain ones
   * were found to be right.
   */
  public static INDArray plain(INDArray array) {
    return HostFloats.isPlain(array) ? array : array.dup('c');
  }

  /** Returns the shape of images in one of the two layouts. */
  public static long[] shape(
      boolean channelsLast, long images, long channels, long rows, long columns) {
    return channelsLast
        ? new long[] {images, rows, columns, channels}
        : new long[] {images, channels, rows, columns};
  }
}
