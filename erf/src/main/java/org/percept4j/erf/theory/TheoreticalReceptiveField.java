package org.percept4j.erf.theory;

/**
 * Describes what the units of one layer can see of one input at all, by the arithmetic of kernels,
 * strides, dilation and padding. Branches that do not align are no error: each unit's field is then
 * the union of exact intervals, and {@link #isAligned()} says so.
 *
 * @param layer the layer's name
 * @param depth the axis of depth; of length 1 for pictures and sequences
 * @param rows the vertical axis
 * @param columns the horizontal axis
 */
public record TheoreticalReceptiveField(
    String layer, AxisField depth, AxisField rows, AxisField columns) {

  /**
   * Tells whether all branches that lead to this layer share their centres along every axis.
   *
   * @return false if some do not
   */
  public boolean isAligned() {
    return depth.isAligned() && rows.isAligned() && columns.isAligned();
  }

  /**
   * Tells whether a unit of a picture or a sequence sees no padding on the way, so that its field
   * is complete.
   *
   * @param row the unit's row in the layer's map
   * @param column the unit's column
   * @return true if so
   * @throws IllegalArgumentException if there is no such unit
   */
  public boolean isInterior(int row, int column) {
    return rows.isInterior(row) && columns.isInterior(column);
  }

  /**
   * Returns the area of the field in the plane, gaps and padding included.
   *
   * @return rows × columns in input pixels
   */
  public long area() {
    return (long) rows.size() * columns.size();
  }

  @Override
  public String toString() {
    String before = depth.inputSize() == 1 ? layer + ": " : layer + ": depth " + depth + "; ";
    return depth.inputSize() == 1 && rows.toString().equals(columns.toString())
        ? before + rows
        : before + "rows " + rows + "; columns " + columns;
  }
}
