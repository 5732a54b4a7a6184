package org.percept4j.hypercolumn.learn;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.internal.Floats;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * Principal components of pixels' hypercolumns, exact and without the volume: covariances come from
 * the layers' own maps, projections are made on them and then enlarged.
 *
 * <p>Memory grows with the square of the depth (17 MB for 1472 channels). A component's sign is
 * such that its largest coefficient in magnitude is positive. Columns are centred first, so that an
 * offset of the channels costs no digits. Immutable and thread-safe; serialisable, version 1.
 *
 * @serial exclude
 */
public final class PixelPca implements Serializable {

  private static final long serialVersionUID = 1;
  private static final String KIND = "PixelPca_v1";

  private final double[] means;
  private final double[][] components;
  private final double[] variances;
  private final double totalVariance;

  private PixelPca(
      double[] means, double[][] components, double[] variances, double totalVariance) {
    this.means = means;
    this.components = components;
    this.variances = variances;
    this.totalVariance = totalVariance;
  }

  /**
   * Finds the components of one image's pixels.
   *
   * @param columns the pixels' columns
   * @param count how many components, from 1 to the depth
   * @return the components
   * @throws IllegalArgumentException if the count is out of range or there is a single pixel
   */
  public static PixelPca fit(Hypercolumns columns, int count) {
    return fit(List.of(columns), count);
  }

  /**
   * Finds the components of several images' pixels together.
   *
   * @param images their columns, all of the same depth; sizes may differ
   * @param count how many components, from 1 to the depth
   * @return the components
   * @throws IllegalArgumentException if the count is out of range, there is no image, depths differ
   *     or there is a single pixel
   */
  public static PixelPca fit(List<Hypercolumns> images, int count) {
    return fit(PixelSource.of(images), count);
  }

  /**
   * Finds the components of many images' pixels together, in one pass.
   *
   * @param images their columns, all of the same depth; sizes may differ
   * @param count how many components, from 1 to the depth
   * @return the components
   * @throws IllegalArgumentException if the count is out of range, there is no image, depths differ
   *     or there is a single pixel
   */
  public static PixelPca fit(PixelSource images, int count) {
    return of(
        images.sum(
            (image, columns) -> {
              requireCount(count, columns.depth());
              return PixelMoments.covariances(columns);
            }),
        count);
  }

  /**
   * Finds the components of pixels that were measured.
   *
   * @param moments their moments, with covariances
   * @param count how many components, from 1 to the depth
   * @return the components
   * @throws IllegalArgumentException if the count is out of range or there is a single pixel
   * @throws IllegalStateException if only variances were measured
   */
  public static PixelPca of(PixelMoments moments, int count) {
    int depth = moments.depth();
    requireCount(count, depth);
    if (moments.count() < 2) {
      throw new IllegalArgumentException("images: expected at least two pixels, got one");
    }
    INDArray vectors = Nd4j.createFromArray(moments.scatter()).divi(moments.count() - 1);
    double total = Arrays.stream(moments.squares()).sum() / (moments.count() - 1);
    INDArray values = Nd4j.create(DataType.DOUBLE, depth);
    Nd4j.getBlasWrapper().syev('V', 'U', vectors, values);
    double[][] columns = vectors.transpose().toDoubleMatrix();
    double[][] components = new double[count][];
    double[] variances = new double[count];
    for (int i = 0; i < count; i++) {
      components[i] = signed(columns[depth - 1 - i]);
      variances[i] = Math.max(0, values.getDouble(depth - 1 - i));
    }
    return new PixelPca(moments.means(), components, variances, total);
  }

  private static void requireCount(int count, int depth) {
    if (count < 1 || count > depth) {
      throw new IllegalArgumentException(
          "count: expected 1 to " + depth + " components, got " + count);
    }
  }

  private static double[] signed(double[] vector) {
    double largest = 0;
    for (double v : vector) {
      largest = Math.abs(v) > Math.abs(largest) ? v : largest;
    }
    double sign = largest < 0 ? -1 : 1;
    double[] signed = vector.clone();
    for (int i = 0; i < signed.length; i++) {
      signed[i] *= sign;
    }
    return signed;
  }

  /**
   * Returns the components, most important first.
   *
   * @return [components, depth], DOUBLE, orthonormal rows, a copy
   */
  public INDArray components() {
    return Nd4j.createFromArray(components);
  }

  /**
   * Returns the variance of the pixels along each component (the sample's: divided by n − 1).
   *
   * @return one per component, falling; a copy
   */
  public double[] variances() {
    return variances.clone();
  }

