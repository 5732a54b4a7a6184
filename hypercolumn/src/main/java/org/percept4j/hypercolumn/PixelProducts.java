package org.percept4j.hypercolumn;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.percept4j.core.internal.Floats;
import org.percept4j.core.resample.Taps;

/**
 * The volume as a linear operator: products of all pixels' columns x, less an origin o, with
 * vectors over the channels or weights over the pixels. All are computed on the layers' own maps,
 * exact to single precision, in memory for their result alone; what learns on pixels needs nothing
 * else.
 *
 * <p>The origin is taken off before anything is multiplied: near the pixels' mean it keeps the
 * digits that products of columns with an offset would lose.
 *
 * <p>Immutable and thread-safe.
 */
public final class PixelProducts {

  private final Hypercolumns columns;
  private final float[] origin;

  PixelProducts(Hypercolumns columns, float[] origin) {
    if (origin.length != columns.depth()) {
      throw new IllegalArgumentException(
          "origin: expected " + columns.depth() + " values, one per channel, got " + origin.length);
    }
    this.columns = columns;
    this.origin = origin;
  }

  /**
   * Multiplies every pixel's column with vectors: (x − o)·v.
   *
   * @param vectors each of {@code depth} values. Not modified.
   * @return the products, made when they are asked for
   * @throws IllegalArgumentException if a vector has another length
   */
  public Projection project(double[][] vectors) {
    float[][] narrow = new float[vectors.length][];
    for (int j = 0; j < vectors.length; j++) {
      if (vectors[j].length != columns.depth()) {
        throw new IllegalArgumentException(
            "vectors: expected "
                + columns.depth()
                + " values, one per channel, got "
                + vectors[j].length);
      }
      narrow[j] = Floats.narrowed(vectors[j]);
    }
    return new Projection(columns, narrow, origin);
  }

  /**
   * Sums the pixels' columns with weights: Σ_p w(p)·(x(p) − o).
   *
   * @param weights planes of {@code height·width} values, row after row. Not modified.
   * @return [planes][depth]
   * @throws IllegalArgumentException if a plane has another size
   */
  public double[][] weightedSums(float[][] weights) {
    for (float[] plane : weights) {
      if (plane.length != columns.pixels()) {
        throw new IllegalArgumentException(
            "weights: expected "
                + columns.height()
                + "×"
                + columns.width()
                + " values, got "
                + plane.length);
      }
    }
    return Factorised.sums(columns, weights, origin);
  }

  /**
   * Sums all pixels' columns: Σ_p (x(p) − o), in double precision.
   *
   * @return one sum per channel
   */
  public double[] sums() {
    double[] sums = new double[columns.depth()];
    for (Block block : columns.blocks()) {
      double[] rows = columnSums(block.bilinear().rows());
      double[] across = columnSums(block.bilinear().columns());
      IntStream.range(0, block.channels())
          .parallel()
          .forEach(
              c -> {
                float zero = origin[block.firstChannel() + c];
                int at = c * block.cells();
                double sum = 0;
                for (double row : rows) {
                  double part = 0;
                  for (double weight : across) {
                    part += weight * (block.values()[at++] - zero);
                  }
                  sum += row * part;
                }
                sums[block.firstChannel() + c] = sum;
              });
    }
    return sums;
  }

  /** How much every input counts in the sum of all outputs. */
  private static double[] columnSums(Taps taps) {
    double[] sums = new double[taps.inputs()];
    for (int o = 0; o < taps.outputs(); o++) {
      for (int t = 0; t < taps.width(); t++) {
        sums[taps.first(o) + t] += taps.weight(o, t);
      }
    }
    return sums;
  }

  /**
   * Sums the squares of every channel: Σ_p (x_c(p) − o_c)².
   *
   * @return one sum per channel
   */
  public double[] squares() {
    double[] squares = new double[columns.depth()];
    for (Block block : columns.blocks()) {
      boolean identity =
          block.bilinear().rows().isIdentity() && block.bilinear().columns().isIdentity();
      Overlap overlap = Overlap.of(block, block);
      IntStream.range(0, block.channels())
          .parallel()
          .forEach(
              c -> {
                int channel = block.firstChannel() + c;
                if (identity) {
                  squares[channel] = plainSquares(block, c, origin[channel]);
                  return;
                }
                double[] plane = block.centred(c, origin[channel]);
                double[] across = overlap.apply(plane);
                double sum = 0;
                for (int i = 0; i < plane.length; i++) {
                  sum += plane[i] * across[i];
                }
                squares[channel] = Math.max(0, sum);
              });
    }
    return squares;
  }

  /** Of a map that is as large as the volume: four sums that do not wait for each other. */
  private static double plainSquares(Block block, int channel, float origin) {
    float[] values = block.values();
    int end = (channel + 1) * block.cells();
    double[] sums = new double[4];
    for (int i = channel * block.cells(); i < end; i++) {
      double difference = values[i] - origin;
      sums[i & 3] += difference * difference;
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
  }

  /**
   * Multiplies all pairs of channels: Σ_p (x_a(p) − o_a)·(x_b(p) − o_b). About the mean this is the
   * scatter matrix, {@code pixels} times the covariance.
   *
   * @return [depth][depth], symmetric; {@code 8·depth²} bytes
   */
  public double[][] scatter() {
    return Covariance.scatter(columns, origin);
  }

  /**
   * Measures every pixel's squared distance from the origin: ‖x(p) − o‖².
   *
   * @return {@code height·width} values, row after row
   */
  public float[] squaredNorms() {
    return SquaredNorms.of(columns, origin);
  }

  @Override
  public String toString() {
    boolean plain = Arrays.equals(origin, new float[origin.length]);
    return "products of " + columns + (plain ? "" : ", less an origin");
  }
}
