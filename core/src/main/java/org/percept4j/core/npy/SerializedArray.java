package org.percept4j.core.npy;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.internal.Backend;

/**
 * Reads arrays that {@link Nd4j#write(INDArray, java.io.DataOutputStream)} wrote, such as the
 * parameters in a zip of DL4J's {@code ModelSerializer}, from files that may be corrupt or made to
 * do harm.
 *
 * <p>{@link Nd4j#read(InputStream)} allocates whatever a file claims to hold before it reads any of
 * it, believes shape and strides that lead outside of the values, and reads value by value. Here
 * memory grows with what has arrived: at most 8 MB before anything has, and five times as much as
 * has arrived after that.
 */
public final class SerializedArray {

  /** How ND4J of before 2019 held values; it counted them in 32 bits. */
  private static final List<String> OLD_ALLOCATIONS = List.of("DIRECT", "HEAP", "JAVACPP");

  private static final List<String> ALLOCATIONS = List.of("LONG_SHAPE", "MIXED_DATA_TYPES");

  private static final int MAX_RANK = 32;
  private static final int FIRST_VALUES = 1 << 20;
  private static final int GROWTH = 4;
  private static final int CHUNK = 1 << 16;

  /** What stands before the numbers of a buffer. */
  private record Header(long count, String type) {}

  private SerializedArray() {}

  /**
   * Reads a stream that holds one array and nothing after it.
   *
   * @param in the stream, read in large pieces, up to its end unless it is refused before. Not
   *     closed
   * @param most how many values to accept; streams that claim more are refused unread
   * @return a new array of its shape, strides and data type (FLOAT, DOUBLE or HALF), bit for bit,
   *     outside of any workspace
   * @throws StreamCorruptedException if the stream holds no such array, more values than {@code
   *     most}, or fewer or more bytes than it claims; the message names expected and actual
   * @throws IOException if the stream cannot be read
   */
  public static INDArray read(InputStream in, long most) throws IOException {
    INDArray array = readNext(in, most);
    if (in.read() >= 0) {
      String expected = array.length() + " values of " + array.dataType() + " and no more";
      array.close();
      throw bad(expected, "further bytes");
    }
    return array;
  }

  /**
   * Reads one array from a stream that goes on after it.
   *
   * @param in the stream, read up to the array's last byte. Not closed
   * @param most as in {@link #read}
   * @return as {@link #read}
   * @throws IOException as {@link #read}, but for bytes after the array
   */
  public static INDArray readNext(InputStream in, long most) throws IOException {
    Backend.require();
    DataInputStream data = new DataInputStream(in);
    try {
      long[] shapeInfo = shapeInfo(data);
      Header header = header(data);
      DataType type =
          switch (header.type) {
            case "FLOAT" -> DataType.FLOAT;
            case "DOUBLE" -> DataType.DOUBLE;
            case "HALF" -> DataType.FLOAT16;
            default -> throw bad("values of type FLOAT, DOUBLE or HALF", header.type);
          };
      if (header.count < 1 || header.count > most) {
        throw bad("1 to " + most + " values", header.count + "");
      }
      int rank = (int) shapeInfo[0];
      long[] shape = Arrays.copyOfRange(shapeInfo, 1, 1 + rank);
      long[] strides = Arrays.copyOfRange(shapeInfo, 1 + rank, 1 + 2 * rank);
      char order = order(shapeInfo[shapeInfo.length - 1]);
      requireDense(shape, strides, header.count);
      INDArray values = values(in, type, header.count);
      return Nd4j.create(values.data(), shape, strides, 0, order, type);
    } catch (EOFException | UTFDataFormatException e) {
      StreamCorruptedException corrupted =
          bad("an array as Nd4j.write writes it", "one that is truncated or corrupt");
      corrupted.initCause(e);
      throw corrupted;
    }
  }

