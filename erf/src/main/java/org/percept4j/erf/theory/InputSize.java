package org.percept4j.erf.theory;

/**
 * Size of one network input. Same padding, and with it a unit's centre, depends on it.
 *
 * @param rows height in pixels, at least 1; 1 for an input that is a plain vector
 * @param columns width in pixels, at least 1; 1 for an input that is a plain vector
 */
public record InputSize(int rows, int columns) {

  /**
   * Rejects sizes below 1.
   *
   * @param rows height in pixels
   * @param columns width in pixels
   */
  public InputSize {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "input size: expected at least 1x1, got " + rows + "x" + columns);
    }
  }

  /**
   * A square input.
   *
   * @param side height and width in pixels, at least 1
   * @return the size
   */
  public static InputSize square(int side) {
    return new InputSize(side, side);
  }
}
