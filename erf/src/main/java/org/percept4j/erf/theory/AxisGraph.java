package org.percept4j.erf.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One axis of a {@link SpatialGraph}: nodes in topological order, each reading earlier ones. */
final class AxisGraph {

  /**
   * Unit u sees low + u·stride … high + u·stride.
   *
   * @param stride effective stride
   * @param low first position unit 0 sees
   * @param high last position unit 0 sees
   */
  private record Affine(long stride, long low, long high) {
    Affine through(AxisOp.Window w) {
      long shift = -w.padBefore() * stride;
      return new Affine(
          stride * w.stride(), low + shift, high + shift + (w.effectiveKernel() - 1) * stride);
    }

    boolean alignedWith(Affine other) {
      return stride == other.stride && low + high == other.low + other.high;
    }

    Affine hullWith(Affine other) {
      return new Affine(stride, Math.min(low, other.low), Math.max(high, other.high));
    }
  }

  private record Node(AxisOp op, List<Integer> inputs, int size) {}

  private final List<Node> nodes = new ArrayList<>();

  int addSource(int size) {
    nodes.add(new Node(AxisOp.IDENTITY, List.of(), size));
    return nodes.size() - 1;
  }

  int add(AxisOp op, int... inputs) {
    int inputSize = size(inputs[0]);
    nodes.add(new Node(op, Arrays.stream(inputs).boxed().toList(), op.outputSize(inputSize)));
    return nodes.size() - 1;
  }

  int size(int node) {
    return nodes.get(node).size();
  }

  AxisOp op(int node) {
    return nodes.get(node).op();
  }

  List<Integer> inputs(int node) {
    return nodes.get(node).inputs();
  }

  /** What a unit sees of one source; with {@code clip}, without what lies outside any map. */
  IntervalSet trace(int node, int unit, int source, boolean clip) {
    return traceAll(node, unit, clip)[source];
  }

  /** Whether the unit sees nothing outside any map on the way, whatever the sources. */
  boolean interior(int node, int unit) {
    IntervalSet[] seen = traceAll(node, unit, false);
    for (int n = 0; n <= node; n++) {
      if (!seen[n].equals(seen[n].clip(size(n)))) {
        return false;
      }
    }
    return true;
  }

  private IntervalSet[] traceAll(int node, int unit, boolean clip) {
    IntervalSet[] seen = new IntervalSet[node + 1];
    Arrays.fill(seen, IntervalSet.EMPTY);
    seen[node] = IntervalSet.of(unit, unit);
    for (int n = node; n >= 0; n--) {
      Node at = nodes.get(n);
      if (clip) {
        seen[n] = seen[n].clip(at.size());
      }
      if (seen[n].isEmpty()) {
        continue;
      }
      for (int input : at.inputs()) {
        List<Interval> read = new ArrayList<>();
        for (Interval part : seen[n].intervals()) {
          read.add(at.op().inputOf(part, size(input)));
        }
        seen[input] = seen[input].union(IntervalSet.of(read));
      }
    }
    return seen;
  }

  /** The whole geometry of one node with respect to one source. */
  AxisField field(int node, int source) {
    @Nullable Affine[] affine = new Affine[node + 1];
    boolean[] reached = new boolean[node + 1];
    boolean[] aligned = new boolean[node + 1];
    reached[source] = true;
    aligned[source] = true;
    affine[source] = new Affine(1, 0, 0);
    for (int n = source + 1; n <= node; n++) {
      Node at = nodes.get(n);
      int[] from = at.inputs().stream().filter(i -> reached[i]).mapToInt(i -> i).toArray();
      if (from.length == 0) {
        continue;
      }
      reached[n] = true;
      aligned[n] =
          Arrays.stream(from).allMatch(i -> aligned[i]) && meetInOneCentre(from, affine, source);
      Affine joined = affine[from[0]];
      for (int i : from) {
        Affine branch = affine[i];
        joined =
            joined == null || branch == null || branch.stride() != joined.stride()
                ? null
                : joined.hullWith(branch);
      }
      affine[n] = joined != null && at.op() instanceof AxisOp.Window w ? joined.through(w) : null;
    }
    Affine found = affine[node];
    if (!reached[node] || found == null) {
      return AxisField.irregular(
          this, node, source, reached[node] && aligned[node], stride(node, source));
    }
    return AxisField.regular(
        this, node, source, aligned[node], found.stride(), found.low(), found.high());
  }

  /** The distance between neighbouring units' fields, by exact arithmetic; null if it varies. */
  private @Nullable Ratio stride(int node, int source) {
    @Nullable Ratio[] strides = new Ratio[node + 1];
    strides[source] = new Ratio(1, 1);
    for (int n = source + 1; n <= node; n++) {
      Node at = nodes.get(n);
      Ratio common = null;
      boolean agree = true;
      for (int input : at.inputs()) {
        Ratio branch = strides[input];
        agree &= branch != null && (common == null || common.equals(branch));
        common = branch;
      }
      strides[n] = agree && common != null ? common.through(at.op()) : null;
    }
    return strides[node];
  }

  private boolean meetInOneCentre(int[] branches, @Nullable Affine[] affine, int source) {
    for (int b = 1; b < branches.length; b++) {
      Affine first = affine[branches[0]];
      Affine other = affine[branches[b]];
      if (first != null && other != null) {
        if (!first.alignedWith(other)) {
          return false;
        }
      } else if (!sameCentres(branches[0], branches[b], source)) {
        return false;
      }
    }
    return true;
  }

  private boolean sameCentres(int a, int b, int source) {
    for (int unit = 0; unit < Math.min(size(a), size(b)); unit++) {
      IntervalSet left = trace(a, unit, source, false);
      IntervalSet right = trace(b, unit, source, false);
      if (!left.isEmpty()
          && !right.isEmpty()
          && left.hull().first() + left.hull().last()
              != right.hull().first() + right.hull().last()) {
        return false;
      }
    }
    return true;
  }
}
