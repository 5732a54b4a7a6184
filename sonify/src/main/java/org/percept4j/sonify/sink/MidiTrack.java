package org.percept4j.sonify.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of one track of a MIDI file. They are kept in memory by the block and in a shared
 * spool file beyond, because a file of format 1 has its tracks one after another and a training has
 * no known end.
 */
final class MidiTrack {

  private static final int BLOCK = 8192;

  /** The largest time that a variable-length quantity of four bytes holds. */
  private static final long MAX_DELTA = 0x0FFF_FFFF;

  private static final byte[] END = {0, (byte) 0xFF, 0x2F, 0};

  /** A stretch of the spool file. */
  private record Block(long at, int length) {}

  private final FileChannel spool;
  private final ByteArrayOutputStream events = new ByteArrayOutputStream(BLOCK + 64);
  private final List<Block> blocks = new ArrayList<>();
  private long length;
  private long tick;

  MidiTrack(FileChannel spool, String name) throws IOException {
    this.spool = spool;
    meta(0, 3, name.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a channel message. */
  void event(long at, int... bytes) throws IOException {
    delta(at);
    for (int b : bytes) {
      events.write(b);
    }
    spill(BLOCK);
  }

  /** Adds a meta event, such as 3 for a track's name and 6 for a marker. */
  void meta(long at, int type, byte[] data) throws IOException {
    delta(at);
    events.write(0xFF);
    events.write(type);
    quantity(data.length);
    events.writeBytes(data);
    spill(BLOCK);
  }

  private void delta(long at) {
    long wait = at - tick;
    for (; wait > MAX_DELTA; wait -= MAX_DELTA) {
      quantity(MAX_DELTA);
      events.writeBytes(new byte[] {(byte) 0xFF, 1, 0}); // an empty text
    }
    quantity(wait);
    tick = at;
  }

  /**
   * Writes a variable-length quantity: seven bits a byte, the highest bit set in all but the last.
   */
  private void quantity(long value) {
    for (int shift = 21; shift > 0; shift -= 7) {
      if (value >> shift > 0) {
        events.write((int) (value >> shift & 0x7F) | 0x80);
      }
    }
    events.write((int) (value & 0x7F));
  }

  private void spill(int atLeast) throws IOException {
    if (events.size() >= atLeast) {
      ByteBuffer block = ByteBuffer.wrap(events.toByteArray());
      long at = spool.size();
      blocks.add(new Block(at, block.remaining()));
      length += block.remaining();
      while (block.hasRemaining()) {
        at += spool.write(block, at);
      }
      events.reset();
    }
  }

  /** Appends the track as a chunk to a file. */
  void writeTo(FileChannel file) throws IOException {
    spill(1);
    long total = length + END.length;
    if (total > Integer.MAX_VALUE) {
      throw new IOException("expected a MIDI track below 2 GiB, got " + total + " bytes");
    }
    write(file, ByteBuffer.allocate(8).putInt(0x4D54726B).putInt((int) total).flip()); // MTrk
    for (Block block : blocks) {
      for (long at = block.at(), left = block.length(); left > 0; ) {
        long moved = spool.transferTo(at, left, file);
        at += moved;
        left -= moved;
      }
    }
    write(file, ByteBuffer.wrap(END));
  }

  static void write(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }
}
