package org.percept4j.sonify.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.percept4j.sonify.frame.GradientFrame;

/**
 * Frames to an event file of TensorBoard's. The file is a row of records: length (8 bytes, little
 * endian), masked CRC-32C of the length, the data, masked CRC-32C of the data. The data is a
 * protocol buffer {@code Event} with {@code wall_time} (1, double), {@code step} (2, varint), and
 * {@code file_version} (3, text) or {@code summary} (5), which holds repeated {@code value} (1) of
 * {@code tag} (1, text) and {@code simple_value} (2, float).
 */
final class TensorBoardSink extends FileSink {

  private static final int BUFFER = 1 << 16;

  private final OutputFile file;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(BUFFER);

  TensorBoardSink(Path folder, boolean overwrite) throws IOException {
    file = OutputFile.create(folder.resolve("events.out.tfevents.0000000000.percept4j"), overwrite);
    try {
      Message event = new Message();
      event.fixed64(1, 0);
      event.bytes(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
      append(event.toByteArray());
    } catch (IOException | RuntimeException e) {
      undo();
      throw e;
    }
  }

  /** A protocol buffer that is being written. */
  private static final class Message extends ByteArrayOutputStream {

    void varint(long value) {
      long rest = value;
      for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
        write((int) (rest & 0x7F) | 0x80);
      }
      write((int) rest);
    }

    void number(int field, long value) {
      varint((long) field << 3);
      varint(value);
    }

    void fixed64(int field, double value) {
      varint((long) field << 3 | 1);
      writeBytes(little(8).putDouble(value).array());
    }

    void fixed32(int field, float value) {
      varint((long) field << 3 | 5);
      writeBytes(little(4).putFloat(value).array());
    }

    void bytes(int field, byte[] value) {
      varint((long) field << 3 | 2);
      varint(value.length);
      writeBytes(value);
    }
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  void write(GradientFrame frame) throws IOException {
    Message summary = new Message();
    String worker = frame.worker() == 0 ? "" : "worker" + frame.worker() + "/";
    value(summary, worker + "score", frame.score());
    value(summary, worker + "learning_rate", frame.learningRate());
    for (int t = 0; t < frame.tracks().size(); t++) {
      if (!frame.tracks().get(t).frozen()) {
        String name = frame.tracks().get(t).name();
        value(summary, worker + "gradient_norm/" + name, frame.norm(t));
        if (frame.hasUpdateRatios()) {
          value(summary, worker + "update_ratio/" + name, frame.updateRatio(t));
        }
      }
    }
    Message event = new Message();
    event.fixed64(1, Double.isNaN(frame.time()) ? 0 : frame.time());
    event.number(2, frame.iteration());
    event.bytes(5, summary.toByteArray());
    append(event.toByteArray());
  }

  private static void value(Message summary, String tag, double number) {
    Message value = new Message();
    value.bytes(1, tag.getBytes(StandardCharsets.UTF_8));
    value.fixed32(2, (float) number);
    summary.bytes(1, value.toByteArray());
  }

  private void append(byte[] data) throws IOException {
    byte[] length = little(8).putLong(data.length).array();
    buffer.writeBytes(length);
    buffer.writeBytes(little(4).putInt(maskedCrc(length)).array());
    buffer.writeBytes(data);
    buffer.writeBytes(little(4).putInt(maskedCrc(data)).array());
    if (buffer.size() > BUFFER) {
      flush();
    }
  }

  /** A checksum of data that holds checksums says little, so it is rotated and shifted. */
  private static int maskedCrc(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  private void flush() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(buffer.toByteArray());
    buffer.reset();
    while (bytes.hasRemaining()) {
      file.channel().write(bytes);
    }
  }

  @Override
  void finish() throws IOException {
    flush();
    file.finish();
  }

  @Override
  void discard() throws IOException {
    file.discard();
  }
}
