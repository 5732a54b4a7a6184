package org.percept4j.core;

import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How far computed results may lie from exact ones, by analysis and not by what some machine gave
 * (Higham, Accuracy and Stability of Numerical Algorithms, chapters 1 and 3). n roundings one after
 * the other, each a factor between 1 − u and 1 + u, change a result by at most γ_n = nu/(1−nu) of
 * it; a sum of products in any order of additions by at most γ_n Σ|a||b|.
 */
public final class Rounding {

  /** The unit roundoff u of single precision: an operation is off by at most u of its result. */
  public static final double UNIT = 0x1p-24;

  /** The unit roundoff of double precision. */
  public static final double UNIT_OF_DOUBLE = 0x1p-53;

  private static final int DRAWS = 4;
  private static final double LAMBDA = 6;

  private Rounding() {}

  /**
   * Bounds the error of a sum of products in any order of additions: γ_n Σ|a||b|, γ_n = nu/(1−nu).
   *
   * @param terms n, the products and a bias
   * @param magnitudes Σ|a||b|
   * @return the bound
   */
  public static double sum(int terms, double magnitudes) {
    return gamma(terms, UNIT) * magnitudes;
  }

  /**
   * Bounds the relative error that roundings of double precision bring about: γ_n.
   *
   * @param roundings n
   * @return the bound
   */
  public static double inDouble(int roundings) {
    return gamma(roundings, UNIT_OF_DOUBLE);
  }

  private static double gamma(int n, double unit) {
    return n * unit / (1 - n * unit);
  }

  /**
   * Bounds the error of what is computed from a network in single precision: 6√terms × u ×
   * condition. Each rounding is the same as a relative change by at most u of an operand. n of them
   * add up to more than λ√n of one with a chance below 2exp(−λ²/2), 3e-8 here (Higham and Mary, A
   * New Approach to Probabilistic Rounding Error Analysis, 2019). The condition is found in double
   * precision: the largest move of any result when all parameters and inputs are changed by random
   * relative amounts of at most u.
   *
   * @param model FLOAT. Not modified
   * @param input FLOAT. Not modified
   * @param terms roundings that one result gathers: terms of its sums, added over the layers
   * @param result what is computed, of the model and the input; may change the model
   * @return how far any value may lie from the exact one; twice that between two computations
   */
  public static double bound(
      Model model, INDArray input, int terms, BiFunction<Model, INDArray, INDArray> result) {
    return bounds(model, input, terms, (m, x) -> List.of(result.apply(m, x)))[0];
  }

  /**
   * Bounds the errors of several results that are computed together, as {@link #bound} does.
   *
   * @param model FLOAT. Not modified
   * @param input FLOAT. Not modified
   * @param terms roundings that one result gathers
   * @param results what is computed, detached, of the model and the input
   * @return a bound for each result
   */
  public static double[] bounds(
      Model model, INDArray input, int terms, BiFunction<Model, INDArray, List<INDArray>> results) {
    return bounds(
        terms,
        operand -> {
          Model changed = inDouble(model);
          changed.params().assign(operand.apply(changed.params()));
          return results.apply(changed, operand.apply(input.castTo(DataType.DOUBLE)));
        });
  }

  /**
   * Bounds the errors of anything that is computed of arrays, as {@link #bound} does.
   *
   * @param terms roundings that one result gathers
   * @param results computes results in double precision from operands; it must pass each array of
   *     them through the function that it is given, which returns a changed one
   * @return a bound for each result, for single precision; 2⁻²⁹ of it for double
   */
  public static double[] bounds(
      int terms, Function<UnaryOperator<INDArray>, List<INDArray>> results) {
    List<INDArray> exact = results.apply(a -> a).stream().map(INDArray::dup).toList();
    double[] bounds = new double[exact.size()];
    for (int draw = 0; draw < DRAWS; draw++) {
      Random random = new Random(draw);
      List<INDArray> moved = results.apply(a -> a.mul(factors(a, random)));
      for (int i = 0; i < bounds.length; i++) {
        double most = moved.get(i).sub(exact.get(i)).amaxNumber().doubleValue();
        bounds[i] = Math.max(bounds[i], LAMBDA * Math.sqrt(terms) * most);
      }
    }
    return bounds;
  }

  private static Model inDouble(Model model) {
    return model instanceof MultiLayerNetwork network
        ? network.convertDataType(DataType.DOUBLE)
        : ((ComputationGraph) model).convertDataType(DataType.DOUBLE);
  }

  /** As many numbers as an array has, each within u of 1. */
  private static INDArray factors(INDArray array, Random random) {
    double[] values = random.doubles(array.length(), 1 - UNIT, 1 + UNIT).toArray();
    return Nd4j.createFromArray(values).reshape(array.shape());
  }
}
