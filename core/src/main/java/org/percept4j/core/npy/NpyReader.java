package org.percept4j.core.npy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.internal.Backend;

/**
 * Reads NumPy's {@code .npy} files: versions 1 to 3, C order, little-endian float32, float64 and
 * int32.
 */
public final class NpyReader {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER_BYTES = 1 << 16;
  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\s]*)\\)");

  private NpyReader() {}

  /**
   * Reads a file.
   *
   * @param path the file
   * @return a new array of its shape in 'c' order: FLOAT, DOUBLE or INT
   * @throws IOException if it cannot be read, is no such file, or is shorter or longer than its
   *     header says; the message names the file and what is wrong. Nothing is allocated by what a
   *     header says until the file is known to be long enough
   */
  public static INDArray read(Path path) throws IOException {
    Backend.require();
    try (FileChannel file = FileChannel.open(path)) {
      ByteBuffer start = take(file, 8);
      for (byte expected : MAGIC) {
        if (start.get() != expected) {
          throw bad(path, "a file that begins as .npy files do", "another");
        }
      }
      int version = start.get();
      if (version < 1 || version > 3) {
        throw bad(path, "version 1, 2 or 3", String.valueOf(version));
      }
      int length = version == 1 ? take(file, 2).getShort() & 0xFFFF : take(file, 4).getInt();
      if (length < 0 || length > MAX_HEADER_BYTES) {
        throw bad(path, "a header of at most " + MAX_HEADER_BYTES + " bytes", length + "");
      }
      String header = StandardCharsets.UTF_8.decode(take(file, length)).toString();
      return data(path, file, header);
    } catch (EOFException e) {
      throw new IOException(path + ": expected a whole .npy file, got one that ends too early", e);
    }
  }

  private static INDArray data(Path path, FileChannel file, String header) throws IOException {
    String type = field(path, TYPE, header);
    DataType dataType =
        switch (type) {
          case "<f4" -> DataType.FLOAT;
          case "<f8" -> DataType.DOUBLE;
          case "<i4" -> DataType.INT32;
          default -> throw bad(path, "type <f4, <f8 or <i4", type);
        };
    if (field(path, ORDER, header).equals("True")) {
      throw bad(path, "C order", "Fortran order");
    }
    long[] shape = shape(path, field(path, SHAPE, header));
    long count = 1;
    for (long side : shape) {
      if (side != 0 && count > Integer.MAX_VALUE / side) {
        throw bad(path, "at most " + Integer.MAX_VALUE + " values", Arrays.toString(shape));
      }
      count *= side;
    }
    long left = file.size() - file.position();
    long bytes = count * dataType.width();
    if (left != bytes) {
      throw bad(path, bytes + " bytes of data for " + Arrays.toString(shape), left + "");
    }
    if (count == 0) {
      return Nd4j.create(dataType, shape);
    }
    if (dataType == DataType.FLOAT) {
      float[] values = new float[(int) count];
      chunks(file, count, Float.BYTES, (b, at, n) -> b.asFloatBuffer().get(values, at, n));
      return Nd4j.createFromArray(values).reshape(shape);
    }
    if (dataType == DataType.DOUBLE) {
      double[] values = new double[(int) count];
      chunks(file, count, Double.BYTES, (b, at, n) -> b.asDoubleBuffer().get(values, at, n));
      return Nd4j.createFromArray(values).reshape(shape);
    }
    int[] values = new int[(int) count];
    chunks(file, count, Integer.BYTES, (b, at, n) -> b.asIntBuffer().get(values, at, n));
    return Nd4j.createFromArray(values).reshape(shape);
  }

  /** Takes {@code n} values of a chunk, the first of which is number {@code at} of all. */
  private interface Chunk {
    void take(ByteBuffer bytes, int at, int n);
  }

  private static void chunks(FileChannel file, long count, int width, Chunk chunk)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    int n;
    for (long at = 0; at < count; at += n) {
      n = (int) Math.min(bytes.capacity() / width, count - at);
      bytes.clear().limit(n * width);
      fill(file, bytes);
      chunk.take(bytes, (int) at, n);
    }
  }

  private static long[] shape(Path path, String text) throws IOException {
    try {
      return Arrays.stream(text.split(",", -1))
          .map(String::trim)
          .filter(s -> !s.isEmpty())
          .mapToLong(Long::parseLong)
          .toArray();
    } catch (NumberFormatException e) {
      throw bad(path, "a shape of whole numbers", "(" + text + ")");
    }
  }

  private static String field(Path path, Pattern pattern, String header) throws IOException {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw bad(path, "a header with descr, fortran_order and shape", header.trim());
    }
    return matcher.group(1);
  }

  private static ByteBuffer take(FileChannel file, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    fill(file, bytes);
    return bytes;
  }

  private static void fill(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (file.read(bytes) < 0) {
        throw new EOFException();
      }
    }
    bytes.flip();
  }

  private static IOException bad(Path path, String expected, String actual) {
    return new IOException(path + ": expected " + expected + ", got " + actual);
  }
}