  /** Rank, shape, strides, and three more, the last of which is the order. */
  private static long[] shapeInfo(DataInputStream data) throws IOException {
    Header header = header(data);
    boolean wide = header.type.equals("LONG");
    if (!wide && !header.type.equals("INT")) {
      throw bad("a shape of type LONG or INT", header.type);
    }
    if (header.count < 4 || header.count > 2 * MAX_RANK + 4) {
      throw bad("a shape of 4 to " + (2 * MAX_RANK + 4) + " numbers", header.count + "");
    }
    long[] shapeInfo = new long[(int) header.count];
    for (int i = 0; i < shapeInfo.length; i++) {
      shapeInfo[i] = wide ? data.readLong() : data.readInt();
    }
    if (header.count != 2 * shapeInfo[0] + 4) {
      throw bad("rank " + (header.count - 4) / 2.0, shapeInfo[0] + "");
    }
    return shapeInfo;
  }

  private static Header header(DataInputStream data) throws IOException {
    String allocation = data.readUTF();
    boolean old = OLD_ALLOCATIONS.contains(allocation);
    if (!old && !ALLOCATIONS.contains(allocation)) {
      throw bad("an array as Nd4j.write writes it", "\"" + shortened(allocation) + "\"");
    }
    return new Header(old ? data.readInt() : data.readLong(), shortened(data.readUTF()));
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(text.length(), 40));
  }

  private static char order(long order) throws IOException {
    if (order != 'c' && order != 'f') {
      throw bad("order c (99) or f (102)", order + "");
    }
    return (char) order;
  }

  /** Every value has its place, whatever the order of the axes. */
  private static void requireDense(long[] shape, long[] strides, long count) throws IOException {
    int[] inner =
        IntStream.range(0, shape.length)
            .filter(axis -> shape[axis] != 1)
            .boxed()
            .sorted(Comparator.comparingLong(axis -> strides[axis]))
            .mapToInt(Integer::intValue)
            .toArray();
    long product = 1;
    for (int axis : inner) {
      if (strides[axis] != product || shape[axis] < 1 || shape[axis] > count / product) {
        throw bad(
            "a shape and strides that fill " + count + " values",
            Arrays.toString(shape) + " and " + Arrays.toString(strides));
      }
      product *= shape[axis];
    }
    if (product != count) {
      throw bad(product + " values for " + Arrays.toString(shape), count + "");
    }
  }

  private static INDArray values(InputStream in, DataType type, long count) throws IOException {
    INDArray array = detached(type, Math.min(count, FIRST_VALUES));
    boolean whole = false;
    try {
      byte[] chunk = new byte[CHUNK];
      long done = 0;
      while (done < count) {
        if (done == array.length()) {
          array = enlarged(array, Math.min(count, done * GROWTH));
        }
        int n = (int) Math.min(CHUNK / type.width(), array.length() - done);
        int bytes = in.readNBytes(chunk, 0, n * type.width());
        if (bytes < n * type.width()) {
          throw bad(count + " values of " + type, done + bytes / type.width() + " of them");
        }
        put(ByteBuffer.wrap(chunk, 0, bytes), array, done, n);
        done += n;
      }
      whole = true;
      return array;
    } finally {
      if (!whole) {
        array.close();
      }
    }
  }

  private static INDArray detached(DataType type, long length) {
    return Nd4j.createUninitializedDetached(type, 'c', length);
  }

  private static INDArray enlarged(INDArray array, long length) {
    INDArray larger = detached(array.dataType(), length);
    Pointer.memcpy(bytes(larger), bytes(array), array.length() * array.dataType().width());
    array.close();
    return larger;
  }

  private static BytePointer bytes(INDArray array) {
    return new BytePointer(array.data().addressPointer())
        .capacity(array.length() * array.dataType().width());
  }

  /** As whole numbers of their width: no bit of a NaN changes. */
  private static void put(ByteBuffer bigEndian, INDArray array, long at, int n) {
    int width = array.dataType().width();
    ByteBuffer memory =
        bytes(array)
            .position(at * width)
            .limit((at + n) * width)
            .asByteBuffer()
            .order(ByteOrder.nativeOrder());
    switch (width) {
      case Short.BYTES -> memory.asShortBuffer().put(bigEndian.asShortBuffer());
      case Integer.BYTES -> memory.asIntBuffer().put(bigEndian.asIntBuffer());
      default -> memory.asLongBuffer().put(bigEndian.asLongBuffer());
    }
  }

  private static StreamCorruptedException bad(String expected, String actual) {
    return new StreamCorruptedException("expected " + expected + ", got " + actual);
  }
}
