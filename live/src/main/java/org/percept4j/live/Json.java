package org.percept4j.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.percept4j.sonify.frame.GradientTrack;

/** JSON as the page reads it: numbers that JSON lacks are strings, as in the log. */
final class Json {

  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** Writes the fields of an object. */
  @FunctionalInterface
  interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  /** An object in one line of UTF-8. */
  static byte[] object(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  static void number(JsonGenerator json, double value) throws IOException {
    if (!Double.isFinite(value)) {
      json.writeString(Double.toString(value));
    } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      json.writeNumber((long) value); // 0 and not 0.0: most of what a dead layer sends
    } else {
      json.writeNumber(value);
    }
  }

  static void tracks(JsonGenerator json, Iterable<GradientTrack> tracks) throws IOException {
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
  }
}
