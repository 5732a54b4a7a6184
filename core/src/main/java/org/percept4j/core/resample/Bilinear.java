package org.percept4j.core.resample;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Bilinear resizing of images and feature maps on plain memory, and its exact adjoint.
 *
 * <p>A plane is {@code height × width} values, row after row; several planes follow one another
 * (the layout of one NCHW image). Each input row is stretched once and shared by all output rows
 * that need it; planes are spread over the common pool's threads. Values that are not finite spread
 * to the output pixels made of them.
 *
 * <p>Immutable and thread-safe.
 */
public final class Bilinear {

  /** Says where output pixels lie among the input pixels. */
  public enum Convention {
    /**
     * Pixels are areas: {@code s = (x + 0.5)·in/out − 0.5}, clamped to the edges. Equals Pillow,
     * PyTorch ({@code align_corners=False}), OpenCV and scikit-image when enlarging, and PyTorch
     * and OpenCV when shrinking (two neighbours, no filter).
     */
    HALF_PIXEL,
    /**
     * As {@link #HALF_PIXEL} when enlarging; when shrinking, a triangle of support {@code in/out}
     * filters first, as Pillow and PyTorch's {@code antialias=True} do. Decided for each axis.
     */
    PILLOW,
    /** Corner pixels stay on corner pixels: {@code s = x·(in − 1)/(out − 1)}. */
    ALIGN_CORNERS,
    /** TensorFlow 1's default: {@code s = x·in/out}, clamped to the edges. */
    TF1_LEGACY
  }

  /** Values made at a time: they stay in the cache, and the arrays they are made in are few. */
  private static final int BUFFER = 1 << 13;

  private final Taps rows;
  private final Taps columns;
  private final int[] columnFirst;
  private final float[] columnWeights;

  private Bilinear(Taps rows, Taps columns) {
    this.rows = rows;
    this.columns = columns;
    int width = columns.width();
    columnFirst = IntStream.range(0, columns.outputs()).map(columns::first).toArray();
    columnWeights = new float[columns.outputs() * width];
    for (int i = 0; i < columnWeights.length; i++) {
      columnWeights[i] = (float) columns.weight(i / width, i % width);
    }
  }

  /**
   * Returns the operator between two sizes.
   *
   * @param inHeight rows before, at least 1
   * @param inWidth columns before, at least 1
   * @param outHeight rows after, at least 1
   * @param outWidth columns after, at least 1
   * @param convention where output pixels lie among input pixels
   * @return the operator
   * @throws IllegalArgumentException if a size is below 1
   */
  public static Bilinear of(
      int inHeight, int inWidth, int outHeight, int outWidth, Convention convention) {
    return new Bilinear(
        Taps.of(inHeight, outHeight, convention), Taps.of(inWidth, outWidth, convention));
  }

  /**
   * Returns the operator along the vertical axis.
   *
   * @return the operator from input rows to output rows
   */
  public Taps rows() {
    return rows;
  }

  /**
   * Returns the operator along the horizontal axis.
   *
   * @return the operator from input columns to output columns
   */
  public Taps columns() {
    return columns;
  }

  /**
   * Resizes planes into a new array.
   *
   * @param source {@code planes} input planes from index 0 on. Not modified.
   * @param planes how many, at least 0
   * @return the output planes
   */
  public float[] resize(float[] source, int planes) {
    float[] target = new float[Math.multiplyExact(planes, outputs())];
    resize(source, 0, target, 0, planes);
    return target;
  }

  /**
   * Resizes planes from one array into another.
   *
   * @param source holds the input planes. Not modified.
   * @param sourceOffset index of the first input value
   * @param target receives the output planes. Modified.
   * @param targetOffset index of the first output value
   * @param planes how many, at least 0
   * @throws IllegalArgumentException if either array is too short
   */
  public void resize(
      float[] source, int sourceOffset, float[] target, int targetOffset, int planes) {
    requireRoom("source", source.length, sourceOffset, inputs(), planes);
    requireRoom("target", target.length, targetOffset, outputs(), planes);
    each(
        planes,
        p ->
            stretch(
                source,
                sourceOffset + p * inputs(),
                0,
                rows.outputs(),
                target,
                targetOffset + p * outputs()));
  }

