package org.percept4j.hypercolumn;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Draws some images and, in each, some labelled pixels: a step's training data. */
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

  private static final class Image {
    final Hypercolumns columns;
    final int[] labels;
    final int[] labelled;

    Image(Hypercolumns columns, int[] labels, int[] labelled) {
      this.columns = columns;
      this.labels = labels;
      this.labelled = labelled;
    }
  }

  private final List<Image> images = new ArrayList<>();
  private final SplittableRandom random;
  private final int imagesPerStep;
  private final int pixelsPerImage;

  PixelSampler(List<Hypercolumns> columns, List<int[]> labels, PixelClassifier.Builder settings) {
    random = new SplittableRandom(settings.seed);
    imagesPerStep = settings.imagesPerStep;
    pixelsPerImage = settings.pixelsPerImage;
    for (int i = 0; i < columns.size(); i++) {
      int[] classes = labels.get(i);
      if (classes.length != columns.get(i).pixels()) {
        throw new IllegalArgumentException(
            String.format(
                "labels of image %d: expected %d×%d, got %d",
                i, columns.get(i).height(), columns.get(i).width(), classes.length));
      }
      for (int p = 0; p < classes.length; p++) {
        if (classes[p] < PixelClassifier.UNLABELLED || classes[p] >= settings.classes) {
          throw new IllegalArgumentException(
              String.format(
                  "labels of image %d: expected 0 to %d or %d, got %d at pixel %d",
                  i, settings.classes - 1, PixelClassifier.UNLABELLED, classes[p], p));
        }
      }
      int[] labelled =
          IntStream.range(0, classes.length)
              .filter(p -> classes[p] != PixelClassifier.UNLABELLED)
              .toArray();
      if (labelled.length > 0) {
        images.add(new Image(columns.get(i), classes.clone(), labelled));
      }
    }
    if (images.isEmpty()) {
      throw new IllegalArgumentException("labels: expected at least one labelled pixel, got none");
    }
  }

  Batch next() {
    int count = Math.min(imagesPerStep, images.size());
    List<float[]> rows = new ArrayList<>();
    List<int[]> classes = new ArrayList<>();
    for (int i : Draw.distinct(count, images.size(), random)) {
      Image image = images.get(i);
      int n = Math.min(pixelsPerImage, image.labelled.length);
      int[] pixels = Draw.distinct(n, image.labelled.length, random);
      for (int p = 0; p < n; p++) {
        pixels[p] = image.labelled[pixels[p]];
      }
      rows.add(
          PointSamples.values(image.columns, PixelPoints.ofPixels(pixels, image.columns.width())));
      classes.add(IntStream.of(pixels).map(p -> image.labels[p]).toArray());
    }
    return new Batch(joined(rows), classes.stream().flatMapToInt(IntStream::of).toArray());
  }

  private static float[] joined(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(p -> p.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
