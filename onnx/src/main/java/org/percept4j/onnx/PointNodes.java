package org.percept4j.onnx;

import java.util.Map;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;

/** Activation functions, arithmetic and what works on values or channels at one position. */
final class PointNodes {

  private PointNodes() {}

  static void register(Map<String, NodeConverter> converters) {
    Map<String, Pointwise.Kind> plain =
        Map.ofEntries(
            Map.entry("Relu", Pointwise.Kind.RELU),
            Map.entry("Sigmoid", Pointwise.Kind.SIGMOID),
            Map.entry("Tanh", Pointwise.Kind.TANH),
            Map.entry("HardSwish", Pointwise.Kind.HARD_SWISH),
            Map.entry("Softplus", Pointwise.Kind.SOFTPLUS),
            Map.entry("Erf", Pointwise.Kind.ERF),
            Map.entry("Exp", Pointwise.Kind.EXP),
            Map.entry("Log", Pointwise.Kind.LOG),
            Map.entry("Sqrt", Pointwise.Kind.SQRT),
            Map.entry("Abs", Pointwise.Kind.ABS),
            Map.entry("Identity", Pointwise.Kind.IDENTITY));
    plain.forEach((operator, kind) -> converters.put(operator, pointwise(kind, 0, 0)));
    settings(converters, "LeakyRelu", Pointwise.Kind.LEAKY_RELU, "alpha", 0.01, "", 0);
    settings(converters, "Elu", Pointwise.Kind.ELU, "alpha", 1, "", 0);
    settings(converters, "Selu", Pointwise.Kind.SELU, "alpha", 1.6732632423, "gamma", 1.0507009873);
    settings(converters, "HardSigmoid", Pointwise.Kind.HARD_SIGMOID, "alpha", 0.2, "beta", 0.5);
    converters.put(
        "Gelu",
        (node, to) -> {
          boolean tanh = node.text("approximate", "none").equals("tanh");
          Pointwise.Kind kind = tanh ? Pointwise.Kind.GELU_TANH : Pointwise.Kind.GELU;
          to.operation(node, new Pointwise(kind, 0, 0));
        });
    converters.put("Neg", (node, to) -> to.operation(node, times(-1)));
    converters.put("Reciprocal", pointwise(Pointwise.Kind.POWER, -1, 0));
    converters.put("Clip", PointNodes::clip);
    converters.put("Pow", PointNodes::power);
    converters.put("Dropout", PointNodes::dropout);
    converters.put("Softmax", PointNodes::softmax);
    converters.put("LogSoftmax", PointNodes::softmax);
    converters.put("LRN", PointNodes::responseNorm);
    converters.put("Add", arithmetic(Elementwise.Kind.ADD));
    converters.put("Sum", arithmetic(Elementwise.Kind.ADD));
    converters.put("Sub", arithmetic(Elementwise.Kind.SUBTRACT));
    converters.put("Mul", arithmetic(Elementwise.Kind.MULTIPLY));
    converters.put("Div", arithmetic(Elementwise.Kind.DIVIDE));
  }

  private static NodeConverter pointwise(Pointwise.Kind kind, double a, double b) {
    return (node, to) -> to.operation(node, new Pointwise(kind, a, b));
  }

  private static void settings(
      Map<String, NodeConverter> converters,
      String operator,
      Pointwise.Kind kind,
      String a,
      double otherwiseA,
      String b,
      double otherwiseB) {
    converters.put(
        operator,
        (node, to) ->
            to.operation(
                node, new Pointwise(kind, node.number(a, otherwiseA), node.number(b, otherwiseB))));
  }

  private static WithConstant times(double factor) {
    return new WithConstant(Elementwise.Kind.MULTIPLY, new long[0], new double[] {factor}, false);
  }

  private static void clip(OnnxNode node, Conversion to)
      throws RefusedException, MalformedOnnxException {
    double low = node.number("min", Double.NEGATIVE_INFINITY);
    double high = node.number("max", Double.POSITIVE_INFINITY);
    low = node.hasInput(1) ? single(to.constant(node, 1, "a minimum"), node) : low;
    high = node.hasInput(2) ? single(to.constant(node, 2, "a maximum"), node) : high;
    to.operation(node, new Pointwise(Pointwise.Kind.CLIP, low, high));
  }

  private static double single(OnnxTensor tensor, OnnxNode node) throws MalformedOnnxException {
    if (tensor.length() != 1) {
      throw new MalformedOnnxException(node + ": expected a single number, got " + tensor.length());
    }
    return tensor.at(0);
  }

  private static void power(OnnxNode node, Conversion to)
      throws RefusedException, MalformedOnnxException {
    OnnxTensor exponent = to.constant(node, 1, "an exponent");
    if (exponent.length() != 1) {
      throw new RefusedException("several exponents");
    }
    to.operation(node, new Pointwise(Pointwise.Kind.POWER, single(exponent, node), 0));
  }

  private static void dropout(OnnxNode node, Conversion to)
      throws RefusedException, MalformedOnnxException {
    if (node.hasInput(2) && to.constant(node, 2, "a mode").integerAt(0) != 0) {
      throw new RefusedException("training_mode");
    }
    double ratio =
        node.hasInput(1)
            ? single(to.constant(node, 1, "a ratio"), node)
            : node.number("ratio", 0.5);
    if (ratio <= 0 || ratio >= 1) {
      to.operation(node, new Pointwise(Pointwise.Kind.IDENTITY, 0, 0));
      return;
    }
    // DL4J's number is the probability of being kept.
    DropoutLayer layer = new DropoutLayer.Builder().dropOut(new Dropout(1 - ratio)).build();
    to.layer(node, layer, to.input(node, 0));
  }

  private static void softmax(OnnxNode node, Conversion to)
      throws RefusedException, MalformedOnnxException {
    boolean together = to.opset() < 13;
    int axis = Math.toIntExact(node.integer("axis", together ? 1 : -1));
    boolean log = node.operator().equals("LogSoftmax");
    to.operation(node, new Softmax(log, axis, together));
  }

  private static void responseNorm(OnnxNode node, Conversion to)
      throws RefusedException, MalformedOnnxException {
    long size = node.integer("size", 0);
    if (size < 1 || size > 1 << 12) {
      throw new MalformedOnnxException(node + ": expected a size of 1 to 4096, got " + size);
    }
    to.operation(
        node,
        new ResponseNorm(
            (int) size,
            node.number("alpha", 1e-4),
            node.number("beta", 0.75),
            node.number("bias", 1)));
  }

  private static NodeConverter arithmetic(Elementwise.Kind kind) {
    return (node, to) -> {
      if (node.integer("broadcast", 0) != 0) {
        throw new RefusedException("arithmetic of before opset 7");
      }
      if (node.inputs().size() != 2) {
        throw new RefusedException(node.inputs().size() + " operands, not 2");
      }
      boolean first = to.isConstant(node, 0);
      if (!first && !to.isConstant(node, 1)) {
        to.merge(node, new Elementwise(kind), to.input(node, 0), to.input(node, 1));
        return;
      }
      OnnxTensor constant = to.constant(node, first ? 0 : 1, "an operand");
      to.layer(
          node,
          new OperationLayer(new WithConstant(kind, constant.dims(), constant.doubles(), first)),
          to.input(node, first ? 1 : 0));
    };
  }
}
