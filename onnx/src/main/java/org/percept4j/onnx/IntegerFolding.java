package org.percept4j.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Works out nodes on a few constant integers, as pads and shapes are made of. */
final class IntegerFolding {

  private static final int MAX_VALUES = 1 << 12;

  private IntegerFolding() {}

  /**
   * What a node gives.
   *
   * @param inputs those that are there, in order
   * @return null if it is no such node, or its constants are no integers or too many
   */
  static @Nullable OnnxTensor fold(OnnxNode node, List<OnnxTensor> inputs)
      throws MalformedOnnxException {
    OnnxTensor first = inputs.get(0);
    if (node.operator().equals("Shape")) {
      return vector(node, first.dims());
    }
    for (OnnxTensor input : inputs) {
      if (!input.type().isInteger() || input.length() > MAX_VALUES) {
        return null;
      }
    }
    long[] values = longs(first);
    return switch (node.operator()) {
      case "ConstantOfShape" -> filled(node, values);
      case "Concat" -> concat(node, inputs);
      case "Gather" -> gather(node, inputs);
      case "Slice" -> slice(node, inputs);
      case "Transpose" -> transpose(node, first);
      case "Reshape" -> reshape(node, first, longs(inputs.get(1)));
      case "Squeeze" -> OnnxTensor.ofLongs(node.name(), dims(values.length), values);
      case "Unsqueeze" -> vector(node, values);
      case "Add", "Sub", "Mul", "Div" -> arithmetic(node, values, longs(inputs.get(1)));
      default -> null;
    };
  }

  private static long[] dims(int length) {
    return length == 1 ? new long[0] : new long[] {length};
  }

  private static OnnxTensor vector(OnnxNode node, long... values) {
    return OnnxTensor.ofLongs(node.name(), new long[] {values.length}, values);
  }

  private static long[] longs(OnnxTensor tensor) {
    return tensor.integers().stream().mapToLong(Long::longValue).toArray();
  }

  private static @Nullable OnnxTensor filled(OnnxNode node, long[] shape)
      throws MalformedOnnxException {
    int length = OnnxTensor.length(node.name(), shape);
    OnnxNode.OnnxAttribute value = node.attributes().get("value");
    OnnxTensor with = value == null ? null : value.t();
    if (length > MAX_VALUES || with == null || !with.type().isInteger() || with.length() != 1) {
      return null;
    }
    long[] values = new long[length];
    Arrays.fill(values, with.integerAt(0));
    return OnnxTensor.ofLongs(node.name(), shape, values);
  }

  private static @Nullable OnnxTensor concat(OnnxNode node, List<OnnxTensor> inputs) {
    List<Long> all = new ArrayList<>();
    for (OnnxTensor input : inputs) {
      if (input.rank() != 1) {
        return null;
      }
      all.addAll(input.integers());
    }
    return vector(node, all.stream().mapToLong(Long::longValue).toArray());
  }

  private static @Nullable OnnxTensor gather(OnnxNode node, List<OnnxTensor> inputs) {
    if (inputs.get(0).rank() != 1) {
      return null;
    }
    long[] from = longs(inputs.get(0));
    long[] values =
        Arrays.stream(longs(inputs.get(1)))
            .map(i -> from[Math.toIntExact(i < 0 ? i + from.length : i)])
            .toArray();
    return OnnxTensor.ofLongs(node.name(), inputs.get(1).dims(), values);
  }

  /** Along the first of one or two dimensions. */
  private static @Nullable OnnxTensor slice(OnnxNode node, List<OnnxTensor> inputs) {
    OnnxTensor x = inputs.get(0);
    boolean simple =
        inputs.size() >= 3
            && (x.rank() == 1 || x.rank() == 2)
            && inputs.stream().skip(1).allMatch(t -> t.length() == 1)
            && (inputs.size() < 4 || inputs.get(3).integerAt(0) == 0);
    if (!simple || x.length() == 0) {
      return null;
    }
    int rows = (int) x.dims()[0];
    int width = x.length() / rows;
    long step = inputs.size() < 5 ? 1 : inputs.get(4).integerAt(0);
    if (step == 0 || Math.abs(step) > MAX_VALUES) {
      return null;
    }
    long low = step > 0 ? 0 : -1;
    long high = step > 0 ? rows : rows - 1;
    long start = clamp(inputs.get(1).integerAt(0), rows, low, high);
    long end = clamp(inputs.get(2).integerAt(0), rows, low, high);
    List<Long> taken = new ArrayList<>();
    for (long r = start; step > 0 ? r < end : r > end; r += step) {
      for (int c = 0; c < width; c++) {
        taken.add(x.integerAt((int) r * width + c));
      }
    }
    long[] shape = x.dims().clone();
    shape[0] = taken.size() / width;
    return OnnxTensor.ofLongs(
        node.name(), shape, taken.stream().mapToLong(Long::longValue).toArray());
  }

  private static long clamp(long position, int size, long low, long high) {
    return Math.max(low, Math.min(high, position < 0 ? position + size : position));
  }

  private static @Nullable OnnxTensor transpose(OnnxNode node, OnnxTensor x)
      throws MalformedOnnxException {
    if (x.rank() != 2 || Arrays.equals(node.integers("perm", 1, 0), new int[] {0, 1})) {
      return null;
    }
    int rows = (int) x.dims()[0];
    int columns = (int) x.dims()[1];
    long[] values = new long[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = x.integerAt(i % rows * columns + i / rows);
    }
    return OnnxTensor.ofLongs(node.name(), new long[] {columns, rows}, values);
  }

  private static @Nullable OnnxTensor reshape(OnnxNode node, OnnxTensor x, long[] shape) {
    long[] full = shape.clone();
    long known = 1;
    int open = -1;
    for (int d = 0; d < full.length; d++) {
      full[d] = full[d] == 0 && d < x.rank() ? x.dims()[d] : full[d];
      open = full[d] == -1 ? d : open;
      known = Math.multiplyExact(known, full[d] == -1 ? 1 : full[d]);
    }
    if (open >= 0 && known > 0) {
      full[open] = x.length() / known;
      known *= full[open];
    }
    return known == x.length() ? OnnxTensor.ofLongs(node.name(), full, longs(x)) : null;
  }

  private static @Nullable OnnxTensor arithmetic(OnnxNode node, long[] a, long[] b) {
    if (a.length != b.length && a.length != 1 && b.length != 1) {
      return null;
    }
    long[] values = new long[Math.max(a.length, b.length)];
    for (int i = 0; i < values.length; i++) {
      long x = a[a.length == 1 ? 0 : i];
      long y = b[b.length == 1 ? 0 : i];
      values[i] =
          switch (node.operator()) {
            case "Add" -> Math.addExact(x, y);
            case "Sub" -> Math.subtractExact(x, y);
            case "Mul" -> Math.multiplyExact(x, y);
            default -> x / y;
          };
    }
    return OnnxTensor.ofLongs(node.name(), dims(values.length), values);
  }
}
