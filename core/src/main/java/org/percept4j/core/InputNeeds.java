package org.percept4j.core;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PrimaryCapsules;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
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
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.conf.preprocessor.Cnn3DToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnn3DPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.jspecify.annotations.Nullable;
import org.percept4j.core.NetworkInput.Layout;

/**
 * What one layer or preprocessor needs of its input.
 *
 * @param layout order of the axes; null if it does not tell
 * @param flat takes [N, values] and reshapes it to {@code layout}
 * @param channels 0 if it does not tell
 * @param size length of each axis beside samples and channels; empty if it does not tell
 * @param outputs what a preprocessor makes of it: channels; 0 if they stay
 */
record InputNeeds(
    @Nullable Layout layout, boolean flat, long channels, List<Integer> size, long outputs) {

  private static final InputNeeds NOTHING = new InputNeeds(null, false, 0, List.of(), 0);

  private static InputNeeds plain(@Nullable Layout layout, long channels) {
    return new InputNeeds(layout, false, channels, List.of(), 0);
  }

  static InputNeeds of(Layer layer) {
    if (layer instanceof BaseWrapperLayer wrapper) {
      InputNeeds inner = of(wrapper.getUnderlying());
      return layer instanceof TimeDistributed distributed
          ? plain(sequence(distributed.getRnnDataFormat()), inner.channels())
          : inner;
    }
    if (layer instanceof LocallyConnected2D local) {
      return new InputNeeds(
          picture(local.getFormat()), false, local.getNIn(), lengths(local.getInputSize()), 0);
    }
    if (layer instanceof LocallyConnected1D local) {
      return new InputNeeds(Layout.NCW, false, local.getNIn(), lengths(local.getInputSize()), 0);
    }
    return plain(layout(layer), inputs(layer));
  }

  private static List<Integer> lengths(int @Nullable ... size) {
    boolean known = size != null && Arrays.stream(size).allMatch(n -> n > 0);
    return known ? Arrays.stream(size).boxed().toList() : List.of();
  }

  private static long inputs(Layer layer) {
    if (layer instanceof EmbeddingLayer || layer instanceof EmbeddingSequenceLayer) {
      return 1; // the index of a word
    }
    if (layer instanceof FeedForwardLayer feedForward) {
      return feedForward.getNIn();
    }
    if (layer instanceof Bidirectional both) {
      return both.getNIn();
    }
    if (layer instanceof SelfAttentionLayer attention) {
      return attention.getNIn();
    }
    if (layer instanceof LearnedSelfAttentionLayer attention) {
      return attention.getNIn();
    }
    if (layer instanceof RecurrentAttentionLayer attention) {
      return attention.getNIn();
    }
    return layer instanceof PrimaryCapsules capsules ? capsules.getInputChannels() : 0;
  }

  /** How many channels come out whatever goes in; 0 if that depends or is not known. */
  static long outputs(Layer layer) {
    if (keepsShape(layer) || channelFactor(layer) > 0) {
      return 0;
    }
    if (layer instanceof BaseWrapperLayer wrapper) {
      return outputs(wrapper.getUnderlying());
    }
    if (layer instanceof FeedForwardLayer feedForward) {
      return feedForward.getNOut();
    }
    if (layer instanceof Bidirectional both) {
      return both.getNOut();
    }
    if (layer instanceof LocallyConnected2D local) {
      return local.getNOut();
    }
    return layer instanceof LocallyConnected1D local ? local.getNOut() : 0;
  }

  /** By what a layer multiplies the channels; 0 if it does not keep them. */
  static long channelFactor(Layer layer) {
    if (layer instanceof SpaceToDepthLayer blocks) {
      return (long) blocks.getBlockSize() * blocks.getBlockSize();
    }
    if (layer instanceof DepthwiseConvolution2D depthwise && depthwise.getNOut() == 0) {
      return depthwise.getDepthMultiplier();
    }
    boolean keeps =
        keepsShape(layer)
            || layer instanceof SubsamplingLayer
            || layer instanceof Subsampling3DLayer
            || layer instanceof Upsampling1D
            || layer instanceof Upsampling2D
            || layer instanceof Upsampling3D
            || layer instanceof ZeroPadding1DLayer
            || layer instanceof ZeroPaddingLayer
            || layer instanceof ZeroPadding3DLayer
            || layer instanceof Cropping1D
            || layer instanceof Cropping2D
            || layer instanceof Cropping3D
            || layer instanceof SpaceToBatchLayer
            || layer instanceof GlobalPoolingLayer;
    return keeps ? 1 : 0;
  }

  /** Whether what comes out has the layout and size of what goes in, whatever these are. */
  static boolean keepsShape(Layer layer) {
    return layer instanceof ActivationLayer
        || layer instanceof DropoutLayer
        || layer instanceof LossLayer
        || layer instanceof BatchNormalization
        || layer instanceof LocalResponseNormalization
        || layer instanceof PReLULayer
        || layer instanceof MaskLayer
        || layer instanceof CnnLossLayer
        || layer instanceof Cnn3DLossLayer
        || layer instanceof RnnLossLayer
        || layer instanceof Yolo2OutputLayer;
  }

  private static @Nullable Layout layout(Layer layer) {
    Layout volume = volumeLayout(layer);
    Layout sequence = volume == null ? sequenceLayout(layer) : volume;
    Layout found = sequence == null ? pictureLayout(layer) : sequence;
    boolean vectors =
        found == null
            && !keepsShape(layer)
            && !(layer instanceof NoParamLayer)
            && layer instanceof BaseLayer; // dense layers and their like
    return vectors ? Layout.NC : found;
  }

  private static @Nullable Layout volumeLayout(Layer layer) {
    if (layer instanceof Convolution3D convolution) {
      return volume(convolution.getDataFormat());
    } else if (layer instanceof Deconvolution3D deconvolution) {
      return volume(deconvolution.getDataFormat());
    } else if (layer instanceof Subsampling3DLayer pooling) {
      return volume(pooling.getDataFormat());
    } else if (layer instanceof Upsampling3D upsampling) {
      return volume(upsampling.getDataFormat());
    } else if (layer instanceof Cnn3DLossLayer loss) {
      return volume(loss.getDataFormat());
    }
    return layer instanceof ZeroPadding3DLayer || layer instanceof Cropping3D ? Layout.NCDHW : null;
  }

  private static @Nullable Layout sequenceLayout(Layer layer) {
    if (layer instanceof Convolution1DLayer convolution) {
      return sequence(convolution.getRnnDataFormat());
    } else if (layer instanceof BaseRecurrentLayer recurrent) {
      return sequence(recurrent.getRnnDataFormat());
    } else if (layer instanceof Bidirectional both) {
      return sequence(both.getRNNDataFormat());
    } else if (layer instanceof RnnOutputLayer output) {
      return sequence(output.getRnnDataFormat());
    } else if (layer instanceof RnnLossLayer loss) {
      return sequence(loss.getRnnDataFormat());
    } else if (layer instanceof Subsampling1DLayer pooling) {
      return pooling.getCnn2dDataFormat() == CNN2DFormat.NHWC ? Layout.NWC : Layout.NCW;
    }
    boolean first =
        layer instanceof Upsampling1D
            || layer instanceof ZeroPadding1DLayer
            || layer instanceof Cropping1D
            || layer instanceof EmbeddingSequenceLayer
            || layer instanceof SelfAttentionLayer
            || layer instanceof LearnedSelfAttentionLayer
            || layer instanceof RecurrentAttentionLayer;
    return first ? Layout.NCW : null;
  }

  private static @Nullable Layout pictureLayout(Layer layer) {
    if (layer instanceof ConvolutionLayer convolution) {
      return picture(convolution.getCnn2dDataFormat());
    } else if (layer instanceof SubsamplingLayer pooling) {
      return picture(pooling.getCnn2dDataFormat());
    } else if (layer instanceof Upsampling2D upsampling) {
      return picture(upsampling.getFormat());
    } else if (layer instanceof ZeroPaddingLayer padding) {
      return picture(padding.getDataFormat());
    } else if (layer instanceof Cropping2D cropping) {
      return picture(cropping.getDataFormat());
    } else if (layer instanceof SpaceToDepthLayer blocks) {
      return picture(blocks.getDataFormat());
    } else if (layer instanceof SpaceToBatchLayer blocks) {
      return picture(blocks.getFormat());
    } else if (layer instanceof LocalResponseNormalization normalization) {
      return picture(normalization.getDataFormat());
    } else if (layer instanceof CnnLossLayer loss) {
      return picture(loss.getFormat());
    } else if (layer instanceof Yolo2OutputLayer yolo) {
      return picture(yolo.getFormat());
    }
    return layer instanceof PrimaryCapsules ? Layout.NCHW : null;
  }

  static InputNeeds of(InputPreProcessor preprocessor) {
    if (preprocessor instanceof ComposableInputPreProcessor several) {
      InputPreProcessor[] all = several.getInputPreProcessors();
      return all.length == 0 ? NOTHING : ofFirst(all);
    } else if (preprocessor instanceof FeedForwardToCnnPreProcessor p) {
      return unfolding(Layout.NCHW, p.getNumChannels(), p.getInputHeight(), p.getInputWidth());
    } else if (preprocessor instanceof FeedForwardToCnn3DPreProcessor p) {
      return unfolding(
          p.isNCDHW() ? Layout.NCDHW : Layout.NDHWC,
          p.getNumChannels(),
          p.getInputDepth(),
          p.getInputHeight(),
          p.getInputWidth());
    } else if (preprocessor instanceof CnnToFeedForwardPreProcessor p) {
      return folding(
          picture(p.getFormat()), p.getNumChannels(), p.getInputHeight(), p.getInputWidth());
    } else if (preprocessor instanceof Cnn3DToFeedForwardPreProcessor p) {
      return folding(
          p.isNCDHW() ? Layout.NCDHW : Layout.NDHWC,
          p.getNumChannels(),
          p.getInputDepth(),
          p.getInputHeight(),
          p.getInputWidth());
    } else if (preprocessor instanceof CnnToRnnPreProcessor p) {
      return folding(Layout.NCHW, p.getNumChannels(), p.getInputHeight(), p.getInputWidth());
    } else if (preprocessor instanceof RnnToCnnPreProcessor p) {
      long values = (long) p.getNumChannels() * p.getInputHeight() * p.getInputWidth();
      return new InputNeeds(
          sequence(p.getRnnDataFormat()), false, values, List.of(), p.getNumChannels());
    } else if (preprocessor instanceof RnnToFeedForwardPreProcessor p) {
      return plain(sequence(p.getRnnDataFormat()), 0);
    }
    return preprocessor instanceof FeedForwardToRnnPreProcessor ? plain(Layout.NC, 0) : NOTHING;
  }

  /** Of several preprocessors the first sees the input; what comes out, the last one says. */
  private static InputNeeds ofFirst(InputPreProcessor... all) {
    InputNeeds first = of(all[0]);
    InputNeeds last = of(all[all.length - 1]);
    return new InputNeeds(
        first.layout(), first.flat(), first.channels(), first.size(), last.outputs());
  }

  private static InputNeeds unfolding(Layout layout, long channels, long... size) {
    return new InputNeeds(layout, true, channels, known(size), channels);
  }

  private static InputNeeds folding(@Nullable Layout layout, long channels, long... size) {
    long values = Arrays.stream(size).reduce(channels, Math::multiplyExact);
    return new InputNeeds(layout, false, channels, known(size), values);
  }

  private static List<Integer> known(long... size) {
    boolean known = Arrays.stream(size).allMatch(n -> n > 0);
    return known ? Arrays.stream(size).mapToObj(Math::toIntExact).toList() : List.of();
  }

  private static Layout picture(@Nullable CNN2DFormat format) {
    return format == CNN2DFormat.NHWC ? Layout.NHWC : Layout.NCHW;
  }

  private static Layout sequence(@Nullable RNNFormat format) {
    return format == RNNFormat.NWC ? Layout.NWC : Layout.NCW;
  }

  private static Layout volume(Convolution3D.DataFormat format) {
    return format == Convolution3D.DataFormat.NDHWC ? Layout.NDHWC : Layout.NCDHW;
  }
}
