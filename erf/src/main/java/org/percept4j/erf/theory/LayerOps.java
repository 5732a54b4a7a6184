package org.percept4j.erf.theory;

import java.util.Arrays;
import java.util.Set;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BasePretrainNetwork;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.percept4j.core.custom.DeclaredOperation;

/**
 * What one DL4J layer does to positions, read from its configuration.
 *
 * @param rows on the vertical axis
 * @param columns on the horizontal axis
 * @param spatial whether the output is still a picture
 */
record LayerOps(AxisOp rows, AxisOp columns, boolean spatial) {

  private static final Set<Class<?>> POINTWISE =
      Set.of(
          ActivationLayer.class,
          BatchNormalization.class,
          CnnLossLayer.class,
          DropoutLayer.class,
          LocalResponseNormalization.class,
          LossLayer.class,
          MaskLayer.class,
          PReLULayer.class,
          Yolo2OutputLayer.class);

  /** Reads one layer; the sizes are those of its input map, which Same padding depends on. */
  static LayerOps of(String name, Layer wrapped, int height, int width, boolean spatialInput) {
    Layer layer = unwrap(wrapped);
    if (layer instanceof DeclaredOperation declared) {
      return DeclaredOps.of(name, declared, 0, new int[] {height}, new int[] {width}, spatialInput);
    }
    rejectOtherShapes(name, layer);
    if (POINTWISE.contains(layer.getClass())) {
      return new LayerOps(AxisOp.IDENTITY, AxisOp.IDENTITY, spatialInput);
    }
    if (layer instanceof DenseLayer
        || layer instanceof BaseOutputLayer
        || layer instanceof BasePretrainNetwork
        || layer instanceof EmbeddingLayer
        || layer instanceof ElementWiseMultiplicationLayer) {
      return new LayerOps(new AxisOp.Whole(), new AxisOp.Whole(), false);
    }
    if (layer instanceof GlobalPoolingLayer pooling) {
      int[] dimensions = pooling.getPoolingDimensions();
      if (dimensions != null
          && !Arrays.equals(dimensions, new int[] {2, 3})
          && !Arrays.equals(dimensions, new int[] {1, 2})) {
        throw unsupported(name, layer, "pools over dimensions " + Arrays.toString(dimensions));
      }
      return new LayerOps(new AxisOp.Whole(), new AxisOp.Whole(), !pooling.isCollapseDimensions());
    }
    return new LayerOps(axis(name, layer, 0, height), axis(name, layer, 1, width), true);
  }

  static Layer unwrap(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return unwrap(frozen.getLayer());
    }
    if (layer instanceof BaseWrapperLayer wrapper
        && !(layer instanceof LastTimeStep)
        && !(layer instanceof TimeDistributed)) {
      return unwrap(wrapper.getUnderlying());
    }
    return layer;
  }

  static boolean isChannelsLast(Layer layer) {
    CNN2DFormat format =
        layer instanceof ConvolutionLayer convolution
            ? convolution.getCnn2dDataFormat()
            : layer instanceof SubsamplingLayer pooling
                ? pooling.getCnn2dDataFormat()
                : layer instanceof BatchNormalization norm
                    ? norm.getCnn2DFormat()
                    : CNN2DFormat.NCHW;
    return format == CNN2DFormat.NHWC;
  }

  private static AxisOp axis(String name, Layer layer, int axis, int size) {
    if (layer instanceof Deconvolution2D deconvolution) {
      int kernel = deconvolution.getKernelSize()[axis];
      int stride = deconvolution.getStride()[axis];
      int dilation = deconvolution.getDilation()[axis];
      int cut = deconvolution.getPadding()[axis];
      return deconvolution.getConvolutionMode() == ConvolutionMode.Same
          ? AxisOp.Transposed.same(kernel, stride, dilation)
          : new AxisOp.Transposed(kernel, stride, dilation, cut, cut);
    }
    if (layer instanceof ConvolutionLayer convolution) {
      return window(
          convolution.getConvolutionMode(),
          convolution.getKernelSize()[axis],
          convolution.getStride()[axis],
          convolution.getDilation()[axis],
          convolution.getPadding()[axis],
          size);
    }
    if (layer instanceof SubsamplingLayer pooling) {
      return window(
          pooling.getConvolutionMode(),
          pooling.getKernelSize()[axis],
          pooling.getStride()[axis],
          pooling.getDilation()[axis],
          pooling.getPadding()[axis],
          size);
    }
    if (layer instanceof Upsampling2D upsampling) {
      return new AxisOp.Repeat(upsampling.getSize()[axis]);
    }
    if (layer instanceof ZeroPaddingLayer padding) {
      int[] p = padding.getPadding();
      return new AxisOp.Window(1, 1, 1, p[2 * axis], p[2 * axis + 1]);
    }
    if (layer instanceof Cropping2D cropping) {
      int[] c = cropping.getCropping();
      return new AxisOp.Window(1, 1, 1, -c[2 * axis], -c[2 * axis + 1]);
    }
    if (layer instanceof SpaceToDepthLayer blocks) {
      return AxisOp.Window.valid(blocks.getBlockSize(), blocks.getBlockSize(), 1);
    }
    throw unsupported(name, layer, "its receptive field is not known");
  }

  private static AxisOp window(
      ConvolutionMode mode, int kernel, int stride, int dilation, int padding, int size) {
    return mode == ConvolutionMode.Same
        ? AxisOp.Window.same(kernel, stride, dilation, size)
        : new AxisOp.Window(kernel, stride, dilation, padding, padding);
  }

  private static void rejectOtherShapes(String name, Layer layer) {
    if (layer instanceof BaseRecurrentLayer
        || layer instanceof RnnOutputLayer
        || layer instanceof RnnLossLayer
        || layer.getClass().getName().contains(".recurrent.")) {
      throw unsupported(name, layer, "recurrent layers have no receptive field in a picture");
    }
    if (layer instanceof Convolution1DLayer || layer instanceof Subsampling1DLayer) {
      throw unsupported(name, layer, "1-D layers have no receptive field in a picture");
    }
    if (layer instanceof Convolution3D || layer instanceof Deconvolution3D) {
      throw unsupported(name, layer, "3-D layers have no receptive field in a picture");
    }
  }

  private static UnsupportedOperationException unsupported(
      String name, Layer layer, String reason) {
    return new UnsupportedOperationException(
        "layer \"" + name + "\" (" + layer.getClass().getSimpleName() + "): " + reason);
  }
}
