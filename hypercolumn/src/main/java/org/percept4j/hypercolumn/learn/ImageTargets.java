package org.percept4j.hypercolumn.learn;

import java.io.Serializable;
import org.percept4j.hypercolumn.Hypercolumns;

/** Gives the values of images' pixels that are to be predicted. */
@FunctionalInterface
public interface ImageTargets extends Serializable {

  /**
   * Gives one image's values.
   *
   * @param image the image's number among all, from 0
   * @param columns its columns
   * @return planes of {@code height·width} values, row after row; NaN in the first plane where a
   *     pixel's values are not known
   */
  float[][] of(long image, Hypercolumns columns);
}
