package org.percept4j.core.probe;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.internal.HostFloats;

/**
 * A convolution and what is folded into it.
 *
 * @param convolution of stride 1
 * @param scales applied to its output, in this order
 * @param slope of the activation function after them; 1 for none
 */
record ChainStep(ChainStage.Convolution convolution, List<ChainStage.Scale> scales, float slope) {

  /**
   * Folds stages into steps.
   *
   * @return null if some stage cannot be folded
   */
  static @Nullable List<ChainStep> fold(List<ChainStage> stages) {
    List<ChainStep> steps = new ArrayList<>();
    for (ChainStage stage : stages) {
      if (stage instanceof ChainStage.Convolution convolution) {
        if (!isPlain(convolution.conf())) {
          return null;
        }
        steps.add(new ChainStep(convolution, List.of(), convolution.slope()));
        continue;
      }
      if (stage instanceof ChainStage.Rectifier r && r.slope() == 1) {
        continue;
      }
      if (stage instanceof ChainStage.Halving
          || steps.isEmpty()
          || steps.get(steps.size() - 1).slope != 1) {
        return null;
      }
      ChainStep step = steps.remove(steps.size() - 1);
      if (stage instanceof ChainStage.Scale scale) {
        List<ChainStage.Scale> scales = new ArrayList<>(step.scales);
        scales.add(scale);
        steps.add(new ChainStep(step.convolution, scales, 1));
      } else {
        float slope = ((ChainStage.Rectifier) stage).slope();
        steps.add(new ChainStep(step.convolution, step.scales, slope));
      }
    }
    return steps.isEmpty() ? null : steps;
  }

  static boolean isPlain(ConvolutionLayer conf) {
    return conf.getStride()[0] == 1
        && conf.getStride()[1] == 1
        && conf.getCnn2dDataFormat() == CNN2DFormat.NCHW;
  }

  /**
   * The layer on an input of this size, with the weights as they are now.
   *
   * @param step values from one pixel of the input to the next
   * @return null if it cannot be
   */
  @Nullable ChainLayer placed(int channels, int[] in, int step, int lanes) {
    ConvolutionLayer conf = convolution.conf();
    INDArray weights = convolution.parameters().apply(ConvolutionParamInitializer.WEIGHT_KEY);
    if (weights.size(1) != channels || weights.dataType() != DataType.FLOAT) {
      return null;
    }
    int[] padding = new int[2];
    int[] out = new int[2];
    for (int axis = 0; axis < 2; axis++) {
      int reach = (conf.getKernelSize()[axis] - 1) * conf.getDilation()[axis] + 1;
      boolean same = conf.getConvolutionMode() == ConvolutionMode.Same;
      padding[axis] = same ? (reach - 1) / 2 : conf.getPadding()[axis];
      out[axis] = same ? in[axis] : in[axis] + 2 * padding[axis] - reach + 1;
      if (out[axis] < 1) {
        return null;
      }
    }
    ChainLayer.Place place =
        new ChainLayer.Place(conf.getKernelSize(), conf.getDilation(), padding, in, out);
    float[] w = HostFloats.read(weights);
    float[] b =
        conf.hasBias()
            ? HostFloats.read(convolution.parameters().apply(ConvolutionParamInitializer.BIAS_KEY))
            : new float[(int) weights.size(0)];
    for (ChainStage.Scale scale : scales) {
      fold(w, b, scale.factors().get());
    }
    return new ChainLayer(place, channels, w, b, slope, step, lanes);
  }

  /** a·(Σ w·x + b) + c = Σ (a·w)·x + (a·b + c). */
  private static void fold(float[] w, float[] b, float[][] factors) {
    int each = w.length / b.length;
    for (int o = 0; o < b.length; o++) {
      for (int i = o * each; i < (o + 1) * each; i++) {
        w[i] *= factors[0][o];
      }
      b[o] = b[o] * factors[0][o] + factors[1][o];
    }
  }
}
