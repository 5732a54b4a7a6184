package org.percept4j.core;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays of numbers drawn evenly from 0 to 1: the same for the same seed, whatever ran before. */
public final class Uniform {

  private Uniform() {}

  /** Draws an array in C order. */
  public static INDArray array(long seed, DataType type, long... shape) {
    double[] values =
        new SplittableRandom(seed)
            .doubles(LongStream.of(shape).reduce(1, Math::multiplyExact))
            .toArray();
    return Nd4j.createFromArray(values).reshape(shape).castTo(type);
  }
}
