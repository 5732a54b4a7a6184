package org.percept4j.spark;

import java.io.Serializable;
import org.percept4j.hypercolumn.Hypercolumns;

/** Gives the classes of an image's pixels. The same image gives the same classes. */
@FunctionalInterface
public interface PixelLabels extends Serializable {

  /**
   * Gives one image's classes.
   *
   * @param image the image's name
   * @param columns its columns
   * @return one class per pixel, row after row: from 0, or {@link
   *     org.percept4j.hypercolumn.learn.PixelClassifier#UNLABELLED}
   */
  int[] of(String image, Hypercolumns columns);
}
