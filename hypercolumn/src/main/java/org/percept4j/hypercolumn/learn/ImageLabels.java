package org.percept4j.hypercolumn.learn;

import java.io.Serializable;
import org.percept4j.hypercolumn.Hypercolumns;

/** Gives the classes of images' pixels. The same image gives the same classes. */
@FunctionalInterface
public interface ImageLabels extends Serializable {

  /**
   * Gives one image's classes.
   *
   * @param image the image's number among all, from 0
   * @param columns its columns
   * @return one class per pixel, row after row: from 0, or {@link PixelClassifier#UNLABELLED}
   */
  int[] of(long image, Hypercolumns columns);
}
