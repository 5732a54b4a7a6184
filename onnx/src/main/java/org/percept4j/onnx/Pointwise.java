package org.percept4j.onnx;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.special.Erf;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.percept4j.core.internal.Floats;

/** A function of every value by itself. Out of place, as DL4J's activation layer is not. */
final class Pointwise extends Operation {

  private static final long serialVersionUID = 1L;
  private static final double NORMAL_DENSITY = 1 / Math.sqrt(2 * Math.PI);
  private static final double TANH_GELU = Math.sqrt(2 / Math.PI);

  /** The functions, as ONNX names and defines them; a and b are their settings. */
  @SuppressWarnings("ImmutableEnumChecker") // the formulas keep nothing
  enum Kind {
    IDENTITY((x, a, b) -> x, (x, a, b) -> 1),
    RELU((x, a, b) -> x < 0 ? 0 : x, (x, a, b) -> x > 0 ? 1 : 0),
    LEAKY_RELU((x, a, b) -> x < 0 ? a * x : x, (x, a, b) -> x > 0 ? 1 : a),
    ELU((x, a, b) -> x < 0 ? a * Math.expm1(x) : x, (x, a, b) -> x < 0 ? a * Math.exp(x) : 1),
    /** b·x, or b·a·(eˣ − 1) below 0. */
    SELU(
        (x, a, b) -> b * (x < 0 ? a * Math.expm1(x) : x),
        (x, a, b) -> b * (x < 0 ? a * Math.exp(x) : 1)),
    SIGMOID((x, a, b) -> sigmoid(x), (x, a, b) -> sigmoid(x) * sigmoid(-x)),
    TANH((x, a, b) -> Math.tanh(x), (x, a, b) -> 1 - Math.tanh(x) * Math.tanh(x)),
    /** Between a and b; the slope is 0 at both, as that of PyTorch's hardtanh. */
    CLIP((x, a, b) -> x < a ? a : x > b ? b : x, (x, a, b) -> x > a && x < b ? 1 : 0),
    /** a·x + b between 0 and 1. */
    HARD_SIGMOID(
        (x, a, b) -> Math.max(0, Math.min(1, a * x + b)),
        (x, a, b) -> a * x + b > 0 && a * x + b < 1 ? a : 0),
    HARD_SWISH(
        (x, a, b) -> x * Math.max(0, Math.min(1, x / 6 + 0.5)),
        (x, a, b) -> x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5),
    GELU(
        (x, a, b) -> x * Erf.erfc(-x / Math.sqrt(2)) / 2,
        (x, a, b) -> Erf.erfc(-x / Math.sqrt(2)) / 2 + x * NORMAL_DENSITY * Math.exp(-x * x / 2)),
    GELU_TANH((x, a, b) -> x / 2 * (1 + Math.tanh(inner(x))), (x, a, b) -> geluTanhSlope(x)),
    ERF((x, a, b) -> Erf.erf(x), (x, a, b) -> 2 / Math.sqrt(Math.PI) * Math.exp(-x * x)),
    EXP((x, a, b) -> Math.exp(x), (x, a, b) -> Math.exp(x)),
    LOG((x, a, b) -> Math.log(x), (x, a, b) -> 1 / x),
    SQRT((x, a, b) -> Math.sqrt(x), (x, a, b) -> 0.5 / Math.sqrt(x)),
    ABS((x, a, b) -> Math.abs(x), (x, a, b) -> Math.signum(x)),
    SOFTPLUS(
        (x, a, b) -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), (x, a, b) -> sigmoid(x)),
    /** The a-th power. */
    POWER((x, a, b) -> Math.pow(x, a), (x, a, b) -> a * Math.pow(x, a - 1));

    private final Formula value;
    private final Formula slope;

    Kind(Formula value, Formula slope) {
      this.value = value;
      this.slope = slope;
    }
  }

  /** A function of a value and two settings. */
  private interface Formula {
    double apply(double x, double a, double b);
  }

  private Kind kind = Kind.IDENTITY;
  private double a;
  private double b;

  /** For DL4J's JSON. */
  Pointwise() {}

  Pointwise(Kind kind, double a, double b) {
    this.kind = kind;
    this.a = a;
    this.b = b;
  }

  @Override
  INDArray forward(INDArray... inputs) {
    return switch (kind) {
      case IDENTITY -> inputs[0];
      case RELU -> Transforms.relu(inputs[0], true);
      case SIGMOID -> Transforms.sigmoid(inputs[0], true);
      default -> map(inputs[0], x -> kind.value.apply(x, a, b));
    };
  }

  @Override
  INDArray[] backward(INDArray epsilon, INDArray... inputs) {
    return only(
        kind == Kind.IDENTITY
            ? epsilon
            : map(inputs[0], epsilon, (x, e) -> e == 0 ? 0 : e * kind.slope.apply(x, a, b)));
  }

  static INDArray map(INDArray x, DoubleUnaryOperator function) {
    double[] values = Values.read(x);
    for (int i = 0; i < values.length; i++) {
      values[i] = function.applyAsDouble(values[i]);
    }
    return Floats.array(values, x.dataType(), x.shape());
  }

  /** Of two arrays of one shape, value by value. */
  static INDArray map(INDArray x, INDArray y, DoubleBinaryOperator function) {
    double[] values = Values.read(x);
    double[] others = Values.read(y);
    for (int i = 0; i < values.length; i++) {
      values[i] = function.applyAsDouble(values[i], others[i]);
    }
    return Floats.array(values, x.dataType(), x.shape());
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double inner(double x) {
    return TANH_GELU * (x + 0.044715 * x * x * x);
  }

  private static double geluTanhSlope(double x) {
    double t = Math.tanh(inner(x));
    return (1 + t) / 2 + x / 2 * (1 - t * t) * TANH_GELU * (1 + 3 * 0.044715 * x * x);
  }

  @Override
  public String toString() {
    return kind + "(" + a + ", " + b + ")";
  }
}
