package org.percept4j.nanodet;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The scores of the classes all over a picture: at every eight pixels the largest of the three
 * heads' scores there, 0 to 1. Immutable.
 */
public final class ClassMaps {

  private final float[][] scores;
  private final int height;
  private final int width;

  private ClassMaps(float[][] scores, int height, int width) {
    this.scores = scores;
    this.height = height;
    this.width = width;
  }

  /** Merges heads [1, 124, height, width], the finest first. */
  static ClassMaps of(INDArray[] heads) {
    int classes = Nanodet.classes().size();
    int height = (int) heads[0].size(2);
    int width = (int) heads[0].size(3);
    float[][] scores = new float[classes][height * width];
    for (INDArray head : heads) {
      float[] logits = head.dup('c').data().asFloat();
      int rows = (int) head.size(2);
      int columns = (int) head.size(3);
      for (int c = 0; c < classes; c++) {
        for (int y = 0; y < height; y++) {
          for (int x = 0; x < width; x++) {
            int cell = (c * rows + y * rows / height) * columns + x * columns / width;
            float score = (float) (1 / (1 + Math.exp(-logits[cell])));
            int at = y * width + x;
            scores[c][at] = Math.max(scores[c][at], score);
          }
        }
      }
    }
    return new ClassMaps(scores, height, width);
  }

  /**
   * Returns the number of rows.
   *
   * @return an eighth of the input's
   */
  public int height() {
    return height;
  }

  /**
   * Returns the number of columns.
   *
   * @return an eighth of the input's
   */
  public int width() {
    return width;
  }

  /**
   * Returns where one class is seen.
   *
   * @param name one of {@link Nanodet#classes}
   * @return height·width scores, row by row, 0 to 1; a copy
   * @throws IllegalArgumentException if there is no such class
   */
  public float[] map(String name) {
    List<String> names = Nanodet.classes();
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("name: expected one of " + names + ", got " + name);
    }
    return scores[index].clone();
  }

  /**
   * Returns the highest score of each class anywhere.
   *
   * @return as many as classes, in their order, 0 to 1; a new array
   */
  public float[] best() {
    float[] best = new float[scores.length];
    for (int c = 0; c < best.length; c++) {
      for (float score : scores[c]) {
        best[c] = Math.max(best[c], score);
      }
    }
    return best;
  }

  @Override
  public String toString() {
    float[] best = best();
    int top = 0;
    for (int c = 1; c < best.length; c++) {
      top = best[c] > best[top] ? c : top;
    }
    return String.format(
        java.util.Locale.ROOT,
        "class scores on %d x %d cells, highest %s %.2f",
        height,
        width,
        Nanodet.classes().get(top),
        best[top]);
  }
}
