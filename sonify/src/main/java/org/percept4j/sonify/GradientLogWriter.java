package org.percept4j.sonify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;

/** Frames to JSON lines; flushed after each, so that at most one line is lost with the program. */
final class GradientLogWriter implements GradientSink {

  private final JsonGenerator json;
  private List<GradientTrack> tracks = List.of();

  GradientLogWriter(Path path, boolean overwrite) throws IOException {
    json =
        new JsonFactory()
            .createGenerator(Channels.newOutputStream(OutputFiles.open(path, overwrite)));
    json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
    json.writeStartObject();
    json.writeStringField("format", GradientLog.FORMAT);
    json.writeNumberField("version", GradientLog.VERSION);
    json.writeEndObject();
    json.flush();
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
    json.writeEndObject();
    json.flush();
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
    json.writeEndObject();
    json.flush();
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
