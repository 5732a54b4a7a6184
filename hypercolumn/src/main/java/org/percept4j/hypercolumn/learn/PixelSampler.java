package org.percept4j.hypercolumn.learn;

import java.util.List;
import java.util.SplittableRandom;
import org.percept4j.core.internal.Draw;

/** Draws some images and, in each, some labelled pixels: a step's training data, standardised. */
final class PixelSampler {

  /** Columns (pixels × depth, row-major) with their classes. */
  static final class Batch {
    final float[] columns;
    final int[] classes;

    Batch(float[] columns, int[] classes) {
      this.columns = columns;
      this.classes = classes;
    }
  }

  private final List<LabelledSample.Rows> images;
  private final double[] means;
  private final double[] scales;
  private final SplittableRandom random;
  private final int imagesPerStep;
  private final int pixelsPerImage;

  PixelSampler(
      LabelledSample sample, double[] scales, long seed, int imagesPerStep, int pixelsPerImage) {
    this.images = sample.rows();
    this.means = sample.moments().means();
    this.scales = scales;
    this.random = new SplittableRandom(seed);
    this.imagesPerStep = imagesPerStep;
    this.pixelsPerImage = pixelsPerImage;
  }

  Batch next() {
    int count = Math.min(imagesPerStep, images.size());
    int[] chosen = Draw.distinct(count, images.size(), random);
    int[][] pixels = new int[count][];
    int total = 0;
    for (int i = 0; i < count; i++) {
      int labelled = images.get(chosen[i]).classes.length;
      pixels[i] = Draw.distinct(Math.min(pixelsPerImage, labelled), labelled, random);
      total += pixels[i].length;
    }
    int depth = means.length;
    Batch batch = new Batch(new float[Math.multiplyExact(total, depth)], new int[total]);
    int row = 0;
    for (int i = 0; i < count; i++) {
      LabelledSample.Rows image = images.get(chosen[i]);
      double[] shift = image.base.clone();
      Vectors.add(-1, means, shift);
      for (int p : pixels[i]) {
        for (int c = 0; c < depth; c++) {
          batch.columns[row * depth + c] =
              (float) ((image.columns[p * depth + c] + shift[c]) * scales[c]);
        }
        batch.classes[row++] = image.classes[p];
      }
    }
    return batch;
  }
}
