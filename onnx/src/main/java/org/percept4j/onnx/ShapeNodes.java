package org.percept4j.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What joins, cuts, turns, pads and resizes arrays. */
final class ShapeNodes {

  private ShapeNodes() {}

  static void register(Map<String, NodeConverter> converters) {
    converters.put("Concat", ShapeNodes::concat);
    converters.put("Split", ShapeNodes::split);
    converters.put("Slice", ShapeNodes::slice);
    converters.put("Pad", ShapeNodes::pad);
    converters.put("Resize", ShapeNodes::resize);
    converters.put("Upsample", ShapeNodes::resize);
    converters.put("Flatten", ShapeNodes::flatten);
    converters.put("Reshape", ShapeNodes::reshape);
    converters.put("Squeeze", (node, to) -> axes(node, to, Arrange.Kind.SQUEEZE));
    converters.put("Unsqueeze", (node, to) -> axes(node, to, Arrange.Kind.UNSQUEEZE));
    converters.put(
        "Transpose", (node, to) -> to.operation(node, new Permute(node.integers("perm"))));
    converters.put("ReduceMean", ShapeNodes::mean);
    converters.put(
        ShufflePattern.OPERATOR,
        (node, to) -> to.operation(node, new Shuffle((int) node.integer("groups", 1))));
  }

  private static void concat(OnnxNode node, Conversion to)
      throws RefusedException, MalformedOnnxException {
    String[] from = new String[node.inputs().size()];
    for (int i = 0; i < from.length; i++) {
      from[i] = to.input(node, i);
    }
    to.merge(node, new Concat(Math.toIntExact(node.integer("axis", 1))), from);
  }

  /** A list of numbers that newer versions have as an input and older ones as an attribute. */
  private static List<Long> numbers(OnnxNode node, Conversion to, int input, String attribute)
      throws RefusedException {
    if (node.hasInput(input)) {
      return to.constant(node, input, attribute).integers();
    }
    OnnxNode.OnnxAttribute found = node.attributes().get(attribute);
    return found == null ? List.of() : found.ints();
  }

  private static void split(OnnxNode node, Conversion to)
      throws RefusedException, MalformedOnnxException {
    int[] parts = node.moderate("parts", numbers(node, to, 1, "split"));
    if (parts.length != node.outputs().size()) {
      throw new RefusedException("parts whose sizes are not given");
    }
    int axis = Math.toIntExact(node.integer("axis", 0));
    String from = to.input(node, 0);
    int start = 0;
    for (int k = 0; k < parts.length; k++) {
      Slice slice = new Slice(axis, start, start + (long) parts[k], 1);
      String name = to.add(node.name() + ":" + k, new OperationLayer(slice), from);
      to.gives(node, k, name);
      start += parts[k];
    }
  }

  private static void slice(OnnxNode node, Conversion to)
      throws RefusedException, MalformedOnnxException {
    List<Long> starts = numbers(node, to, 1, "starts");
    List<Long> ends = numbers(node, to, 2, "ends");
    List<Long> axes = new ArrayList<>(numbers(node, to, 3, "axes"));
    List<Long> steps = new ArrayList<>(numbers(node, to, 4, "steps"));
    for (int k = 0; k < starts.size(); k++) {
      if (axes.size() <= k) {
        axes.add((long) k);
      }
      if (steps.size() <= k) {
        steps.add(1L);
      }
    }
    if (starts.isEmpty() || ends.size() != starts.size()) {
      throw new MalformedOnnxException(
          node + ": expected as many starts as ends, got " + starts + " and " + ends);
    }
    int[] along = node.moderate("axes", axes);
    int[] by = node.moderate("steps", steps);
    String from = to.input(node, 0);
    for (int k = 0; k < along.length; k++) {
      if (by[k] < 1) {
        throw new RefusedException("a step of " + by[k]);
      }
      Slice slice = new Slice(along[k], starts.get(k), ends.get(k), by[k]);
      if (k == along.length - 1) {
        to.layer(node, new OperationLayer(slice), from);
      } else {
        from = to.add(node.name() + "." + k, new OperationLayer(slice), from);
      }
    }
  }

  private static void pad(OnnxNode node, Conversion to)
      throws RefusedException, MalformedOnnxException {
    int[] pads = node.moderate("pads", numbers(node, to, 1, "pads"));
    double value =
        node.hasInput(2) ? to.constant(node, 2, "a value").at(0) : node.number("value", 0);
    if (node.hasInput(3)) {
      pads = forAxes(node, pads, to.constant(node, 3, "axes").integers());
    }
    if (pads.length != 8 || pads[0] != 0 || pads[1] != 0 || pads[4] != 0 || pads[5] != 0) {
      throw new RefusedException("padding of other dimensions than rows and columns");
    }
    Pad.Mode mode = Resize.named(Pad.Mode.class, node.text("mode", "constant"));
    if (IntStream.of(pads).anyMatch(p -> p > 1 << 12)) {
      throw new RefusedException("padding of more than 4096");
    }
    to.operation(node, new Pad(mode, value, pads[2], pads[3], pads[6], pads[7]));
  }

