package org.percept4j.erf.theory;

import java.util.Collections;
import java.util.List;

/**
 * Describes the size of one network input. Same padding, and with it a unit's centre, depends on
 * it.
 *
 * @param depth depth of a volume in voxels, at least 1; 1 for anything else
 * @param rows height in pixels, at least 1; 1 for a sequence or a plain vector
 * @param columns width in pixels or length of a sequence, at least 1; 1 for a plain vector
 */
public record InputSize(int depth, int rows, int columns) {

  /**
   * Rejects sizes below 1.
   *
   * @param depth depth in voxels
   * @param rows height in pixels
   * @param columns width in pixels
   */
  public InputSize {
    if (depth < 1 || rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "input size: expected at least 1x1, got "
              + (depth == 1 ? "" : depth + "x")
              + rows
              + "x"
              + columns);
    }
  }

  /**
   * Describes the size of a picture.
   *
   * @param rows height in pixels, at least 1
   * @param columns width in pixels, at least 1
   */
  public InputSize(int rows, int columns) {
    this(1, rows, columns);
  }

  /**
   * Returns the size of a sequence.
   *
   * @param length number of steps, at least 1
   * @return the size, of one row
   */
  public static InputSize sequence(int length) {
    return new InputSize(1, length);
  }

  /**
   * Returns the size of a square picture.
   *
   * @param side height and width in pixels, at least 1
   * @return the size
   */
  public static InputSize square(int side) {
    return new InputSize(side, side);
  }

  @Override
  public String toString() {
    return (depth == 1 ? "" : depth + "x") + rows + "x" + columns;
  }

  /**
   * Gives each input its size.
   *
   * @param names of the inputs
   * @param sizes one for all, or one for each
   */
  static List<InputSize> each(List<String> names, InputSize... sizes) {
    if (sizes.length != 1 && sizes.length != names.size()) {
      throw new IllegalArgumentException(
          "sizes: expected one, or one for each of " + names + ", got " + sizes.length);
    }
    return sizes.length == 1 ? Collections.nCopies(names.size(), sizes[0]) : List.of(sizes);
  }
}
