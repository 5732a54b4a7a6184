package org.percept4j.sonify.sink;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientLog;
import org.percept4j.sonify.frame.GradientTrack;

/** Frames to JSON lines; flushed after each, so that at most one line is lost with the program. */
final class GradientLogWriter extends FileSink {

  private final @Nullable OutputFile created;
  private final FileChannel channel;
  private final long resumeAt;
  private final JsonGenerator json;
  private List<GradientTrack> tracks = List.of();

  private GradientLogWriter(
      @Nullable OutputFile created, FileChannel channel, long resumeAt, JsonGenerator json) {
    this.created = created;
    this.channel = channel;
    this.resumeAt = resumeAt;
    this.json = json;
  }

  /** Begins a log. */
  static GradientLogWriter create(Path path, Map<String, String> settings, boolean overwrite)
      throws IOException {
    OutputFile file = OutputFile.create(path, overwrite);
    try {
      GradientLogWriter writer =
          new GradientLogWriter(file, file.channel(), -1, generator(file.channel()));
      writer.writeHeader(settings);
      return writer;
    } catch (IOException | RuntimeException e) {
      file.discard();
      throw e;
    }
  }

  /** Continues a log that has the same settings; what a killed program left of a line is cut. */
  static GradientLogWriter append(Path path, Map<String, String> settings) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return create(path, settings, false);
    }
    try (GradientLog before = GradientLog.open(path)) {
      if (!before.settings().equals(settings)) {
        throw new IOException(
            String.format(
                "%s: expected a log with settings %s to continue, got one with %s",
                path, new TreeMap<>(settings), before.settings()));
      }
    }
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    try {
      return new GradientLogWriter(null, channel, endOfLastLine(channel), generator(channel));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static JsonGenerator generator(FileChannel channel) throws IOException {
    return JsonFactory.builder()
        .enable(
            JsonWriteFeature.ESCAPE_NON_ASCII) // any name can be written, and any reader reads it
        .build()
        .setRootValueSeparator("")
        .createGenerator(Channels.newOutputStream(channel), JsonEncoding.UTF8);
  }

  private static long endOfLastLine(FileChannel channel) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(8192);
    for (long end = channel.size(); end > 0; ) {
      long start = Math.max(0, end - block.capacity());
      block.clear().limit((int) (end - start));
      int read = 0;
      while (block.hasRemaining() && read >= 0) {
        read = channel.read(block, start + block.position());
      }
      for (int i = block.position() - 1; i >= 0; i--) {
        if (block.get(i) == '\n') {
          return start + i + 1;
        }
      }
      end = start;
    }
    return 0;
  }

  private void writeHeader(Map<String, String> settings) throws IOException {
    json.writeStartObject();
    json.writeStringField("format", GradientLog.FORMAT);
    json.writeNumberField("version", GradientLog.VERSION);
    json.writeObjectFieldStart("settings");
    for (Map.Entry<String, String> setting : new TreeMap<>(settings).entrySet()) {
      json.writeStringField(setting.getKey(), setting.getValue());
    }
    json.writeEndObject();
    endLine();
  }

  @Override
  void begin() throws IOException {
    if (created != null) {
      created.publish();
    } else {
      channel.truncate(resumeAt);
      channel.position(resumeAt);
    }
  }

  @Override
  void settle() {
    if (created != null) {
      created.settle();
    }
  }

  @Override
  void write(GradientFrame frame) throws IOException {
    if (!frame.tracks().equals(tracks)) {
      tracks = frame.tracks();
      writeTracks();
    }
    json.writeStartObject();
    json.writeNumberField("i", frame.iteration());
    json.writeNumberField("e", frame.epoch());
    if (frame.worker() != 0) {
      json.writeNumberField("w", frame.worker());
    }
    writeKnown("t", frame.time());
    writeKnown("s", frame.score());
    writeKnown("lr", frame.learningRate());
    json.writeArrayFieldStart("n");
    for (int t = 0; t < tracks.size(); t++) {
      writeNumber(frame.norm(t));
    }
    json.writeEndArray();
    if (frame.hasUpdateRatios()) {
      json.writeArrayFieldStart("u");
      for (int t = 0; t < tracks.size(); t++) {
        writeNumber(frame.updateRatio(t));
      }
      json.writeEndArray();
    }
    endLine();
  }

  /** NaN stands for unknown and is left out. */
  private void writeKnown(String field, double value) throws IOException {
    if (!Double.isNaN(value)) {
      json.writeFieldName(field);
      writeNumber(value);
    }
  }

  private void writeNumber(double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeString(Double.toString(value));
    }
  }

  private void writeTracks() throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("tracks");
    for (GradientTrack track : tracks) {
      json.writeStartObject();
      json.writeNumberField("index", track.index());
      json.writeStringField("name", track.name());
      if (track.frozen()) {
        json.writeBooleanField("frozen", true);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    endLine();
  }

  private void endLine() throws IOException {
    json.writeEndObject();
    json.writeRaw('\n');
    json.flush();
  }

  @Override
  void finish() throws IOException {
    json.flush();
    giveUp();
  }

  @Override
  void giveUp() throws IOException {
    channel.close();
  }

  @Override
  void discard() throws IOException {
    channel.close();
    if (created != null) {
      created.discard();
    }
  }
}
