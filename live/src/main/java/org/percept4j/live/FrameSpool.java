package org.percept4j.live;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Encoded frames in a temporary file that only its owner may read and that goes with the program:
 * what memory does not hold, a browser that joins late still gets. Not thread-safe.
 */
final class FrameSpool implements Closeable {

  /** Every so many frames their place is remembered: 8 bytes for 64 frames. */
  private static final int STRIDE = 64;

  /** So much is written at once: a call to the system for each frame costs more than the rest. */
  private static final int BLOCK = 1 << 16;

  private final FileChannel file;
  private final ByteArrayOutputStream unwritten = new ByteArrayOutputStream(BLOCK);
  private long[] places = new long[1024];
  private long frames;
  private long length;
  private long written;

  FrameSpool() throws IOException {
    Path path = Files.createTempFile("percept4j-live", ".jsonl");
    file =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  void add(byte[] frame) throws IOException {
    if (frames % STRIDE == 0) {
      int at = Math.toIntExact(frames / STRIDE);
      if (at == places.length) {
        places = Arrays.copyOf(places, at * 2);
      }
      places[at] = length;
    }
    unwritten.write(frame, 0, frame.length);
    unwritten.write('\n');
    length += frame.length + 1;
    if (unwritten.size() >= BLOCK) {
      flush();
    }
    frames++;
  }

  private void flush() throws IOException {
    ByteBuffer block = ByteBuffer.wrap(unwritten.toByteArray());
    while (block.hasRemaining()) {
      written += file.write(block, written);
    }
    unwritten.reset();
  }

  /** Frames from a position on, at most so many, as long as they are small. */
  List<byte[]> read(long from, int most) throws IOException {
    long end = Math.min(frames, from + most);
    List<byte[]> read = new ArrayList<>();
    long size = 0;
    for (long block = from / STRIDE;
        block * STRIDE < end && size < Channel.MAX_ITEMS_BYTES;
        block++) {
      long start = places[(int) block];
      long stop = (block + 1) * STRIDE < frames ? places[(int) block + 1] : length;
      byte[] lines = bytes(start, Math.toIntExact(stop - start));
      long frame = block * STRIDE;
      int begin = 0;
      for (int i = 0; i < lines.length; i++) {
        if (lines[i] == '\n') {
          if (frame >= from && frame < end && size < Channel.MAX_ITEMS_BYTES) {
            read.add(Arrays.copyOfRange(lines, begin, i));
            size += i - begin;
          }
          frame++;
          begin = i + 1;
        }
      }
    }
    return read;
  }

  private byte[] bytes(long start, int count) throws IOException {
    if (start + count > written) {
      flush();
    }
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, start + buffer.position()) < 0) {
        throw new IOException("the temporary file of frames is shorter than it was");
      }
    }
    return buffer.array();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
