package org.percept4j.erf.theory;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Describes the theoretical receptive field of a layer's units along one axis.
 *
 * <p>For windows (convolution, pooling) unit u sees inputs −P + u·S … −P + u·S + r − 1, with size
 * r, effective stride S and padding P (Araujo, Norris and Sim, "Computing Receptive Fields of
 * Convolutional Neural Networks", Distill 2019). Upsampling and dense layers have no such rule: the
 * figures are then those of {@link #isRegular()} false. Immutable.
 */
public final class AxisField {

  private final AxisGraph graph;
  private final int node;
  private final int source;
  private final boolean regular;
  private final boolean aligned;
  private final int size;
  private final double stride;
  private final int padding;

  private AxisField(
      AxisGraph graph,
      int node,
      int source,
      boolean regular,
      boolean aligned,
      int size,
      double stride,
      int padding) {
    this.graph = graph;
    this.node = node;
    this.source = source;
    this.regular = regular;
    this.aligned = aligned;
    this.size = size;
    this.stride = stride;
    this.padding = padding;
  }

  static AxisField regular(
      AxisGraph graph, int node, int source, boolean aligned, long stride, long low, long high) {
    return new AxisField(
        graph,
        node,
        source,
        true,
        aligned,
        Math.toIntExact(high - low + 1),
        stride,
        Math.toIntExact(-low));
  }

  static AxisField irregular(
      AxisGraph graph, int node, int source, boolean aligned, @Nullable Ratio exact) {
    int units = graph.size(node);
    Interval[] seen =
        IntStream.range(0, units)
            .mapToObj(u -> graph.trace(node, u, source, false))
            .filter(s -> !s.isEmpty())
            .map(IntervalSet::hull)
            .toArray(Interval[]::new);
    if (seen.length == 0) {
      return new AxisField(graph, node, source, false, aligned, 0, 0, 0);
    }
    int size = 0;
    for (Interval interval : seen) {
      size = Math.max(size, interval.length());
    }
    double mean =
        units == 1 ? 0 : (seen[seen.length - 1].first() - seen[0].first()) / (units - 1.0);
    double stride = exact == null ? mean : exact.value();
    return new AxisField(graph, node, source, false, aligned, size, stride, -seen[0].first());
  }

  /**
   * Returns the size of the field, gaps included.
   *
   * @return r in input pixels; where units differ in size, the largest; 0 if nothing is seen
   */
  public int size() {
    return size;
  }

  /**
   * Returns the distance between the fields of neighbouring units.
   *
   * @return S in input pixels, a fraction after upsampling; where it varies, the mean; 0 for a
   *     single unit that sees everything
   */
  public double stride() {
    return stride;
  }

  /**
   * Returns how far unit 0's field begins before the input.
   *
   * @return P in input pixels; negative if it begins inside
   */
  public int padding() {
    return padding;
  }

  /**
   * Tells whether size, stride and padding hold for every unit.
   *
   * @return false after upsampling, transposed convolution, pooling over everything or dense
   *     layers; {@link #interval} is exact all the same
   */
  public boolean isRegular() {
    return regular;
  }

  /**
   * Tells whether all branches of the network that lead here are centred on the same inputs.
   *
   * @return false if some are not; the field is then the union of what they see
   */
  public boolean isAligned() {
    return aligned;
  }

  /**
   * Counts the layer's units along this axis.
   *
   * @return the count, at least 1
   */
  public int units() {
    return graph.size(node);
  }

  /**
   * Returns the length of the input along this axis.
   *
   * @return the length in pixels
   */
  public int inputSize() {
    return graph.size(source);
  }

  /**
   * Finds what a unit sees, padding included.
   *
   * @param unit position in the layer's map, 0 to {@link #units()} − 1
   * @return the positions; parts outside 0 … {@link #inputSize()} − 1 lie in the padding
   * @throws IllegalArgumentException if there is no such unit
   */
  public IntervalSet interval(int unit) {
    return graph.trace(node, requireUnit(unit), source, false);
  }

  /**
   * Finds what a unit sees of the input itself.
   *
   * @param unit position in the layer's map
   * @return the input pixels a change of which can change the unit; gaps of strides and dilation
   *     count as seen
   * @throws IllegalArgumentException if there is no such unit
   */
  public IntervalSet visible(int unit) {
    return graph.trace(node, requireUnit(unit), source, true);
  }

  /**
   * Finds the middle of a unit's field.
   *
   * @param unit position in the layer's map
   * @return the centre in input pixels, −P + u·S + (r − 1)/2; half-integral for even sizes; NaN if
   *     the unit sees nothing
   * @throws IllegalArgumentException if there is no such unit
   */
  public double centre(int unit) {
    IntervalSet seen = interval(unit);
    return seen.isEmpty() ? Double.NaN : (seen.hull().first() + seen.hull().last()) / 2.0;
  }

  /**
   * Tells whether a unit sees no padding, at any layer on the way.
   *
   * @param unit position in the layer's map
   * @return true if its field is complete
   * @throws IllegalArgumentException if there is no such unit
   */
  public boolean isInterior(int unit) {
    return graph.interior(node, requireUnit(unit));
  }

  private int requireUnit(int unit) {
    if (unit < 0 || unit >= units()) {
      throw new IllegalArgumentException("unit: expected 0 to " + (units() - 1) + ", got " + unit);
    }
    return unit;
  }

  @Override
  public String toString() {
    return String.format(
        "size %d, stride %s, padding %d%s%s",
        size,
        stride == Math.rint(stride) ? String.valueOf((long) stride) : String.valueOf(stride),
        padding,
        regular ? "" : ", irregular",
        aligned ? "" : ", branches not aligned");
  }
}
