package org.percept4j.core.probe;

import java.util.Set;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CapsuleLayer;
import org.deeplearning4j.nn.conf.layers.CapsuleStrengthLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PrimaryCapsules;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
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
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.percept4j.core.custom.DeclaredOperation;
import org.percept4j.core.internal.FrozenLayers;

/**
 * Layer configurations as they are in evaluation mode, with the same parameters in the same order.
 */
final class EvaluationLayers {

  @SuppressWarnings("deprecation") // networks of earlier years still have Graves' layers
  private static final Set<Class<?>> SUPPORTED =
      Set.of(
          ActivationLayer.class,
          AutoEncoder.class,
          BatchNormalization.class,
          CapsuleLayer.class,
          CapsuleStrengthLayer.class,
          Convolution1D.class,
          Convolution1DLayer.class,
          Convolution2D.class,
          Convolution3D.class,
          ConvolutionLayer.class,
          Cropping1D.class,
          Cropping2D.class,
          Cropping3D.class,
          Deconvolution2D.class,
          Deconvolution3D.class,
          DenseLayer.class,
          DepthwiseConvolution2D.class,
          DropoutLayer.class,
          ElementWiseMultiplicationLayer.class,
          GlobalPoolingLayer.class,
          GravesBidirectionalLSTM.class,
          GravesLSTM.class,
          LSTM.class,
          LocalResponseNormalization.class,
          LocallyConnected1D.class,
          LocallyConnected2D.class,
          PReLULayer.class,
          PrimaryCapsules.class,
          RecurrentAttentionLayer.class,
          RepeatVector.class,
          SelfAttentionLayer.class,
          SeparableConvolution2D.class,
          SimpleRnn.class,
          SpaceToBatchLayer.class,
          SpaceToDepthLayer.class,
          Subsampling1DLayer.class,
          Subsampling3DLayer.class,
          SubsamplingLayer.class,
          Upsampling1D.class,
          Upsampling2D.class,
          Upsampling3D.class,
          VariationalAutoencoder.class,
          ZeroPadding1DLayer.class,
          ZeroPadding3DLayer.class,
          ZeroPaddingLayer.class);

  private EvaluationLayers() {}

  /**
   * Returns the layer without freezing, dropout, noise and loss.
   *
   * @param layer a copy that may be changed, though not what it wraps
   */
  static Layer of(Layer layer) {
    Layer plain = withoutLoss(FrozenLayers.unwrap(layer));
    plain.setIDropout(null);
    if (plain instanceof BaseLayer base) {
      base.setWeightNoise(null);
      base.setActivationFn(EvaluationActivation.of(base.getActivationFn()));
    } else if (plain instanceof ActivationLayer activation) {
      activation.setActivationFn(EvaluationActivation.of(activation.getActivationFn()));
    } else if (plain instanceof Bidirectional both) {
      both.setFwd(of(both.getFwd().clone()));
      both.setBwd(of(both.getBwd().clone()));
    } else if (plain instanceof BaseWrapperLayer wrapper) {
      wrapper.setUnderlying(of(wrapper.getUnderlying().clone()));
    }
    return plain;
  }

  /** Whether the layer's backward pass is known to be right, as the tests show for each of them. */
  static boolean isDifferentiable(Layer evaluationLayer) {
    if (evaluationLayer instanceof Bidirectional both) {
      return isDifferentiable(both.getFwd()) && isDifferentiable(both.getBwd());
    }
    if (evaluationLayer instanceof BaseWrapperLayer wrapper) {
      return isDifferentiable(wrapper.getUnderlying());
    }
    return SUPPORTED.contains(evaluationLayer.getClass()) || declaresExactBackward(evaluationLayer);
  }

  /** Whether the configuration of a custom layer or vertex says so itself. */
  static boolean declaresExactBackward(Object configuration) {
    return configuration instanceof DeclaredOperation declared && declared.hasExactBackward();
  }

  private static Layer withoutLoss(Layer layer) {
    if (layer.getClass() == OutputLayer.class) {
      OutputLayer output = (OutputLayer) layer;
      DenseLayer dense =
          new DenseLayer.Builder()
              .name(output.getLayerName())
              .nIn(output.getNIn())
              .nOut(output.getNOut())
              .activation(output.getActivationFn())
              .hasBias(output.hasBias())
              .build();
      dense.setIUpdater(output.getIUpdater());
      dense.setBiasUpdater(output.getBiasUpdater());
      dense.setWeightInitFn(output.getWeightInitFn());
      return dense;
    }
    if (layer.getClass() == LossLayer.class) {
      LossLayer loss = (LossLayer) layer;
      return new ActivationLayer.Builder()
          .name(loss.getLayerName())
          .activation(loss.getActivationFn())
          .build();
    }
    return layer;
  }
}
