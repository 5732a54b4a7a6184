package org.percept4j.onnx;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.custom.AxisFootprint;

/** Gives an array another shape, with the same values in the same order. */
final class Arrange extends Operation {

  private static final long serialVersionUID = 1L;

  /** How the shape is found. */
  enum Kind {
    /** The dimensions from a given one on become one, and those before it another. */
    FLATTEN,
    /** As given: −1 for what is left, 0 for what was there; the first may stand for N. */
    RESHAPE,
    /** The given dimensions of length 1 are dropped; all such ones if none is given. */
    SQUEEZE,
    /** The given dimensions of the result have length 1. */
    UNSQUEEZE
  }

  private Kind kind = Kind.FLATTEN;
  private long[] numbers = {};
  private boolean firstIsBatch;

  /** For DL4J's JSON. */
  Arrange() {}

  /**
   * @param firstIsBatch whether the first number is the N that the file was written for
   */
  Arrange(Kind kind, boolean firstIsBatch, long... numbers) {
    this.kind = kind;
    this.firstIsBatch = firstIsBatch;
    this.numbers = numbers;
  }

  @Override
  INDArray forward(INDArray... inputs) {
    return plain(inputs[0]).reshape('c', shape(inputs[0].shape()));
  }

  @Override
  INDArray[] backward(INDArray epsilon, INDArray... inputs) {
    return only(plain(epsilon).reshape('c', inputs[0].shape()));
  }

  private long[] shape(long[] in) {
    return switch (kind) {
      case FLATTEN -> {
        int axis = (int) (numbers[0] < 0 ? numbers[0] + in.length : numbers[0]);
        long before = Arrays.stream(in, 0, axis).reduce(1, (a, b) -> a * b);
        long all = Arrays.stream(in).reduce(1, (a, b) -> a * b);
        yield new long[] {before, all / before};
      }
      case RESHAPE -> reshaped(in);
      case SQUEEZE -> squeezed(in);
      case UNSQUEEZE -> unsqueezed(in);
    };
  }

  private long[] reshaped(long[] in) {
    long[] shape = numbers.clone();
    int open = -1;
    long known = 1;
    for (int d = 0; d < shape.length; d++) {
      if (shape[d] == 0 && d < in.length) {
        shape[d] = in[d];
      } else if (d == 0 && firstIsBatch) {
        shape[d] = in[0];
      }
      if (shape[d] == -1) {
        open = d;
      } else {
        known *= shape[d];
      }
    }
    long all = Arrays.stream(in).reduce(1, (a, b) -> a * b);
    if (open >= 0 && known > 0) {
      shape[open] = all / known;
      known *= shape[open];
    }
    if (known != all) {
      throw new IllegalArgumentException(
          "expected as many values as shape "
              + Arrays.toString(numbers)
              + " has, got "
              + Arrays.toString(in));
    }
    return shape;
  }

  private long[] squeezed(long[] in) {
    boolean[] drop = new boolean[in.length];
    if (numbers.length == 0) {
      for (int d = 1; d < in.length; d++) {
        drop[d] = in[d] == 1;
      }
    }
    for (long axis : numbers) {
      drop[front((int) axis, in.length)] = true;
    }
    LongStream.Builder kept = LongStream.builder();
    for (int d = 0; d < in.length; d++) {
      if (!drop[d]) {
        kept.add(in[d]);
      } else if (in[d] != 1) {
        throw new IllegalArgumentException(
            "expected length 1 in dimensions "
                + Arrays.toString(numbers)
                + ", got "
                + Arrays.toString(in));
      }
    }
    return kept.build().toArray();
  }

  private long[] unsqueezed(long[] in) {
    long[] shape = new long[in.length + numbers.length];
    for (long axis : numbers) {
      shape[front((int) axis, shape.length)] = 1;
    }
    int from = 0;
    for (int d = 0; d < shape.length; d++) {
      shape[d] = shape[d] == 1 ? 1 : in[from++];
    }
    return shape;
  }

  @Override
  boolean keepsPicture() {
    return kind == Kind.UNSQUEEZE;
  }

  @Override
  AxisFootprint footprint(int axis, int input, int... sizes) {
    return sizes[0] == 1 ? AxisFootprint.IDENTITY : new AxisFootprint.Whole();
  }

  @Override
  public String toString() {
    return kind + Arrays.toString(numbers) + (firstIsBatch ? " for any N" : "");
  }
}
