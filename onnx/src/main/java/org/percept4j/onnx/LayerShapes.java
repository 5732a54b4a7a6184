package org.percept4j.onnx;

import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The shapes that layers give, of those kinds that models are turned into. */
final class LayerShapes {

  private LayerShapes() {}

  static long[] of(Layer layer, long[] in) {
    if (layer instanceof OperationLayer operation) {
      return of(operation.operation(), in);
    }
    if (layer instanceof DenseLayer dense) {
      return new long[] {in[0], dense.getNOut()};
    }
    if (layer instanceof ConvolutionLayer convolution) {
      long[] out = in.clone();
      out[1] = convolution.getNOut();
      for (int axis = 0; axis < 2; axis++) {
        long window =
            convolution.getDilation()[axis] * (convolution.getKernelSize()[axis] - 1L) + 1;
        long padding = 2L * convolution.getPadding()[axis];
        long stride = convolution.getStride()[axis];
        out[2 + axis] =
            layer instanceof Deconvolution2D
                ? (in[2 + axis] - 1) * stride + window - padding
                : (in[2 + axis] + padding - window) / stride + 1;
      }
      return out;
    }
    if (layer instanceof SubsamplingLayer pooling) {
      long[] out = in.clone();
      for (int axis = 0; axis < 2; axis++) {
        long free = in[2 + axis] + 2L * pooling.getPadding()[axis] - pooling.getKernelSize()[axis];
        out[2 + axis] = free / pooling.getStride()[axis] + 1;
      }
      return out;
    }
    return in;
  }

  /** By doing it: operations have no parameters, and zeros of moderate size cost little. */
  static long[] of(Operation operation, long[]... in) {
    INDArray[] zeros = new INDArray[in.length];
    for (int i = 0; i < in.length; i++) {
      zeros[i] = Nd4j.zeros(DataType.FLOAT, in[i]);
    }
    return operation.forward(zeros).shape();
  }
}
