package org.percept4j.hypercolumn;

import java.lang.ref.WeakReference;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.internal.HostFloats;

/**
 * Arrays for results that every thread writes a part of. ND4J fills new memory with zeros in one
 * thread, which for hundreds of megabytes takes longer than computing them; here pages are first
 * touched by whoever writes the result, and memory of an array that was closed is used again.
 *
 * <p>Memory belongs to the arrays: it is given back when the garbage collector finds one closed or
 * gone, and JavaCPP, which counts it, sees to it that this happens. Thread-safe.
 */
final class LargeArrays {

  /** From 4 MB to one half of what JavaCPP may give; other arrays are ND4J's. */
  private static final long MIN_LENGTH = 1L << 20;

  private static final List<Lent> LENT = new ArrayList<>();

  /** An array's buffer, and the memory that it forgets as soon as it is closed. */
  private record Lent(WeakReference<DataBuffer> buffer, WeakReference<FloatPointer> memory) {}

  private LargeArrays() {}

  /**
   * A FLOAT array in C order with any contents, outside of workspaces.
   *
   * @throws IllegalStateException if it is larger than the memory that is free
   * @throws OutOfMemoryError if there is no memory left nevertheless
   */
  static INDArray create(long... shape) {
    requireRoom(Pointer.availablePhysicalBytes(), shape);
    long length = ArrayUtil.prodLong(shape);
    long most = Pointer.maxBytes();
    boolean large = most > 0 && length * Float.BYTES > most / 2;
    if (length < MIN_LENGTH || large || !HostFloats.isHost()) {
      return Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    }
    FloatPointer memory = takeClosed(length);
    if (memory == null) {
      memory = new FloatPointer(length);
      memory.retainReference(); // or the end of a PointerScope around the caller would free it
    }
    DataBuffer buffer = Nd4j.createBuffer(memory, length, DataType.FLOAT);
    synchronized (LENT) {
      LENT.add(new Lent(new WeakReference<>(buffer), new WeakReference<>(memory)));
    }
    return Nd4j.create(buffer, shape);
  }

  /**
   * Refuses what cannot fit before it is tried: ND4J's own error does not say what was asked for.
   */
  static void requireRoom(long free, long... shape) {
    BigInteger bytes = BigInteger.valueOf(Float.BYTES);
    for (long side : shape) {
      bytes = bytes.multiply(BigInteger.valueOf(side));
    }
    if (free > 0 && bytes.compareTo(BigInteger.valueOf(free)) > 0) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "memory: expected at most the %.1f GB that are free, got %s of FLOAT, %.1f GB; take"
                  + " fewer rows, channels or points, or write a file",
              free / 1e9,
              Arrays.toString(shape),
              bytes.doubleValue() / 1e9));
    }
  }

  /** Memory of just this length that is free again; gives other free memory back. */
  private static @Nullable FloatPointer takeClosed(long length) {
    FloatPointer found = null;
    synchronized (LENT) {
      for (Iterator<Lent> each = LENT.iterator(); each.hasNext(); ) {
        Lent lent = each.next();
        DataBuffer buffer = lent.buffer.get();
        FloatPointer memory = lent.memory.get();
        if (memory == null) {
          each.remove();
        } else if (buffer != null && buffer.wasClosed()) {
          each.remove();
          if (found == null && memory.capacity() == length) {
            found = memory;
          } else {
            memory.deallocate();
          }
        }
      }
    }
    return found;
  }
}
