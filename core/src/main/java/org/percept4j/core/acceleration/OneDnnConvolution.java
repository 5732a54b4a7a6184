package org.percept4j.core.acceleration;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.internal.NativeConvolution;
import org.percept4j.core.internal.PlacedWindows;

/**
 * DL4J's helper of convolution layers, on oneDNN. It extends DL4J's own, because layers treat that
 * class specially, but tells the operation its windows at every call: DL4J's remembers those of the
 * first input, so another input size in Same mode would be computed with wrong padding.
 */
final class OneDnnConvolution extends MKLDNNConvHelper {

  private final boolean biased;
  private final NativeConvolution forward = new NativeConvolution(NativeConvolution.Kind.CONV2D);
  private final NativeConvolution backward =
      new NativeConvolution(NativeConvolution.Kind.CONV2D_BP);

  /**
   * @param biased whether the layer has a bias; DL4J hands over zeros of the default data type if
   *     not, which may be another one than the layer's
   */
  OneDnnConvolution(boolean biased) {
    super(DataType.FLOAT);
    this.biased = biased;
  }

  @Override
  public boolean checkSupported() {
    return true;
  }

  @Override
  public @Nullable INDArray preOutput(
      INDArray input,
      INDArray weights,
      INDArray bias,
      int[] kernel,
      int[] strides,
      int[] pad,
      ConvolutionLayer.AlgoMode mode,
      ConvolutionLayer.FwdAlgo fwdAlgo,
      ConvolutionMode convolutionMode,
      int[] dilation,
      CNN2DFormat format,
      LayerWorkspaceMgr workspaceMgr) {
    boolean same = convolutionMode == ConvolutionMode.Same;
    boolean channelsLast = format == CNN2DFormat.NHWC;
    int[] size =
        PlacedWindows.of(input, kernel, strides, pad, convolutionMode, dilation, format).out();
    long[] shape =
        NativeConvolution.shape(channelsLast, input.size(0), weights.size(0), size[0], size[1]);
    INDArray out =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, shape, 'c');
    INDArray x = NativeConvolution.plain(input);
    forward.run(
        new NativeConvolution.Windows(kernel, strides, pad, dilation, same, channelsLast),
        biased ? new INDArray[] {x, weights, bias} : new INDArray[] {x, weights},
        out);
    return out;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray input,
      INDArray weights,
      INDArray bias,
      INDArray delta,
      int[] kernel,
      int[] strides,
      int[] pad,
      INDArray biasGradView,
      INDArray weightGradView,
      IActivation afn,
      ConvolutionLayer.AlgoMode mode,
      ConvolutionLayer.BwdFilterAlgo bwdFilterAlgo,
      ConvolutionLayer.BwdDataAlgo bwdDataAlgo,
      ConvolutionMode convolutionMode,
      int[] dilation,
      CNN2DFormat format,
      LayerWorkspaceMgr workspaceMgr) {
    INDArray inputGradient =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape(), 'c');
    INDArray x = NativeConvolution.plain(input);
    INDArray epsilon = NativeConvolution.plain(delta);
    backward.run(
        new NativeConvolution.Windows(
            kernel,
            strides,
            pad,
            dilation,
            convolutionMode == ConvolutionMode.Same,
            format == CNN2DFormat.NHWC),
        biased ? new INDArray[] {x, weights, bias, epsilon} : new INDArray[] {x, weights, epsilon},
        biased
            ? new INDArray[] {inputGradient, weightGradView, biasGradView}
            : new INDArray[] {inputGradient, weightGradView});
    Gradient gradient = new DefaultGradient();
    if (biased) {
      gradient.setGradientFor(ConvolutionParamInitializer.BIAS_KEY, biasGradView);
    }
    gradient.setGradientFor(ConvolutionParamInitializer.WEIGHT_KEY, weightGradView, 'c');
    return new Pair<>(gradient, inputGradient);
  }
}