  /**
   * Makes some rows of one resized plane, on the calling thread: for results that are needed piece
   * by piece.
   *
   * @param source holds the input plane. Not modified.
   * @param sourceOffset index of the plane's first value
   * @param fromRow first output row wanted
   * @param toRow the output row after the last wanted
   * @param target receives the rows. Modified.
   * @param targetOffset index of the first value of {@code fromRow}
   * @throws IllegalArgumentException if either array is too short
   * @throws IndexOutOfBoundsException if the rows are not among the output rows
   */
  public void resizeRows(
      float[] source, int sourceOffset, int fromRow, int toRow, float[] target, int targetOffset) {
    Objects.checkFromToIndex(fromRow, toRow, rows.outputs());
    requireRoom("source", source.length, sourceOffset, inputs(), 1);
    requireRoom("target", target.length, targetOffset, (toRow - fromRow) * columns.outputs(), 1);
    stretch(source, sourceOffset, fromRow, toRow, target, targetOffset);
  }

  /**
   * Resizes rows as the other method of this name does, into a buffer such as an ND4J array's
   * memory.
   *
   * @param source holds the input plane. Not modified.
   * @param sourceOffset index of the plane's first value
   * @param fromRow first output row wanted
   * @param toRow the output row after the last wanted
   * @param target receives the rows. Modified; its position and limit are not.
   * @param targetOffset index of the first value of {@code fromRow}, from the buffer's start
   * @throws IllegalArgumentException if the array or the buffer is too short
   * @throws IndexOutOfBoundsException if the rows are not among the output rows
   */
  public void resizeRows(
      float[] source,
      int sourceOffset,
      int fromRow,
      int toRow,
      FloatBuffer target,
      int targetOffset) {
    Objects.checkFromToIndex(fromRow, toRow, rows.outputs());
    int width = columns.outputs();
    requireRoom("source", source.length, sourceOffset, inputs(), 1);
    requireRoom("target", target.limit(), targetOffset, (toRow - fromRow) * width, 1);
    int block = Math.max(1, Math.min(toRow - fromRow, BUFFER / width));
    float[] part = new float[block * width];
    for (int y = fromRow; y < toRow; y += block) {
      int end = Math.min(toRow, y + block);
      stretch(source, sourceOffset, y, end, part, 0);
      target.put(targetOffset + (y - fromRow) * width, part, 0, (end - y) * width);
    }
  }

  /**
   * Applies the transposed operator: every output value is handed back to the inputs it was made
   * of, with the same weights, so that ⟨resize(x), y⟩ = ⟨x, adjoint(y)⟩. Sums are accumulated in
   * double precision.
   *
   * @param source holds planes of the output size. Not modified.
   * @param sourceOffset index of the first value
   * @param target receives planes of the input size. Modified.
   * @param targetOffset index of the first value
   * @param planes how many, at least 0
   * @throws IllegalArgumentException if either array is too short
   */
  public void adjoint(
      float[] source, int sourceOffset, float[] target, int targetOffset, int planes) {
    requireRoom("source", source.length, sourceOffset, outputs(), planes);
    requireRoom("target", target.length, targetOffset, inputs(), planes);
    each(
        planes,
        p -> gather(source, sourceOffset + p * outputs(), target, targetOffset + p * inputs()));
  }

  private int inputs() {
    return Math.multiplyExact(rows.inputs(), columns.inputs());
  }

  private int outputs() {
    return Math.multiplyExact(rows.outputs(), columns.outputs());
  }

  private static void each(int planes, IntConsumer body) {
    IntStream.range(0, planes).parallel().forEach(body);
  }

  private static void requireRoom(String name, int length, int offset, int plane, int planes) {
    if (offset < 0 || planes < 0 || (long) planes * plane > (long) length - offset) {
      throw new IllegalArgumentException(
          String.format(
              "%s: expected %d planes of %d values from index %d, got %d values",
              name, planes, plane, offset, length));
    }
  }

