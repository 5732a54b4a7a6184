package org.percept4j.core;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Copies between plain arrays and the memory of ND4J's, without an operation: an operation costs
 * more than small arrays take to compute with.
 */
final class HostFloats {

  private static final boolean HOST =
      "CPU"
          .equalsIgnoreCase(
              Nd4j.getExecutioner().getEnvironmentInformation().getProperty("backend"));

  private HostFloats() {}

  /** Whether an array's values lie in the memory of the host, one after the other in C order. */
  static boolean hold(INDArray array) {
    return HOST && array.dataType() == DataType.FLOAT && Shape.hasDefaultStridesForShape(array);
  }

  /** A copy of the values of an array that {@link #hold} is true of. */
  static float[] read(INDArray array) {
    float[] values = new float[Math.toIntExact(array.length())];
    memory(array).get(values);
    return values;
  }

  /** Overwrites an array that {@link #hold} is true of. */
  static void write(float[] values, INDArray array) {
    memory(array).put(values);
  }

  /** Where the values of a FLOAT array begin. */
  static FloatPointer memory(INDArray array) {
    long first = array.data().address() + array.offset() * Float.BYTES;
    return new FloatPointer(new Address(first));
  }

  /** A place in memory that somebody else owns. */
  static final class Address extends Pointer {
    Address(long address) {
      this.address = address;
    }
  }
}