  /** Pads of all four dimensions, of those of some. */
  private static int[] forAxes(OnnxNode node, int[] pads, List<Long> axes)
      throws MalformedOnnxException {
    int[] along = node.moderate("axes", axes);
    int[] all = new int[8];
    for (int k = 0; k < along.length; k++) {
      int axis = along[k] < 0 ? along[k] + 4 : along[k];
      if (axis < 0 || axis > 3 || pads.length != 2 * along.length) {
        throw new MalformedOnnxException(
            node + ": expected two pads for each of four axes, got axes " + axes);
      }
      all[axis] = pads[k];
      all[axis + 4] = pads[k + along.length];
    }
    return all;
  }

  private static void resize(OnnxNode node, Conversion to)
      throws RefusedException, MalformedOnnxException {
    boolean old = node.operator().equals("Upsample") || to.opset() < 11;
    if (node.integer("antialias", 0) != 0
        || node.integer("exclude_outside", 0) != 0
        || node.has("axes")
        || !node.text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
      throw new RefusedException("antialias, exclude_outside, axes or keep_aspect_ratio_policy");
    }
    String mode = node.text("mode", "nearest");
    String coordinates =
        old ? "asymmetric" : node.text("coordinate_transformation_mode", "half_pixel");
    String nearest = old ? "floor" : node.text("nearest_mode", "round_prefer_floor");
    double[] scales = {};
    int[] sizes = {};
    if (!old && node.hasInput(3)) {
      sizes = lastTwo(node, node.moderate("sizes", to.constant(node, 3, "sizes").integers()));
    } else {
      scales = scales(node, to, old ? 1 : 2);
    }
    to.operation(
        node,
        new Resize(
            Resize.named(Resize.Mode.class, mode.equals("bilinear") ? "linear" : mode),
            Resize.named(Resize.Coordinates.class, coordinates),
            Resize.named(Resize.Nearest.class, nearest),
            node.number("cubic_coeff_a", -0.75),
            scales,
            sizes));
  }

  private static double[] scales(OnnxNode node, Conversion to, int input)
      throws RefusedException, MalformedOnnxException {
    OnnxNode.OnnxAttribute attribute = node.attributes().get("scales");
    double[] all =
        attribute != null
            ? attribute.floats().stream().mapToDouble(Float::doubleValue).toArray()
            : to.constant(node, input, "scales").doubles();
    if (all.length != 4 || all[0] != 1 || all[1] != 1 || !(all[2] > 0) || !(all[3] > 0)) {
      throw new RefusedException("resizing of other dimensions than rows and columns");
    }
    return new double[] {all[2], all[3]};
  }

  private static int[] lastTwo(OnnxNode node, int[] sizes) throws MalformedOnnxException {
    if (sizes.length != 4 || sizes[2] < 1 || sizes[3] < 1) {
      throw new MalformedOnnxException(node + ": expected four sizes of at least 1");
    }
    return new int[] {sizes[2], sizes[3]};
  }

  private static void flatten(OnnxNode node, Conversion to)
      throws RefusedException, MalformedOnnxException {
    to.operation(node, new Arrange(Arrange.Kind.FLATTEN, false, node.integer("axis", 1)));
  }

  private static void reshape(OnnxNode node, Conversion to)
      throws RefusedException, MalformedOnnxException {
    if (node.integer("allowzero", 0) != 0) {
      throw new RefusedException("allowzero");
    }
    long[] shape =
        to.constant(node, 1, "a shape").integers().stream().mapToLong(Long::longValue).toArray();
    boolean firstIsBatch = shape.length > 0 && to.isBatch(shape[0]);
    to.operation(node, new Arrange(Arrange.Kind.RESHAPE, firstIsBatch, shape));
  }

  private static void axes(OnnxNode node, Conversion to, Arrange.Kind kind)
      throws RefusedException, MalformedOnnxException {
    int[] axes = node.moderate("axes", numbers(node, to, 1, "axes"));
    to.operation(node, new Arrange(kind, false, IntStream.of(axes).asLongStream().toArray()));
  }

  private static void mean(OnnxNode node, Conversion to)
      throws RefusedException, MalformedOnnxException {
    int[] axes = node.moderate("axes", numbers(node, to, 1, "axes"));
    if (axes.length == 0) {
      throw new RefusedException("a mean over everything");
    }
    to.operation(node, new Reduce(false, node.integer("keepdims", 1) != 0, axes));
  }
}
