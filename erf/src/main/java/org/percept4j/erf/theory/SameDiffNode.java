package org.percept4j.erf.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseScalarOp;
import org.nd4j.linalg.api.ops.BaseTransformOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.ReduceOp;
import org.percept4j.core.internal.DataFormats;

/**
 * What one result of a SameDiff operation reads.
 *
 * @param order of its axes
 * @param reads of each argument that depends on an input
 */
record SameDiffNode(String order, List<SameDiffNode.Read> reads) {

  /** What is read of one argument along each axis. */
  record Read(String variable, AxisOp depth, AxisOp rows, AxisOp columns) {

    /** Whether no axis is read as a whole. */
    boolean isLocal() {
      return List.of(depth, rows, columns).stream().noneMatch(AxisOp.Whole.class::isInstance);
    }
  }

  private interface Axis {
    AxisOp of(char letter, int axis);
  }

  private static final Set<String> POINTWISE =
      Set.of(
          "add",
          "subtract",
          "multiply",
          "divide",
          "realdiv",
          "reversedivide",
          "reversesubtract",
          "squaredsubtract",
          "maximum",
          "minimum",
          "pow_pairwise",
          "Pow",
          "batchnorm",
          "biasadd",
          "prelu",
          "identity",
          "identity_n",
          "cast",
          "ClipByValue",
          "clipbyavgnorm",
          "elu",
          "selu",
          "relu6",
          "relu",
          "sigmoid",
          "tanh",
          "softplus",
          "softsign",
          "crelu",
          "square",
          "stop_gradient",
          "noop",
          "assign",
          "axpy",
          "mergeadd",
          "mergeavg",
          "mergemax",
          "Where");

  private static final Set<String> MOVING =
      Set.of(
          "slice", "strided_slice", "reverse", "tile", "gather", "split", "split_v", "mirror_pad");

  static SameDiffNode of(
      DifferentialFunction op,
      int output,
      Map<String, String> orders,
      Function<String, INDArray> values) {
    return new Reading(op, output, orders, values).node();
  }

