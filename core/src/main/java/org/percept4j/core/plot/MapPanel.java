package org.percept4j.core.plot;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One map of a {@link MapFigure}: values in a grid of pixels, perhaps with outlines. Immutable. */
public final class MapPanel {

  /** A rectangle in pixel coordinates, where pixel i covers i − ½ to i + ½. */
  record Outline(double top, double left, double height, double width) {}

  /** An ellipse with axes along rows and columns. */
  record Ellipse(double row, double column, double rowRadius, double columnRadius) {}

  final double[] values;
  final int rows;
  final int columns;
  final String caption;
  final double centreRow;
  final double centreColumn;
  final @Nullable Outline outline;
  final @Nullable Ellipse ellipse;

  private MapPanel(
      double[] values,
      int rows,
      int columns,
      String caption,
      double centreRow,
      double centreColumn,
      @Nullable Outline outline,
      @Nullable Ellipse ellipse) {
    this.values = values;
    this.rows = rows;
    this.columns = columns;
    this.caption = caption;
    this.centreRow = centreRow;
    this.centreColumn = centreColumn;
    this.outline = outline;
    this.ellipse = ellipse;
  }

  /**
   * Returns a map.
   *
   * @param values rows·columns values, row by row; copied. Not modified
   * @param rows at least 1
   * @param columns at least 1
   * @param caption written below; lines are separated by {@code \n}
   * @return the panel, with its centre in the middle of the grid
   * @throws IllegalArgumentException if the number of values does not fit
   */
  public static MapPanel of(double[] values, int rows, int columns, String caption) {
    if (rows < 1 || columns < 1 || (long) rows * columns != values.length) {
      throw new IllegalArgumentException(
          String.format(
              "values: expected rows·columns of them, both positive, got %d for %d·%d",
              values.length, rows, columns));
    }
    return new MapPanel(
        values.clone(),
        rows,
        columns,
        Objects.requireNonNull(caption, "caption"),
        (rows - 1) / 2.0,
        (columns - 1) / 2.0,
        null,
        null);
  }

  /**
   * Returns the panel with another centre: where the axes have their zero.
   *
   * @param row in pixels from the first row's middle
   * @param column in pixels from the first column's middle
   * @return a new panel
   */
  public MapPanel centre(double row, double column) {
    return new MapPanel(values, rows, columns, caption, row, column, outline, ellipse);
  }

  /**
   * Returns the panel with a rectangle, such as a theoretical receptive field.
   *
   * @param top first row inside
   * @param left first column inside
   * @param height in pixels, positive
   * @param width in pixels, positive
   * @return a new panel
   */
  public MapPanel outline(double top, double left, double height, double width) {
    Outline box = new Outline(top, left, height, width);
    return new MapPanel(values, rows, columns, caption, centreRow, centreColumn, box, ellipse);
  }

  /**
   * Returns the panel with an ellipse, such as one standard deviation around a centre of mass.
   *
   * @param row its centre
   * @param column its centre
   * @param rowRadius in pixels, positive
   * @param columnRadius in pixels, positive
   * @return a new panel
   */
  public MapPanel ellipse(double row, double column, double rowRadius, double columnRadius) {
    Ellipse round = new Ellipse(row, column, rowRadius, columnRadius);
    return new MapPanel(values, rows, columns, caption, centreRow, centreColumn, outline, round);
  }

  /** Returns the largest finite magnitude; 0 if there is none. */
  double peak() {
    double peak = 0;
    for (double v : values) {
      peak = Double.isFinite(v) ? Math.max(peak, Math.abs(v)) : peak;
    }
    return peak;
  }

  @Override
  public String toString() {
    return String.format("MapPanel[%d×%d, %s]", rows, columns, caption);
  }
}
