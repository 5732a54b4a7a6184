package org.percept4j.core.resample;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.percept4j.core.internal.Checks;
import org.percept4j.core.resample.Bilinear.Convention;

/**
 * Linear resampling along one axis as a sparse matrix: output {@code o} is the sum over {@code t}
 * of {@code weight(o, t)} times input {@code first(o) + t}, for {@code t} below {@link #width()}.
 *
 * <p>The weights of every output add up to 1, so constants and affine changes of the values pass
 * through unharmed. {@link Bilinear} applies one such operator to the rows and one to the columns;
 * algorithms that work on a small map instead of its enlargement use the matrix itself.
 *
 * <p>Immutable and thread-safe.
 */
public final class Taps {

  private final int inputs;
  private final int width;
  private final int[] first;
  private final double[] weights;
  private final boolean identity;

  private Taps(int inputs, int width, int[] first, double[] weights) {
    this.inputs = inputs;
    this.width = width;
    this.first = first;
    this.weights = weights;
    this.identity =
        width == 1
            && inputs == first.length
            && IntStream.range(0, inputs).allMatch(o -> first[o] == o);
  }

  /**
   * Returns the operator from one length to another.
   *
   * @param inputs samples before, at least 1
   * @param outputs samples after, at least 1
   * @param convention where output samples lie among the input samples
   * @return the operator
   * @throws IllegalArgumentException if a length is below 1
   */
  public static Taps of(int inputs, int outputs, Convention convention) {
    Checks.atLeast("inputs", 1, inputs);
    Checks.atLeast("outputs", 1, outputs);
    Objects.requireNonNull(convention, "convention");
    double ratio = (double) inputs / outputs;
    double[][] rows = new double[outputs][];
    int[] first = new int[outputs];
    for (int o = 0; o < outputs; o++) {
      if (convention == Convention.PILLOW && ratio > 1) {
        double centre = (o + 0.5) * ratio;
        first[o] = Math.max(0, (int) (centre - ratio + 0.5));
        int end = Math.min(inputs, (int) (centre + ratio + 0.5));
        rows[o] = triangle(first[o], end, centre, ratio);
      } else {
        double at = Math.min(inputs - 1, Math.max(0, position(o, inputs, outputs, convention)));
        first[o] = (int) at;
        double fraction = at - first[o];
        rows[o] = fraction == 0 ? new double[] {1} : new double[] {1 - fraction, fraction};
      }
    }
    return packed(inputs, first, rows);
  }

  private static double position(int o, int inputs, int outputs, Convention convention) {
    double ratio = (double) inputs / outputs;
    return switch (convention) {
      case HALF_PIXEL, PILLOW -> (o + 0.5) * ratio - 0.5;
      case ALIGN_CORNERS -> outputs == 1 ? 0 : (double) o * (inputs - 1) / (outputs - 1);
      case TF1_LEGACY -> o * ratio;
    };
  }

  private static double[] triangle(int first, int end, double centre, double support) {
    double[] row = new double[end - first];
    double sum = 0;
    for (int t = 0; t < row.length; t++) {
      row[t] = Math.max(0, 1 - Math.abs(first + t + 0.5 - centre) / support);
      sum += row[t];
    }
    for (int t = 0; t < row.length; t++) {
      row[t] /= sum;
    }
    return row;
  }

  /** All rows brought to the width of the widest, padded with zero weights inside the input. */
  private static Taps packed(int inputs, int[] first, double[][] rows) {
    int width = 1;
    for (double[] row : rows) {
      width = Math.max(width, row.length);
    }
    double[] weights = new double[rows.length * width];
    for (int o = 0; o < rows.length; o++) {
      int start = Math.min(first[o], inputs - width);
      System.arraycopy(rows[o], 0, weights, o * width + first[o] - start, rows[o].length);
      first[o] = start;
    }
    return new Taps(inputs, width, first, weights);
  }

  /**
   * Samples before.
   *
   * @return the count, at least 1
   */
  public int inputs() {
    return inputs;
  }

  /**
   * Samples after.
   *
   * @return the count, at least 1
   */
  public int outputs() {
    return first.length;
  }

  /**
   * Returns how many neighbouring inputs an output is made of: 1 if the operator only copies
   * samples, 2 when it interpolates, more when it filters before shrinking.
   *
   * @return the count, at least 1 and at most {@link #inputs()}
   */
  public int width() {
    return width;
  }

  /**
   * Returns the first input an output is made of.
   *
   * @param output the output, from 0 to {@code outputs() - 1}
   * @return the input, such that {@code first(output) + width()} does not pass {@link #inputs()}
   */
  public int first(int output) {
    return first[output];
  }

  /**
   * Returns the weight of one input in an output.
   *
   * @param output the output, from 0 to {@code outputs() - 1}
   * @param tap which input, counted from {@link #first}, from 0 to {@code width() - 1}
   * @return the weight, from 0 to 1
   */
  public double weight(int output, int tap) {
    return weights[output * width + tap];
  }

  /**
   * Tells whether the operator leaves everything as it is.
   *
   * @return true if outputs equal inputs, one by one
   */
  public boolean isIdentity() {
    return identity;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Taps that
        && inputs == that.inputs
        && width == that.width
        && Arrays.equals(first, that.first)
        && Arrays.equals(weights, that.weights);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(first) + Arrays.hashCode(weights);
  }

  @Override
  public String toString() {
    return "Taps[" + inputs + " to " + outputs() + ", " + width + " each]";
  }
}
