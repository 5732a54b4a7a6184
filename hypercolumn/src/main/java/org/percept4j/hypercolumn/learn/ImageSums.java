package org.percept4j.hypercolumn.learn;

import java.io.Serializable;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * Makes a mergeable value of one image's pixels. The same image and number give the same value.
 *
 * @param <A> the value
 */
@FunctionalInterface
public interface ImageSums<A extends Mergeable<A>> extends Serializable {

  /**
   * Makes the value of one image.
   *
   * @param image the image's number among all, from 0
   * @param columns its columns
   * @return the value
   */
  A of(long image, Hypercolumns columns);
}
