package org.percept4j.examples.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Reads bytes in the IDX format of MNIST and Fashion-MNIST, gzipped or not. */
final class IdxFile {

  private static final long MAX_BYTES = 1L << 30;

  private final int[] shape;
  private final byte[] bytes;

  private IdxFile(int[] shape, byte[] bytes) {
    this.shape = shape;
    this.bytes = bytes;
  }

  int count() {
    return shape[0];
  }

  byte[] bytes() {
    return bytes;
  }

  /**
   * Reads a file.
   *
   * @param stream its content; not closed
   * @param name what to call it in messages
   * @param rest the expected shape after the count of examples: 28, 28 for images, none for labels
   */
  static IdxFile read(InputStream stream, String name, int... rest) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(stream);
    buffered.mark(2);
    boolean gzip = buffered.read() == 0x1F && buffered.read() == 0x8B;
    buffered.reset();
    try {
      DataInputStream in =
          new DataInputStream(gzip ? new GZIPInputStream(buffered, 1 << 16) : buffered);
      int magic = in.readInt();
      if (magic != (0x800 | (rest.length + 1))) {
        throw new IOException(
            String.format(
                "%s: expected IDX of unsigned bytes with %d dimensions, got magic number 0x%08x",
                name, rest.length + 1, magic));
      }
      int[] shape = new int[rest.length + 1];
      long size = 1;
      for (int d = 0; d < shape.length; d++) {
        shape[d] = in.readInt();
        size *= Math.max(0, shape[d]);
        if (shape[d] < 1 || size > MAX_BYTES || (d > 0 && shape[d] != rest[d - 1])) {
          throw new IOException(
              String.format(
                  "%s: expected a smaller file of its kind, got size %d", name, shape[d]));
        }
      }
      byte[] bytes = in.readNBytes((int) size);
      if (bytes.length < size) {
        throw new EOFException();
      }
      return new IdxFile(shape, bytes);
    } catch (EOFException e) {
      throw new IOException(name + ": expected a whole IDX file, got one that ends too early", e);
    }
  }
}
