package org.percept4j.erf.theory;

/**
 * What the units of one layer can see of one input at all, by the arithmetic of kernels, strides,
 * dilation and padding. Branches that do not align are no error: each unit's field is then the
 * union of exact intervals, and {@link #isAligned()} says so.
 *
 * @param layer the layer's name
 * @param rows the vertical axis
 * @param columns the horizontal axis
 */
public record TheoreticalReceptiveField(String layer, AxisField rows, AxisField columns) {

  /**
   * Whether all branches that lead to this layer share their centres in both axes.
   *
   * @return false if some do not
   */
  public boolean isAligned() {
    return rows.isAligned() && columns.isAligned();
  }

  /**
   * Whether a unit sees no padding on the way, so that its field is complete.
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
   * Area of the field, gaps and padding included.
   *
   * @return rows × columns in input pixels
   */
  public long area() {
    return (long) rows.size() * columns.size();
  }

  @Override
  public String toString() {
    return rows.toString().equals(columns.toString())
        ? layer + ": " + rows
        : layer + ": rows " + rows + "; columns " + columns;
  }
}
