package org.percept4j.sonify.sink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientLog;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.frame.GradientTrack;

/** Frames to JSON lines; flushed after each, so that at most one line is lost with the program. */
final class GradientLogWriter implements GradientSink {

  private final JsonGenerator json;
  private List<GradientTrack> tracks = List.of();

  GradientLogWriter(Path path, Map<String, String> settings, boolean overwrite) throws IOException {
    json =
        new JsonFactory()
            .setRootValueSeparator("")
            .createGenerator(Channels.newOutputStream(OutputFiles.open(path, overwrite)));
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
  public void accept(GradientFrame frame) throws IOException {
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
  public void close() throws IOException {
    json.close();
  }
}
