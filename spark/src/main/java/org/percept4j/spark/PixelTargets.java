package org.percept4j.spark;

import java.io.Serializable;
import org.percept4j.hypercolumn.Hypercolumns;

/** Gives the values of an image's pixels that are to be predicted. */
@FunctionalInterface
public interface PixelTargets extends Serializable {

  /**
   * Gives one image's values. The same image gives the same values.
   *
   * @param image the image's name
   * @param columns its columns
   * @return planes of {@code height·width} values, row after row; NaN in the first plane where a
   *     pixel's values are not known
   */
  float[][] of(String image, Hypercolumns columns);
}
