package org.percept4j.core.probe;

import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.internal.HostFloats;
import org.percept4j.core.internal.MaxPooling;
import org.percept4j.core.internal.NativeConvolution;
import org.percept4j.core.internal.PlacedWindows;

/** A pooling layer, in plain loops where it is max pooling that they can do. */
final class MaxPoolingOperation extends LayerOperation {

  private static final int[] TWO = {2, 2};

  private final SubsamplingLayer conf;
  private final boolean plain;
  private @Nullable MaxPooling loops;
  private @Nullable INDArray input;

  MaxPoolingOperation(Layer layer) {
    super(layer);
    conf = (SubsamplingLayer) layer.conf().getLayer();
    plain =
        conf.getPoolingType() == PoolingType.MAX
            && conf.getCnn2dDataFormat() == CNN2DFormat.NCHW
            && conf.getDilation()[0] == 1
            && conf.getDilation()[1] == 1;
  }

  @Override
  public @Nullable ChainStage stage() {
    boolean same = conf.getConvolutionMode() == ConvolutionMode.Same;
    boolean padded = !same && !Arrays.equals(conf.getPadding(), new int[2]);
    boolean halves =
        plain
            && !padded
            && Arrays.equals(conf.getKernelSize(), TWO)
            && Arrays.equals(conf.getStride(), TWO);
    return halves ? new ChainStage.Halving(same) : null;
  }

  @Override
  public INDArray forward(INDArray[] inputs) {
    INDArray x = inputs[0];
    if (!plain || x.rank() != 4 || !HostFloats.hold(x)) {
      return super.forward(inputs);
    }
    PlacedWindows windows =
        PlacedWindows.of(
            x,
            conf.getKernelSize(),
            conf.getStride(),
            conf.getPadding(),
            conf.getConvolutionMode(),
            conf.getDilation(),
            CNN2DFormat.NCHW);
    int[] out = windows.out();
    loops = MaxPooling.of(conf.getKernelSize(), conf.getStride(), windows.padding(), x, out);
    if (loops == null) {
      return super.forward(inputs);
    }
    input = x;
    INDArray y = Nd4j.createUninitialized(x.dataType(), x.size(0), x.size(1), out[0], out[1]);
    loops.forward(x, y);
    return y;
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    if (loops == null || input == null) {
      return super.backward(epsilon);
    }
    INDArray gradient = Nd4j.createUninitialized(input.dataType(), input.shape(), 'c');
    loops.backward(input, NativeConvolution.plain(epsilon), gradient);
    return new INDArray[] {gradient};
  }

  @Override
  public void release() {
    loops = null;
    input = null;
    super.release();
  }
}
