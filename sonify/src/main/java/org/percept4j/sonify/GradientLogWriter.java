package org.percept4j.sonify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
    json.writeArrayFieldStart("n");
    for (int t = 0; t < tracks.size(); t++) {
      double norm = frame.norm(t);
      if (Double.isFinite(norm)) {
        json.writeNumber(norm);
      } else {
        json.writeString(Double.toString(norm));
      }
    }
    json.writeEndArray();
    endLine();
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
