package org.percept4j.spark;

import java.io.Serializable;
import org.percept4j.core.internal.Checks;
import org.percept4j.core.internal.Streams;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.PixelPoints;

/** Chooses pixels of an image. The same image gives the same pixels. */
@FunctionalInterface
public interface PixelChoice extends Serializable {

  /**
   * Chooses pixels.
   *
   * @param image the image's name
   * @param columns its columns
   * @return where, inside the image; may be none
   */
  PixelPoints of(String image, Hypercolumns columns);

  /**
   * Draws different pixels, all equally likely, by the image's name and the seed alone: whatever
   * machine does it draws the same.
   *
   * @param count how many of each image, at least 1; all of an image that has fewer
   * @param seed any number
   * @return the choice
   * @throws IllegalArgumentException if {@code count} is below 1
   */
  static PixelChoice random(int count, long seed) {
    Checks.atLeast("count", 1, count);
    return (image, columns) ->
        PixelPoints.random(
            Math.min(count, columns.pixels()),
            columns.height(),
            columns.width(),
            Streams.of(seed, image).nextLong());
  }

  /**
   * Chooses the same places in every image; those outside a smaller image are left out.
   *
   * @param y rows. Not modified; copied.
   * @param x columns, as many. Not modified; copied.
   * @return the choice
   * @throws IllegalArgumentException if the lengths differ or a coordinate is not finite
   */
  static PixelChoice at(double[] y, double[] x) {
    PixelPoints.of(y, x); // refuses what is no place
    double[] rows = y.clone();
    double[] places = x.clone();
    return (image, columns) -> {
      double[][] inside =
          java.util.stream.IntStream.range(0, rows.length)
              .filter(
                  i ->
                      rows[i] >= 0
                          && places[i] >= 0
                          && rows[i] <= columns.height() - 1
                          && places[i] <= columns.width() - 1)
              .mapToObj(i -> new double[] {rows[i], places[i]})
              .toArray(double[][]::new);
      double[] insideRows = new double[inside.length];
      double[] insideColumns = new double[inside.length];
      for (int i = 0; i < inside.length; i++) {
        insideRows[i] = inside[i][0];
        insideColumns[i] = inside[i][1];
      }
      return PixelPoints.of(insideRows, insideColumns);
    };
  }
}
