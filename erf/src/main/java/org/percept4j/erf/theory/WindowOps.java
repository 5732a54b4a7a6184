package org.percept4j.erf.theory;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.Upsampling3D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPadding3DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping3D;
import org.jspecify.annotations.Nullable;

/** Layers that look at windows, of one, two and three dimensions, by their configurations. */
final class WindowOps {

  /** What a layer does to axis i of those it has, whose input has a length. */
  private interface Axis {
    AxisOp of(int axis, int length);
  }

  private WindowOps() {}

  /** What the layer does; null if it is none of these. */
  static @Nullable LayerOps of(Layer layer, LayerOps.Input input) {
    Axis line = line(layer);
    if (line != null) {
      return new LayerOps(AxisOp.IDENTITY, AxisOp.IDENTITY, line.of(0, input.columns()), true);
    }
    Axis plane = plane(layer);
    if (plane != null) {
      return new LayerOps(
          AxisOp.IDENTITY, plane.of(0, input.rows()), plane.of(1, input.columns()), true);
    }
    Axis volume = volume(layer);
    return volume == null
        ? null
        : new LayerOps(
            volume.of(0, input.depth()),
            volume.of(1, input.rows()),
            volume.of(2, input.columns()),
            true);
  }

  private static @Nullable Axis line(Layer layer) {
    if (layer instanceof Convolution1DLayer l) {
      return convolution(l);
    }
    if (layer instanceof Subsampling1DLayer l) {
      return convolution(l);
    }
    if (layer instanceof LocallyConnected1D l) {
      return convolution(
          l.getCm(),
          new int[] {l.getKernel()},
          new int[] {l.getStride()},
          new int[] {l.getDilation()},
          new int[] {l.getPadding()});
    }
    if (layer instanceof Upsampling1D l) {
      return (axis, length) -> new AxisOp.Repeat(l.getSize()[0]);
    }
    if (layer instanceof ZeroPadding1DLayer l) {
      return padding(l.getPadding(), 1);
    }
    return layer instanceof Cropping1D l ? padding(l.getCropping(), -1) : null;
  }

  private static @Nullable Axis plane(Layer layer) {
    if (layer instanceof Deconvolution2D l) {
      return transposed(l);
    }
    if (layer instanceof Convolution3D || layer instanceof Deconvolution3D) {
      return null; // subclasses of the two-dimensional ones
    }
    if (layer instanceof ConvolutionLayer l) {
      return convolution(l);
    }
    if (layer instanceof SubsamplingLayer l) {
      return convolution(l);
    }
    if (layer instanceof LocallyConnected2D l) {
      return convolution(l.getCm(), l.getKernel(), l.getStride(), l.getDilation(), l.getPadding());
    }
    if (layer instanceof Upsampling2D l) {
      return (axis, length) -> new AxisOp.Repeat(l.getSize()[axis]);
    }
    if (layer instanceof ZeroPaddingLayer l) {
      return padding(l.getPadding(), 1);
    }
    if (layer instanceof Cropping2D l) {
      return padding(l.getCropping(), -1);
    }
    return layer instanceof SpaceToDepthLayer l
        ? (axis, length) -> AxisOp.Window.valid(l.getBlockSize(), l.getBlockSize(), 1)
        : null;
  }

  private static @Nullable Axis volume(Layer layer) {
    if (layer instanceof Deconvolution3D l) {
      return transposed(l);
    }
    if (layer instanceof Convolution3D l) {
      return convolution(l);
    }
    if (layer instanceof Subsampling3DLayer l) {
      return convolution(l);
    }
    if (layer instanceof Upsampling3D l) {
      return (axis, length) -> new AxisOp.Repeat(l.getSize()[axis]);
    }
    if (layer instanceof ZeroPadding3DLayer l) {
      return padding(l.getPadding(), 1);
    }
    return layer instanceof Cropping3D l ? padding(l.getCropping(), -1) : null;
  }

  private static Axis convolution(ConvolutionLayer l) {
    return convolution(
        l.getConvolutionMode(), l.getKernelSize(), l.getStride(), l.getDilation(), l.getPadding());
  }

  private static Axis transposed(ConvolutionLayer l) {
    return transposed(
        l.getConvolutionMode(), l.getKernelSize(), l.getStride(), l.getDilation(), l.getPadding());
  }

  private static Axis convolution(SubsamplingLayer l) {
    return convolution(
        l.getConvolutionMode(), l.getKernelSize(), l.getStride(), l.getDilation(), l.getPadding());
  }

  private static Axis convolution(Subsampling3DLayer l) {
    return convolution(
        l.getConvolutionMode(), l.getKernelSize(), l.getStride(), l.getDilation(), l.getPadding());
  }

  private static Axis convolution(
      ConvolutionMode mode, int[] kernel, int[] stride, int[] dilation, int[] padding) {
    return (axis, length) ->
        switch (mode) {
          case Same -> AxisOp.Window.same(kernel[axis], stride[axis], dilation[axis], length);
          case Causal ->
              new AxisOp.Window(
                  kernel[axis],
                  stride[axis],
                  dilation[axis],
                  dilation[axis] * (kernel[axis] - 1),
                  0);
          default ->
              new AxisOp.Window(
                  kernel[axis], stride[axis], dilation[axis], padding[axis], padding[axis]);
        };
  }

  private static Axis transposed(
      ConvolutionMode mode, int[] kernel, int[] stride, int[] dilation, int[] padding) {
    return (axis, length) ->
        mode == ConvolutionMode.Same
            ? AxisOp.Transposed.same(kernel[axis], stride[axis], dilation[axis])
            : new AxisOp.Transposed(
                kernel[axis], stride[axis], dilation[axis], padding[axis], padding[axis]);
  }

  /** Zeros added before and after, or with −1 cropped. */
  private static Axis padding(int[] sides, int sign) {
    return (axis, length) ->
        new AxisOp.Window(1, 1, 1, sign * sides[2 * axis], sign * sides[2 * axis + 1]);
  }
}