  private void stretch(float[] source, int offset, int from, int to, float[] target, int at) {
    int width = columns.outputs();
    int taps = rows.width();
    float[] ring = new float[taps == 1 ? 0 : taps * width];
    int[] held = new int[taps];
    Arrays.fill(held, -1);
    for (int y = from; y < to; y++, at += width) {
      int first = rows.first(y);
      if (taps == 1) {
        stretchRow(source, offset + first * columns.inputs(), target, at);
        continue;
      }
      for (int t = 0; t < taps; t++) {
        int slot = (first + t) % taps;
        if (held[slot] != first + t && rows.weight(y, t) != 0) {
          stretchRow(source, offset + (first + t) * columns.inputs(), ring, slot * width);
          held[slot] = first + t;
        }
      }
      blend(ring, y, target, at);
    }
  }

  private void blend(float[] ring, int y, float[] target, int at) {
    int width = columns.outputs();
    int taps = rows.width();
    int first = rows.first(y);
    if (taps == 2 && rows.weight(y, 0) != 0 && rows.weight(y, 1) != 0) {
      int p = first % 2 * width;
      int q = (first + 1) % 2 * width;
      sumOfTwo(ring, p, rows.weight(y, 0), q, rows.weight(y, 1), target, at, width);
      return;
    }
    Arrays.fill(target, at, at + width, 0);
    for (int t = 0; t < taps; t++) {
      if (rows.weight(y, t) != 0) {
        addScaled(ring, (first + t) % taps * width, rows.weight(y, t), target, at, width);
      }
    }
  }

  private static void sumOfTwo(
      float[] a, int p, double wp, int q, double wq, float[] target, int at, int n) {
    float v = (float) wp;
    float w = (float) wq;
    for (int i = 0; i < n; i++) {
      target[at + i] = a[p + i] * v + a[q + i] * w;
    }
  }

  private static void addScaled(float[] a, int p, double weight, float[] target, int at, int n) {
    float w = (float) weight;
    for (int i = 0; i < n; i++) {
      target[at + i] += a[p + i] * w;
    }
  }

  private void stretchRow(float[] source, int offset, float[] target, int at) {
    int taps = columns.width();
    int width = columnFirst.length;
    if (columns.isIdentity()) {
      System.arraycopy(source, offset, target, at, width);
    } else if (taps == 1) {
      for (int x = 0; x < width; x++) {
        target[at + x] = source[offset + columnFirst[x]];
      }
    } else if (taps == 2) {
      for (int x = 0; x < width; x++) {
        int i = offset + columnFirst[x];
        target[at + x] =
            source[i] * columnWeights[2 * x] + source[i + 1] * columnWeights[2 * x + 1];
      }
    } else {
      for (int x = 0; x < width; x++) {
        float sum = 0;
        for (int t = 0; t < taps; t++) {
          sum += source[offset + columnFirst[x] + t] * columnWeights[x * taps + t];
        }
        target[at + x] = sum;
      }
    }
  }

  private void gather(float[] source, int offset, float[] target, int at) {
    int width = columns.inputs();
    double[] sums = new double[inputs()];
    double[] row = new double[width];
    for (int y = 0; y < rows.outputs(); y++) {
      Arrays.fill(row, 0);
      for (int x = 0; x < columns.outputs(); x++) {
        float value = source[offset + y * columns.outputs() + x];
        for (int t = 0; value != 0 && t < columns.width(); t++) {
          row[columnFirst[x] + t] += value * columns.weight(x, t);
        }
      }
      for (int t = 0; t < rows.width(); t++) {
        double weight = rows.weight(y, t);
        int start = (rows.first(y) + t) * width;
        for (int x = 0; x < width; x++) {
          sums[start + x] += weight * row[x];
        }
      }
    }
    for (int i = 0; i < sums.length; i++) {
      target[at + i] = (float) sums[i];
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bilinear that && rows.equals(that.rows) && columns.equals(that.columns);
  }

  @Override
  public int hashCode() {
    return Objects.hash(rows, columns);
  }

  @Override
  public String toString() {
    return String.format(
        "Bilinear[%d×%d to %d×%d]",
        rows.inputs(), columns.inputs(), rows.outputs(), columns.outputs());
  }
}
