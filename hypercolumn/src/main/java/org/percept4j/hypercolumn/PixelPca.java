package org.percept4j.hypercolumn;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Principal components of pixels' hypercolumns, exact and without the volume: covariances come from
 * the layers' own maps, projections are made on them and then enlarged.
 *
 * <p>Memory grows with the square of the depth (17 MB for 1472 channels). A component's sign is
 * such that its largest coefficient in magnitude is positive. Immutable and thread-safe.
 */
public final class PixelPca {

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
    int depth = Images.requireSameDepth(images).get(0).depth();
    if (count < 1 || count > depth) {
      throw new IllegalArgumentException(
          "count: expected 1 to " + depth + " components, got " + count);
    }
    long pixels = Images.pixels(images);
    if (pixels < 2) {
      throw new IllegalArgumentException("images: expected at least two pixels, got one");
    }
    double[] means = Images.mean(images);
    INDArray vectors = Nd4j.createFromArray(Covariance.scatter(images, means)).divi(pixels - 1);
    double trace = IntStream.range(0, depth).mapToDouble(c -> vectors.getDouble(c, c)).sum();
    INDArray values = Nd4j.create(DataType.DOUBLE, depth);
    Nd4j.getBlasWrapper().syev('V', 'U', vectors, values);
    double[][] columns = vectors.transpose().toDoubleMatrix();
    double[][] components = new double[count][];
    double[] variances = new double[count];
    for (int i = 0; i < count; i++) {
      components[i] = signed(columns[depth - 1 - i]);
      variances[i] = Math.max(0, values.getDouble(depth - 1 - i));
    }
    return new PixelPca(means, components, variances, trace);
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
   * The components, most important first.
   *
   * @return [components, depth], DOUBLE, orthonormal rows, a copy
   */
  public INDArray components() {
    return Nd4j.createFromArray(components);
  }

  /**
   * The variance of the pixels along each component (the sample's: divided by n − 1).
   *
   * @return one per component, falling; a copy
   */
  public double[] variances() {
    return variances.clone();
  }

  /**
   * The share of all variance that lies along each component.
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
    int pixels = columns.height() * columns.width();
    float[] all = new float[Math.multiplyExact(planes.length, pixels)];
    for (int i = 0; i < planes.length; i++) {
      System.arraycopy(planes[i], 0, all, i * pixels, pixels);
    }
    return Floats.array(all, planes.length, columns.height(), columns.width());
  }

  private float[][] projected(Hypercolumns columns) {
    Images.requireDepth(columns, means.length);
    float[][] vectors = new float[components.length][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = Floats.narrowed(components[i]);
    }
    float[][] planes = new Projection(columns, vectors).all();
    for (int i = 0; i < planes.length; i++) {
      float shift = (float) Lloyd.dot(components[i], means);
      for (int p = 0; p < planes[i].length; p++) {
        planes[i][p] -= shift;
      }
    }
    return planes;
  }

  /**
   * A picture with the first three components as red, green and blue, each stretched from its
   * smallest value (dark) to its largest (bright).
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
}
