package org.percept4j.sonify.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Appends samples to a WAV file whose header is right at every moment: data is written first, then
 * the header that counts it, so a killed program leaves a playable file. Before a file would
 * outgrow what its header can count, a new one is begun beside it ({@code run.wav}, {@code
 * run-2.wav}, …); whether the second name is free is checked at once, not hours later.
 */
final class WavWriter implements SampleOutput {

  static final int HEADER = 44;

  /** The header counts bytes in 32 bits; some players read them as signed or stop at 4 GB. */
  static final long LARGEST = 0xFFFF_F000L;

  private static final int BUFFER = 1 << 16;

  private final Path first;
  private final SampleFormat format;
  private final int sampleRate;
  private final int channels;
  private final boolean overwrite;
  private final long largest;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private FileChannel file;
  private long dataBytes;
  private int part = 1;

  WavWriter(Path path, SampleFormat format, int sampleRate, int channels, boolean overwrite)
      throws IOException {
    this(path, format, sampleRate, channels, overwrite, LARGEST);
  }

  /** With a smaller limit, for tests. */
  WavWriter(
      Path path, SampleFormat format, int sampleRate, int channels, boolean overwrite, long largest)
      throws IOException {
    this.first = path;
    this.format = format;
    this.sampleRate = sampleRate;
    this.channels = channels;
    this.overwrite = overwrite;
    this.largest = largest;
    OutputFiles.check(path, overwrite);
    OutputFiles.check(partPath(path, 2), overwrite);
    this.file = open(path);
  }

  private FileChannel open(Path path) throws IOException {
    FileChannel opened = OutputFiles.open(path, overwrite);
    try {
      dataBytes = 0;
      writeHeader(opened);
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  @Override
  public void write(double[] samples, int count) throws IOException {
    long bytes = (long) count * format.bytes();
    if (HEADER + dataBytes + bytes > largest && dataBytes > 0) {
      file.close();
      part++;
      file = open(partPath(first, part));
    }
    file.position(HEADER + dataBytes);
    for (int i = 0; i < count; i++) {
      if (buffer.remaining() <= format.bytes()) {
        drain();
      }
      put(Math.max(-1, Math.min(1, samples[i])));
    }
    dataBytes += bytes;
    if (dataBytes % 2 == 1) {
      buffer.put((byte) 0); // RIFF pads chunks to even lengths; the next samples overwrite it
    }
    drain();
    writeHeader(file);
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

  private void drain() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
    buffer.clear();
  }

  private void writeHeader(FileChannel to) throws IOException {
    ByteBuffer h = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    int frame = channels * format.bytes();
    h.put(ascii("RIFF"))
        .putInt((int) (HEADER - 8 + dataBytes + dataBytes % 2))
        .put(ascii("WAVEfmt "));
    h.putInt(16).putShort((short) format.tag()).putShort((short) channels).putInt(sampleRate);
    h.putInt(sampleRate * frame).putShort((short) frame).putShort((short) format.bits());
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
    file.close();
  }
}
