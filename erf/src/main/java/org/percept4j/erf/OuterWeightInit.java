package org.percept4j.erf;

import java.util.Arrays;
import java.util.Objects;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Initialises weights as Luo et al. 2016 (section 4.1) propose to start with larger effective
 * receptive fields: lower weights in the centre of each kernel and higher ones outside, with the
 * variance of the whole kernel kept. It shapes another initialisation: the variance at kernel
 * position i is multiplied by ρ_i^power / mean(ρ^power), with ρ the distance from the kernel's
 * centre, each axis measured in half kernel sizes.
 *
 * <p>Power 0 changes nothing; 2, the default, widens the initial field of 3x3 chains by √1.25;
 * {@link #corners} is the limit of large powers and the optimum (√1.5). Kernels of 1x1 and 2x2 and
 * weights without kernel positions (dense layers) are left as the other initialisation made them.
 *
 * <pre>{@code
 * new ConvolutionLayer.Builder(3, 3).weightInit(new OuterWeightInit(new WeightInitRelu(), 2))
 * }</pre>
 *
 * <p>Random numbers are those of the other initialisation, with DL4J's own seed. Saved and loaded
 * with the network's JSON like DL4J's own. Immutable.
 */
public final class OuterWeightInit implements IWeightInit {

  private static final long serialVersionUID = 1L;

  /** What draws the weights. */
  private final IWeightInit base;

  /** How strongly the outside is preferred. */
  private final double power;

  /**
   * Shapes another initialisation.
   *
   * @param base what draws the weights, such as {@code new WeightInitRelu()}
   * @param power how strongly the outside is preferred, 0 or more; infinity for corners only
   * @throws IllegalArgumentException if {@code power} is negative or NaN
   */
  @JsonCreator
  public OuterWeightInit(
      @JsonProperty("base") IWeightInit base, @JsonProperty("power") double power) {
    this.base = Objects.requireNonNull(base, "base");
    if (!(power >= 0)) {
      throw new IllegalArgumentException("power: expected 0 or more, got " + power);
    }
    this.power = power;
  }

  /**
   * Returns the widest initial field: only the corners of each kernel are not zero.
   *
   * @param base what draws the weights
   * @return the initialisation
   */
  public static OuterWeightInit corners(IWeightInit base) {
    return new OuterWeightInit(base, Double.POSITIVE_INFINITY);
  }

  /**
   * Returns what draws the weights.
   *
   * @return the shaped initialisation
   */
  @JsonProperty("base")
  public IWeightInit base() {
    return base;
  }

  /**
   * Returns how strongly the outside is preferred.
   *
   * @return the power, 0 or more
   */
  @JsonProperty("power")
  public double power() {
    return power;
  }

  /**
   * Computes what the variance at each position of a kernel is multiplied by.
   *
   * @param rows height of the kernel, at least 1
   * @param columns width of the kernel, at least 1
   * @return factors with mean 1, [rows][columns]
   */
  public double[][] profile(int rows, int columns) {
    double[][] factors = new double[rows][columns];
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        double y = offset(r, rows);
        double x = offset(c, columns);
        int axes = (rows > 1 ? 1 : 0) + (columns > 1 ? 1 : 0);
        double squared = axes == 0 ? 1 : (y * y + x * x) / axes;
        // Java's 1^∞ is NaN; here it is the limit, 1 at the corners.
        factors[r][c] = squared == 1 ? 1 : Math.pow(squared, power / 2);
        sum += factors[r][c];
      }
    }
    double scale = rows * columns / sum;
    for (double[] line : factors) {
      for (int c = 0; c < columns; c++) {
        line[c] *= scale;
      }
    }
    return factors;
  }

  /** Distance from the kernel's middle, 1 at its end. */
  private static double offset(int at, int size) {
    return size == 1 ? 0 : (2.0 * at - (size - 1)) / (size - 1);
  }

  @Override
  public INDArray init(double fanIn, double fanOut, long[] shape, char order, INDArray paramView) {
    INDArray weights = base.init(fanIn, fanOut, shape, order, paramView);
    if (shape.length != 4) {
      return weights;
    }
    int at = isKernelFirst(fanIn, fanOut, shape) ? 0 : 2;
    int rows = Math.toIntExact(shape[at]);
    int columns = Math.toIntExact(shape[at + 1]);
    double[][] factors = profile(rows, columns);
    double[] each =
        Arrays.stream(factors).flatMapToDouble(Arrays::stream).map(Math::sqrt).toArray();
    long[] place = {1, 1, 1, 1};
    place[at] = rows;
    place[at + 1] = columns;
    INDArray scale = Nd4j.createFromArray(each).castTo(weights.dataType()).reshape(place);
    weights.muli(scale.broadcast(shape.clone()));
    return weights;
  }

  /**
   * Tells depthwise weights, [kH, kW, nIn, multiplier], from those of all other layers, [·, ·, kH,
   * kW]: DL4J gives the shape alone, but fans that fit only one of them.
   */
  private static boolean isKernelFirst(double fanIn, double fanOut, long... shape) {
    double kernelFirst = (double) shape[0] * shape[1] * shape[2];
    double convolution = (double) shape[1] * shape[2] * shape[3];
    double transposed = (double) shape[0] * shape[2] * shape[3];
    if (fanIn != kernelFirst) {
      return false;
    }
    if (fanIn != convolution && fanIn != transposed) {
      return true;
    }
    // Both fit, as with as many outputs as the kernel is wide: the other fan, over strides,
    // decides.
    double strides = transposed / fanOut;
    return strides < 1 || strides != Math.rint(strides);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OuterWeightInit init && init.base.equals(base) && init.power == power;
  }

  @Override
  public int hashCode() {
    return Objects.hash(base, power);
  }

  @Override
  public String toString() {
    return "OuterWeightInit(" + base.getClass().getSimpleName() + ", power " + power + ")";
  }
}
