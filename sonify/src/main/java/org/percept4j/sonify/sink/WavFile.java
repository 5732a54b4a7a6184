package org.percept4j.sonify.sink;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.percept4j.sonify.tone.Samples;

/** Reads WAV files. */
public final class WavFile {

  private static final int MAX_SAMPLES = 1 << 29;

  private WavFile() {}

  /**
   * Reads a WAV file: PCM of 16 or 24 bits, or 32-bit floats.
   *
   * @param path the file
   * @return its samples: of PCM within ±1, of floats as stored, which may be anything
   * @throws IOException if it cannot be read, is no such WAV file, or ends too early; the message
   *     names the file and what is wrong
   */
  public static Samples read(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return new Reader(path, Files.size(path), in).read();
    } catch (EOFException e) {
      throw new IOException(path + ": expected a whole WAV file, got one that ends too early", e);
    }
  }

  /** One pass over the chunks of a file. */
  private static final class Reader {
    private final Path path;
    private final DataInputStream in;
    private long left;

    Reader(Path path, long size, InputStream in) {
      this.path = path;
      this.left = size;
      this.in = new DataInputStream(in);
    }

    Samples read() throws IOException {
      if (!tag().equals("RIFF")) {
        throw bad("a WAV file that begins with RIFF", "something else");
      }
      chunkSize();
      if (!tag().equals("WAVE")) {
        throw bad("RIFF type WAVE", "another");
      }
      ByteBuffer format = null;
      while (true) {
        String tag = tag();
        long size = chunkSize();
        if (size > left) {
          throw new EOFException();
        }
        if (tag.equals("data")) {
          if (format == null) {
            throw bad("a format chunk before the data", "none");
          }
          return samples(format, size);
        }
        if (tag.equals("fmt ")) {
          format = ByteBuffer.wrap(bytes(Math.min(size, 16))).order(ByteOrder.LITTLE_ENDIAN);
          if (size < 16) {
            throw bad("a format chunk of at least 16 bytes", String.valueOf(size));
          }
          skip(size - 16 + (size & 1));
        } else {
          skip(size + (size & 1));
        }
      }
    }

    private Samples samples(ByteBuffer format, long size) throws IOException {
      int tag = format.getShort(0);
      int channels = format.getShort(2);
      int rate = format.getInt(4);
      int bits = format.getShort(14);
      if (channels < 1 || channels > 2 || rate < 1) {
        throw bad("1 or 2 channels and a positive rate", channels + " at " + rate + " Hz");
      }
      SampleFormat kind = null;
      for (SampleFormat f : SampleFormat.values()) {
        if (f.tag() == tag && f.bits() == bits) {
          kind = f;
        }
      }
      if (kind == null) {
        throw bad("PCM of 16 or 24 bits or 32-bit floats", "format " + tag + ", " + bits + " bits");
      }
      long count = size / kind.bytes();
      if (count > MAX_SAMPLES || size % ((long) kind.bytes() * channels) != 0) {
        throw bad("whole samples, at most " + MAX_SAMPLES, size + " bytes");
      }
      float[] samples = new float[(int) count];
      byte[] chunk = new byte[kind.bytes() * 8192];
      ByteBuffer view = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = 0; at < samples.length; at += 8192) {
        int n = Math.min(8192, samples.length - at);
        in.readFully(chunk, 0, n * kind.bytes());
        for (int i = 0; i < n; i++) {
          samples[at + i] =
              switch (kind) {
                case PCM_16 -> Math.max(-1, view.getShort(2 * i) / 32_767f);
                case PCM_24 ->
                    Math.max(
                        -1,
                        ((view.get(3 * i + 2) << 16)
                                | ((view.get(3 * i + 1) & 0xFF) << 8)
                                | (view.get(3 * i) & 0xFF))
                            / 8_388_607f);
                case FLOAT_32 -> view.getFloat(4 * i);
              };
        }
      }
      return new Samples(rate, channels, samples);
    }

    private String tag() throws IOException {
      return new String(bytes(4), StandardCharsets.US_ASCII);
    }

    private long chunkSize() throws IOException {
      return Integer.toUnsignedLong(
          ByteBuffer.wrap(bytes(4)).order(ByteOrder.LITTLE_ENDIAN).getInt());
    }

    private byte[] bytes(long count) throws IOException {
      byte[] bytes = new byte[(int) count];
      in.readFully(bytes);
      left -= count;
      return bytes;
    }

    private void skip(long count) throws IOException {
      in.skipNBytes(count);
      left -= count;
    }

    private IOException bad(String expected, String actual) {
      return new IOException(path + ": expected " + expected + ", got " + actual);
    }
  }
}
