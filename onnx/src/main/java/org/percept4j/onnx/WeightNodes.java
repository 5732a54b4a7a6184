package org.percept4j.onnx;

import java.util.Map;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Dense layers and batch normalisation. */
final class WeightNodes {

  private WeightNodes() {}

  static void register(Map<String, NodeConverter> converters) {
    converters.put("BatchNormalization", WeightNodes::batchNorm);
    converters.put("Gemm", WeightNodes::gemm);
    converters.put("MatMul", WeightNodes::matMul);
  }

  private static void batchNorm(OnnxNode node, Conversion to)
      throws RefusedException, MalformedOnnxException {
    if (node.integer("training_mode", 0) != 0 || node.integer("spatial", 1) != 1) {
      throw new RefusedException("statistics of the batch, or one for each position");
    }
    OnnxTensor gamma = to.constant(node, 1, "a scale");
    BatchNormalization layer =
        new BatchNormalization.Builder()
            .nIn(gamma.length())
            .nOut(gamma.length())
            .eps(node.number("epsilon", 1e-5))
            .decay(node.number("momentum", 0.9))
            .useLogStd(false)
            .build();
    String name = to.layer(node, layer, to.input(node, 0));
    String[] keys = {"gamma", "beta", "mean", "var"};
    for (int k = 0; k < keys.length; k++) {
      OnnxTensor values = to.constant(node, k + 1, keys[k]);
      if (values.length() != gamma.length()) {
        throw new MalformedOnnxException(
            node
                + ": expected "
                + gamma.length()
                + " values of "
                + keys[k]
                + ", got "
                + values.length());
      }
      to.parameter(name, keys[k], values);
    }
  }

  private static void gemm(OnnxNode node, Conversion to)
      throws RefusedException, MalformedOnnxException {
    if (node.integer("transA", 0) != 0) {
      throw new RefusedException("a transposed left matrix");
    }
    OnnxTensor bias = node.hasInput(2) ? to.constant(node, 2, "a bias") : null;
    dense(
        node,
        to,
        node.integer("transB", 0) != 0,
        node.number("alpha", 1),
        bias,
        node.number("beta", 1));
  }

  private static void matMul(OnnxNode node, Conversion to)
      throws RefusedException, MalformedOnnxException {
    dense(node, to, false, 1, null, 0);
  }

  private static void dense(
      OnnxNode node,
      Conversion to,
      boolean transposed,
      double alpha,
      @Nullable OnnxTensor bias,
      double beta)
      throws RefusedException, MalformedOnnxException {
    OnnxTensor weights = to.constant(node, 1, "a right matrix");
    if (weights.rank() != 2) {
      throw new RefusedException("weights of " + weights.rank() + " dimensions, not 2");
    }
    long in = weights.dims()[transposed ? 1 : 0];
    long out = weights.dims()[transposed ? 0 : 1];
    if (bias != null && bias.length() != out && bias.length() != 1) {
      throw new RefusedException("a bias of " + bias.length() + " values for " + out + " outputs");
    }
    DenseLayer layer =
        new DenseLayer.Builder()
            .nIn(in)
            .nOut(out)
            .activation(Activation.IDENTITY)
            .hasBias(bias != null)
            .build();
    String name = to.layer(node, layer, to.input(node, 0));
    to.parameter(
        name,
        "W",
        weights,
        w -> {
          INDArray matrix = transposed ? w.transpose().dup('c') : w;
          return alpha == 1 ? matrix : matrix.mul(alpha);
        });
    if (bias != null) {
      boolean single = bias.length() == 1;
      to.parameter(name, "b", bias, b -> (single ? b.reshape(1, 1).repeat(1, out) : b).mul(beta));
    }
  }
}
