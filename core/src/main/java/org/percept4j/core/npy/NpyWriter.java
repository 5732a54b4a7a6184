package org.percept4j.core.npy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.indexer.HalfIndexer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.internal.AtomicFile;

/**
 * Writes one array of any size to NumPy's {@code .npy} format (version 1.0, C order) piece by
 * piece, through one buffer. The file appears when {@link #commit} is called; without that, {@link
 * #close} leaves no trace and a file that was there stays.
 *
 * <p>Not thread-safe. Writing on an interrupted thread fails with {@link
 * java.nio.channels.ClosedByInterruptException}.
 */
public final class NpyWriter implements Closeable {

  /** Says how a value is stored. */
  public enum Precision {
    /** IEEE single precision, {@code <f4}: values as they are. */
    SINGLE("<f4", 4),
    /**
     * IEEE half precision, {@code <f2}, half the size: the nearest of its numbers, off by at most
     * 2⁻¹¹ (0.05%) of the value, or by 2⁻²⁵ (3·10⁻⁸) where that is more; up to ±65504.
     */
    HALF("<f2", 2);

    private final String descriptor;
    private final int bytes;

    Precision(String descriptor, int bytes) {
      this.descriptor = descriptor;
      this.bytes = bytes;
    }
  }

  private static final int BUFFER = 1 << 20;

  /** Half-way between the largest half-precision number and what would be the next. */
  private static final float HALF_LIMIT = 65520;

  private final AtomicFile file;
  private final Precision precision;
  private final ByteBuffer buffer;
  private @Nullable FileChannel channel;
  private long missing;

  private NpyWriter(AtomicFile file, Precision precision, long values) throws IOException {
    this.file = file;
    this.precision = precision;
    this.missing = values;
    this.buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    this.channel = FileChannel.open(file.part(), StandardOpenOption.WRITE);
  }

  /**
   * Begins a file.
   *
   * @param path where the file will be; replaced if it is there
   * @param precision how values are stored
   * @param shape lengths of the axes, each at least 0
   * @return a writer that expects as many values as the shape holds
   * @throws IOException if the folder does not exist or cannot be written, or the path is a folder
   * @throws IllegalArgumentException if a length is negative
   */
  public static NpyWriter create(Path path, Precision precision, long... shape) throws IOException {
    long values = 1;
    for (long length : shape) {
      if (length < 0) {
        throw new IllegalArgumentException("shape: expected lengths of 0 or more, got " + length);
      }
      values = Math.multiplyExact(values, length);
    }
    NpyWriter writer = new NpyWriter(AtomicFile.create(path), precision, values);
    writer.buffer.put(header(precision.descriptor, shape));
    return writer;
  }

  /**
   * Writes an array in its own type.
   *
   * @param path where the file will be; replaced if it is there, and only when all is written
   * @param array FLOAT, DOUBLE or INT32, of any shape, order and view; what it shows is written, in
   *     C order. Not modified.
   * @throws IOException if writing fails
   * @throws IllegalArgumentException if it has another type
   */
  public static void write(Path path, INDArray array) throws IOException {
    String descriptor = descriptor(array.dataType());
    byte[] header = header(descriptor, array.shape());
    int count = array.isEmpty() ? 0 : Math.toIntExact(array.length());
    ByteBuffer bytes =
        ByteBuffer.allocate(
                Math.addExact(header.length, Math.multiplyExact(count, array.dataType().width())))
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(header);
    if (count > 0) {
      DataBuffer values = array.dup('c').data();
      switch (descriptor) {
        case "<f4" -> bytes.asFloatBuffer().put(values.asFloat());
        case "<f8" -> bytes.asDoubleBuffer().put(values.asDouble());
        default -> bytes.asIntBuffer().put(values.asInt());
      }
    }
    AtomicFile.write(path, part -> Files.write(part, bytes.array()));
  }

  private static String descriptor(DataType type) {
    if (type == DataType.FLOAT) {
      return "<f4";
    }
    if (type == DataType.DOUBLE) {
      return "<f8";
    }
    if (type == DataType.INT32) {
      return "<i4";
    }
    throw new IllegalArgumentException("array: expected FLOAT, DOUBLE or INT32, got " + type);
  }

  private static byte[] header(String descriptor, long[] shape) {
    String axes =
        LongStream.of(shape).mapToObj(Long::toString).collect(Collectors.joining(", "))
            + (shape.length == 1 ? "," : "");
    String text =
        String.format("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", descriptor, axes);
    int length = (10 + text.length() + 1 + 63) / 64 * 64 - 10;
    ByteBuffer header = ByteBuffer.allocate(10 + length).order(ByteOrder.LITTLE_ENDIAN);
    header.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) length);
    header.put(text.getBytes(StandardCharsets.US_ASCII));
    while (header.remaining() > 1) {
      header.put((byte) ' ');
    }
    return header.put((byte) '\n').array();
  }

  /**
   * Appends values in C order.
   *
   * @param values holds them. Not modified.
   * @param offset index of the first
   * @param count how many
   * @throws IOException if writing fails, as on a full disk; nothing can be appended after that
   * @throws IllegalStateException if these are more than the shape holds
   * @throws IllegalArgumentException if a finite value is beyond what half precision can store
   */
  public void write(float[] values, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, values.length);
    if (count > missing) {
      throw new IllegalStateException(
          "values: expected at most " + missing + " more, got " + count);
    }
    missing -= count;
    for (int from = offset; from < offset + count; ) {
      if (buffer.remaining() < precision.bytes) {
        flush();
      }
      int n = Math.min(offset + count - from, buffer.remaining() / precision.bytes);
      if (precision == Precision.SINGLE) {
        buffer.asFloatBuffer().put(values, from, n);
        buffer.position(buffer.position() + n * precision.bytes);
      } else {
        for (int i = from; i < from + n; i++) {
          buffer.putShort(half(values[i]));
        }
      }
      from += n;
    }
  }

  private static short half(float value) {
    if (Float.isFinite(value) && Math.abs(value) >= HALF_LIMIT) {
      throw new IllegalArgumentException(
          "value: expected at most ±65504 in half precision, got " + value);
    }
    return (short) HalfIndexer.fromFloat(value);
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      Objects.requireNonNull(channel, "writer is closed").write(buffer);
    }
    buffer.clear();
  }

  /**
   * Finishes: the file is now where it was asked for.
   *
   * @throws IOException if writing or moving fails
   * @throws IllegalStateException if values are missing
   */
  public void commit() throws IOException {
    if (missing != 0) {
      throw new IllegalStateException("values: expected " + missing + " more before the end");
    }
    flush();
    Objects.requireNonNull(channel, "writer is closed").close();
    channel = null;
    file.commit();
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
    file.close();
  }

  @Override
  public String toString() {
    return "NpyWriter[" + precision + ", " + missing + " values to come]";
  }
}
