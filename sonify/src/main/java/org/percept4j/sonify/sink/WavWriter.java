package org.percept4j.sonify.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Appends samples to a WAV file whose header is right at every moment: data is written first, then
 * the header that counts it, so a killed program leaves a playable file. Before a file would
 * outgrow what its header can count, a new one is begun beside it under the next name that is free
 * ({@code run-2.wav}, …).
 */
final class WavWriter implements SampleOutput {

  /** The header counts bytes in 32 bits; some players read them as signed or stop at 4 GB. */
  static final long MAX_BYTES = 0xFFFF_F000L;

  private static final int BUFFER = 1 << 16;

  private final SampleFormat format;
  private final int sampleRate;
  private final int channels;
  private final long maxBytes;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private final List<OutputFile> files = new ArrayList<>();
  private OutputFile file;
  private boolean published;
  private long dataBytes;
  private int part = 1;

  WavWriter(Path path, SampleFormat format, int sampleRate, int channels, boolean overwrite)
      throws IOException {
    this(path, format, sampleRate, channels, overwrite, MAX_BYTES);
  }

  /** Takes a smaller limit, for tests. */
  WavWriter(
      Path path, SampleFormat format, int sampleRate, int channels, boolean overwrite, long most)
      throws IOException {
    this.format = format;
    this.sampleRate = sampleRate;
    this.channels = channels;
    this.maxBytes = most;
    this.file = begin(OutputFile.create(path, overwrite));
  }

  private OutputFile begin(OutputFile begun) throws IOException {
    try {
      dataBytes = 0;
      writeHeader(begun.channel());
      if (published) {
        begun.publish();
      }
      files.add(begun);
      return begun;
    } catch (IOException | RuntimeException e) {
      begun.discard();
      throw e;
    }
  }

  /** Moves the file to its place, where it grows from now on. */
  void publish() throws IOException {
    file.publish();
    published = true;
  }

  /** Gives up what the file replaced. */
  void settle() {
    file.settle();
  }

  private OutputFile next() throws IOException {
    Path first = files.get(0).path();
    do {
      part++;
    } while (Files.exists(partPath(first, part), LinkOption.NOFOLLOW_LINKS)); // somebody else's
    return begin(OutputFile.create(partPath(first, part), false));
  }

  @Override
  public void write(double[] samples, int count) throws IOException {
    long bytes = (long) count * format.bytes();
    if (format.headerBytes() + dataBytes + bytes > maxBytes && dataBytes > 0) {
      if (published) {
        file.finish();
      }
      file = next();
    }
    FileChannel channel = file.channel();
    channel.position(format.headerBytes() + dataBytes);
    for (int i = 0; i < count; i++) {
      if (buffer.remaining() <= format.bytes()) {
        drain(channel);
      }
      put(Math.max(-1, Math.min(1, samples[i])));
    }
    dataBytes += bytes;
    if (dataBytes % 2 == 1) {
      buffer.put((byte) 0); // RIFF pads chunks to even lengths; the next samples overwrite it
    }
    drain(channel);
    writeHeader(channel);
  }

  private void put(double sample) {
    switch (format) {
      case PCM_16 -> buffer.putShort((short) Math.round(sample * 32_767));
      case PCM_24 -> {
        int value = (int) Math.round(sample * 8_388_607);
        buffer.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
      }
      case FLOAT_32 -> buffer.putFloat((float) sample);
    }
  }

  private void drain(FileChannel channel) throws IOException {
    buffer.flip();
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } finally {
      buffer.clear();
    }
  }

  /** Floats need a longer format chunk and a chunk that counts the samples of each channel. */
  private void writeHeader(FileChannel to) throws IOException {
    boolean floats = format == SampleFormat.FLOAT_32;
    ByteBuffer h = ByteBuffer.allocate(format.headerBytes()).order(ByteOrder.LITTLE_ENDIAN);
    int frame = channels * format.bytes();
    h.put(ascii("RIFF"))
        .putInt((int) (format.headerBytes() - 8 + dataBytes + dataBytes % 2))
        .put(ascii("WAVEfmt "))
        .putInt(floats ? 18 : 16)
        .putShort((short) format.tag())
        .putShort((short) channels)
        .putInt(sampleRate)
        .putInt(sampleRate * frame)
        .putShort((short) frame)
        .putShort((short) format.bits());
    if (floats) {
      h.putShort((short) 0).put(ascii("fact")).putInt(4).putInt((int) (dataBytes / frame));
    }
    h.put(ascii("data")).putInt((int) dataBytes).flip();
    long at = 0;
    while (h.hasRemaining()) {
      at += to.write(h, at);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static Path partPath(Path first, int part) {
    String name = String.valueOf(first.getFileName());
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    String ending = dot > 0 ? name.substring(dot) : "";
    return first.resolveSibling(stem + "-" + part + ending);
  }

  @Override
  public void close() throws IOException {
    if (published) {
      file.finish();
    } else {
      for (OutputFile whole : files) {
        whole.finish();
      }
    }
  }

  /** Keeps what is at its place, which can be played as it is, and nothing else. */
  void giveUp() throws IOException {
    if (published) {
      file.channel().close();
    } else {
      discard();
    }
  }

  void discard() throws IOException {
    for (OutputFile begun : files) {
      begun.discard();
    }
  }
}
