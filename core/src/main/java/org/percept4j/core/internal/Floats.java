package org.percept4j.core.internal;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Makes single-precision values of doubles, without ND4J's operation, which takes longer. */
public final class Floats {

  private Floats() {}

  /**
   * Rounds to single precision.
   *
   * @param values any. Not modified
   * @return the nearest values
   */
  public static float[] narrowed(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }

  /**
   * Makes an array.
   *
   * @param values in C order. Not modified
   * @param type a type of floating point
   * @param shape as many places as there are values
   * @return a new array in C order
   */
  public static INDArray array(double[] values, DataType type, long... shape) {
    return type == DataType.FLOAT
        ? Nd4j.create(narrowed(values), shape, 'c')
        : Nd4j.create(values, shape, 'c').castTo(type);
  }
}