  /** One operation being read. */
  private record Reading(
      DifferentialFunction op,
      int output,
      Map<String, String> orders,
      Function<String, INDArray> values) {

    SameDiffNode node() {
      String name = op.opName();
      int window = SameDiffWindows.axes(name);
      if (window > 0) {
        return window(window);
      }
      if (name.equals("concat")) {
        return concat();
      }
      if (isPointwise()) {
        return pointwise();
      }
      requireOnly();
      String order = order();
      if (op instanceof ReduceOp) {
        return reduced(order, axes(op.getDimensions(), order.length()));
      }
      if (MOVING.contains(name) || (name.equals("pad") && number(0) > 0)) {
        return one(order, (letter, axis) -> moved(axis));
      }
      return switch (name) {
        case "permute", "transpose" -> permuted(order);
        case "pad" -> padded(order);
        case "reshape" -> reshaped(order);
        case "squeeze" -> squeezed(order);
        case "lrn" -> normalised(order);
        case "softmax", "log_softmax" ->
            mixed(order, axes(new int[] {integers() == 0 ? -1 : number(0)}, order.length()));
        case "layer_norm", "standardize" ->
            mixed(
                order,
                axes(IntStream.range(0, integers()).map(this::number).toArray(), order.length()));
        case "matmul", "xw_plus_b", "relu_layer" -> product(order);
        default -> throw unknown("");
      };
    }

    private boolean isPointwise() {
      return POINTWISE.contains(op.opName())
          || op instanceof BaseTransformOp
          || op instanceof BaseScalarOp;
    }

    private String argument(int i) {
      return op.args()[i].name();
    }

    private String order() {
      return orders.get(argument(0));
    }

    private long[] shape(String variable) {
      return values.apply(variable).shape();
    }

    private long[] shape() {
      return shape(op.outputVariablesNames()[output]);
    }

    private int length(int axis) {
      return Math.toIntExact(shape(argument(0))[axis]);
    }

    private int integers() {
      return op instanceof CustomOp c ? c.numIArguments() : 0;
    }

    private int number(int i) {
      return op instanceof CustomOp c && c.numIArguments() > i
          ? Math.toIntExact(c.getIArgument(i))
          : 0;
    }

    private UnsupportedOperationException unknown(String why) {
      return new UnsupportedOperationException(
          "variable \""
              + op.outputVariablesNames()[output]
              + "\" ("
              + op.opName()
              + "): its receptive field is not known"
              + (why.isEmpty() ? "" : ", because " + why));
    }

    /** Refuses what is read from anything but the first argument, such as computed weights. */
    private void requireOnly() {
      for (int i = 0; i < op.args().length; i++) {
        if (orders.containsKey(argument(i)) != (i == 0)) {
          throw unknown("another argument than the first depends on the input");
        }
      }
    }

    private Read read(String variable, String order, Axis each) {
      AxisOp[] ops = new AxisOp[3];
      for (int i = 0; i < 3; i++) {
        int axis = order.indexOf("DHW".charAt(i));
        ops[i] = axis < 0 ? AxisOp.IDENTITY : each.of("DHW".charAt(i), axis);
      }
      return new Read(variable, ops[0], ops[1], ops[2]);
    }

    private SameDiffNode one(String order, Axis each) {
      return new SameDiffNode(order, List.of(read(argument(0), order(), each)));
    }

    private SameDiffNode window(int axes) {
      requireOnly();
      String order = order();
      boolean last = order.endsWith("C");
      if (order.length() != axes + 2
          || order.indexOf('C') < 0
          || DataFormats.channelsLast(op).map(expected -> expected != last).orElse(false)) {
        throw unknown("its input's axes are " + order);
      }
      long[] weights = op.args().length > 1 ? shape(argument(1)) : null;
      int first = last ? 1 : 2;
      return one(
          order,
          (letter, axis) -> SameDiffWindows.of((CustomOp) op, axis - first, length(axis), weights));
    }

    private SameDiffNode pointwise() {
      long[] shape = shape();
      List<Read> reads = new ArrayList<>();
      String order = "";
      for (SDVariable argument : op.args()) {
        String own = orders.get(argument.name());
        if (own == null) {
          continue;
        }
        long[] from = shape(argument.name());
        if (from.length != shape.length || (!order.isEmpty() && !order.equals(own))) {
          throw unknown("axes " + own + " of \"" + argument.name() + "\" meet others");
        }
        order = own;
        reads.add(read(argument.name(), own, (letter, axis) -> repeated(from[axis], shape[axis])));
      }
      return new SameDiffNode(order, reads);
    }

    private static AxisOp repeated(long from, long to) {
      return from == to ? AxisOp.IDENTITY : new AxisOp.Repeat(Math.toIntExact(to));
    }

    private SameDiffNode concat() {
      int last = integers() - 1;
      List<Read> reads = new ArrayList<>();
      String order = "";
      for (SDVariable argument : op.args()) {
        String own = orders.get(argument.name());
        if (own != null && (order.isEmpty() || order.equals(own))) {
          order = own;
        } else if (own != null) {
          throw unknown("its inputs' axes are " + order + " and " + own);
        }
      }
      int rank = order.length();
      int axis = last < 0 ? -1 : Math.floorMod(number(last), rank);
      if (axis < 0 || order.charAt(axis) != 'C') {
        throw unknown("it joins other axes than channels");
      }
      for (SDVariable argument : op.args()) {
        if (orders.containsKey(argument.name())) {
          reads.add(read(argument.name(), order, (letter, a) -> AxisOp.IDENTITY));
        }
      }
      return new SameDiffNode(order, reads);
    }

    private Set<Integer> axes(int @Nullable [] dimensions, int rank) {
      boolean all =
          dimensions == null || dimensions.length == 0 || dimensions[0] == Integer.MAX_VALUE;
      int[] given = all ? IntStream.range(0, rank).toArray() : dimensions;
      Set<Integer> axes =
          Set.copyOf(Arrays.stream(given).map(d -> Math.floorMod(d, rank)).boxed().toList());
      if (axes.contains(0)) {
        throw unknown("it joins the samples");
      }
      return axes;
    }

    private SameDiffNode reduced(String order, Set<Integer> axes) {
      StringBuilder kept = new StringBuilder();
      boolean keeps = shape().length == order.length();
      for (int i = 0; i < order.length(); i++) {
        kept.append(keeps || !axes.contains(i) ? order.substring(i, i + 1) : "");
      }
      return one(
          kept.toString(),
          (letter, axis) -> axes.contains(axis) ? new AxisOp.Whole() : AxisOp.IDENTITY);
    }

    /** Every position along these axes depends on all of them. */
    private SameDiffNode mixed(String order, Set<Integer> axes) {
      return one(
          order,
          (letter, axis) -> {
            int length = length(axis);
            int[] last = new int[length];
            Arrays.fill(last, length - 1);
            return axes.contains(axis)
                ? new AxisOp.Table(length, new int[length], last)
                : AxisOp.IDENTITY;
          });
    }

    /** ND4J's LRN runs along the last axis, whatever that is. */
    private SameDiffNode normalised(String order) {
      int reach = number(0);
      return one(
          order,
          (letter, axis) ->
              axis == order.length() - 1
                  ? new AxisOp.Window(2 * reach + 1, 1, 1, reach, reach)
                  : AxisOp.IDENTITY);
    }

    private SameDiffNode permuted(String order) {
      int[] from =
          DataFormats.permutation(op, order.length())
              .orElseThrow(() -> unknown("its order of axes is an array"));
      StringBuilder moved = new StringBuilder();
      Arrays.stream(from).forEach(i -> moved.append(order.charAt(i)));
      return one(moved.toString(), (letter, axis) -> AxisOp.IDENTITY);
    }

    private SameDiffNode padded(String order) {
      INDArray by = values.apply(argument(1));
      return one(
          order,
          (letter, axis) -> new AxisOp.Window(1, 1, 1, by.getInt(axis, 0), by.getInt(axis, 1)));
    }

    private AxisOp moved(int axis) {
      INDArray[] arguments =
          Arrays.stream(op.args()).map(v -> values.apply(v.name())).toArray(INDArray[]::new);
      AxisOp found = MovedPositions.of((CustomOp) op, arguments, output, axis);
      if (found == null) {
        throw unknown("it moves more than one axis at a time");
      }
      return found;
    }

    private SameDiffNode reshaped(String order) {
      long[] to = shape();
      if (Arrays.equals(to, shape(argument(0)))) {
        return one(order, (letter, axis) -> AxisOp.IDENTITY);
      }
      if (to.length != 2 || to[0] != shape(argument(0))[0]) {
        throw unknown("it reshapes " + order + " to " + Arrays.toString(to));
      }
      return one("NC", (letter, axis) -> new AxisOp.Whole());
    }

    private SameDiffNode squeezed(String order) {
      StringBuilder kept = new StringBuilder();
      Set<Integer> dropped =
          axes(IntStream.range(0, integers()).map(this::number).toArray(), order.length());
      for (int i = 0; i < order.length(); i++) {
        kept.append(dropped.contains(i) ? "" : order.substring(i, i + 1));
      }
      return one(kept.toString(), (letter, axis) -> AxisOp.IDENTITY);
    }

    /** A product with weights along the channels. */
    private SameDiffNode product(String order) {
      boolean plain = integers() == 0 || (number(0) == 0 && number(2) == 0);
      if (!order.endsWith("C") || !plain) {
        throw unknown("it joins other axes than channels");
      }
      return one(order, (letter, axis) -> AxisOp.IDENTITY);
    }
  }
}