  /**
   * Returns the share of all variance that lies along each component.
   *
   * @return one per component, from 0 to 1; zeros if there is no variance
   */
  public double[] varianceRatios() {
    double[] ratios = variances.clone();
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = totalVariance > 0 ? ratios[i] / totalVariance : 0;
    }
    return ratios;
  }

  /**
   * Projects an image's columns on the components.
   *
   * @param columns of the depth that the components were fitted on
   * @return [components, height, width], FLOAT: component · (column − mean)
   * @throws IllegalArgumentException if the depth differs
   */
  public INDArray transform(Hypercolumns columns) {
    float[][] planes = projected(columns);
    int pixels = columns.pixels();
    float[] all = new float[Math.multiplyExact(planes.length, pixels)];
    for (int i = 0; i < planes.length; i++) {
      System.arraycopy(planes[i], 0, all, i * pixels, pixels);
    }
    return Nd4j.createFromArray(all).reshape(planes.length, columns.height(), columns.width());
  }

  private float[][] projected(Hypercolumns columns) {
    Requirements.requireDepth(columns, means.length);
    float[] origin = Floats.narrowed(means);
    double[] rest = Vectors.minus(origin, means);
    float[][] planes = columns.products(origin).project(components).planes();
    for (int i = 0; i < planes.length; i++) {
      float shift = (float) Vectors.dot(components[i], rest);
      for (int p = 0; p < planes[i].length; p++) {
        planes[i][p] += shift;
      }
    }
    return planes;
  }

  /**
   * Draws the first three components as red, green and blue, each stretched from its smallest value
   * (dark) to its largest (bright).
   *
   * @param columns of the depth that the components were fitted on
   * @return an opaque RGB picture of the volume's size
   * @throws IllegalStateException if there are fewer than three components
   * @throws IllegalArgumentException if the depth differs
   */
  public BufferedImage rgb(Hypercolumns columns) {
    if (components.length < 3) {
      throw new IllegalStateException(
          "rgb: expected three components, fitted are " + components.length);
    }
    float[][] planes = projected(columns);
    int width = columns.width();
    BufferedImage picture = new BufferedImage(width, columns.height(), BufferedImage.TYPE_INT_RGB);
    int[] rgb = new int[planes[0].length];
    for (int i = 0; i < 3; i++) {
      float smallest = Float.POSITIVE_INFINITY;
      float largest = Float.NEGATIVE_INFINITY;
      for (float v : planes[i]) {
        smallest = Math.min(smallest, v);
        largest = Math.max(largest, v);
      }
      float range = largest > smallest ? largest - smallest : 1;
      for (int p = 0; p < rgb.length; p++) {
        rgb[p] = rgb[p] << 8 | Math.round(255 * (planes[i][p] - smallest) / range);
      }
    }
    picture.setRGB(0, 0, width, columns.height(), rgb, 0, width);
    return picture;
  }

  /**
   * Writes the components to a NumPy archive ({@code .npz}): {@code means}, {@code components},
   * {@code variances} and {@code total}.
   *
   * @param path where to; replaced if it is there, once all is written
   * @throws IOException if it cannot be written
   */
  public void save(Path path) throws IOException {
    ModelFile.write(
        path,
        KIND,
        List.of(
            ModelFile.of("means", means),
            ModelFile.of("components", components),
            ModelFile.of("variances", variances),
            ModelFile.of("total", totalVariance)));
  }

  /**
   * Reads components.
   *
   * @param path a file that {@link #save} wrote
   * @return the components
   * @throws IOException if the file cannot be read, is corrupt or holds something else; the message
   *     names the file and what is wrong
   */
  public static PixelPca load(Path path) throws IOException {
    ModelFile file = ModelFile.read(path, KIND);
    double[] means = file.vector("means");
    double[][] components = file.matrix("components", means.length);
    return new PixelPca(
        means, components, file.vector("variances", components.length), file.vector("total", 1)[0]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PixelPca that
        && Arrays.equals(means, that.means)
        && Arrays.deepEquals(components, that.components)
        && Arrays.equals(variances, that.variances)
        && totalVariance == that.totalVariance;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(means) + Arrays.deepHashCode(components);
  }

  @Override
  public String toString() {
    double share = Arrays.stream(varianceRatios()).sum();
    return String.format(
        java.util.Locale.ROOT,
        "PixelPca: %d components of %d channels, %.1f %% of the variance",
        components.length,
        means.length,
        100 * share);
  }
}
