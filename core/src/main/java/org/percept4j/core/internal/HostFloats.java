package org.percept4j.core.internal;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Copies between ND4J's arrays and plain ones, in one stretch where that is possible: no operation
 * is run, which would cost more than small arrays take to compute with, and no second array made.
 * Thread-safe for arrays that nobody writes to.
 */
public final class HostFloats {

  private static final boolean HOST =
      "CPU"
          .equalsIgnoreCase(
              Nd4j.getExecutioner().getEnvironmentInformation().getProperty("backend"));

  private static final int MAX_SMALL_LENGTH = 1 << 16;

  private HostFloats() {}

  /**
   * Returns the values of an array.
   *
   * @param array of any shape, data type and strides, views allowed. Not modified
   * @return its values in C order, a copy; those of other types than FLOAT rounded to single
   *     precision
   * @throws ArithmeticException if there are more than a Java array can have
   */
  public static float[] read(INDArray array) {
    float[] values = new float[Math.toIntExact(array.length())];
    INDArray floats = array.castTo(DataType.FLOAT);
    INDArray plain = isPlain(floats) ? floats : floats.dup('c');
    Nd4j.getAffinityManager().ensureLocation(plain, Location.HOST);
    memory(plain).get(values);
    return values;
  }

  /**
   * Tells whether ND4J's arrays lie in this machine's memory.
   *
   * @return false on a GPU
   */
  public static boolean isHost() {
    return HOST;
  }

  /**
   * Tells whether plain loops over an array are faster than an operation of ND4J.
   *
   * @param array any
   * @return true for {@linkplain #isPlain plain} FLOAT of at most 65,536 values in this machine's
   *     memory
   */
  public static boolean isSmall(INDArray array) {
    return array.length() <= MAX_SMALL_LENGTH && hold(array);
  }

  /**
   * Tells whether an array can be {@link #write written} to, and read without making another one.
   */
  public static boolean hold(INDArray array) {
    return HOST && array.dataType() == DataType.FLOAT && isPlain(array);
  }

  /**
   * Tells whether values follow each other in C order. ND4J's own test says no where a size is 1.
   *
   * @param array any
   * @return whether it is no view with gaps or in another order
   */
  public static boolean isPlain(INDArray array) {
    long expected = 1;
    for (int d = array.rank() - 1; d >= 0; d--) {
      if (array.size(d) != 1 && array.stride(d) != expected) {
        return false;
      }
      expected *= array.size(d);
    }
    return true;
  }

  /** Overwrites an array that {@link #hold} is true of. */
  public static void write(float[] values, INDArray array) {
    memory(array).put(values);
  }

  /**
   * Opens a window on an array's own memory; valid as long as the array is held and not closed.
   *
   * @param array FLOAT, {@linkplain #isPlain plain}, in {@linkplain #isHost this machine's memory},
   *     of any length. Not checked
   * @param from the first value, in C order
   * @param to one after the last, at most 2^31 − 1 values later
   * @return shows these values and writes to them
   */
  public static FloatBuffer window(INDArray array, long from, long to) {
    return memory(array).position(from).limit(to).asBuffer();
  }

  private static FloatPointer memory(INDArray array) {
    long first = array.data().address() + array.offset() * Float.BYTES;
    return new FloatPointer(new Address(first));
  }

  /** A place in memory that somebody else owns. */
  public static final class Address extends Pointer {
    public Address(long address) {
      this.address = address;
    }
  }
}
