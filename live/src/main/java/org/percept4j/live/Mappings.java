package org.percept4j.live;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.percept4j.sonify.tone.PitchScale;
import org.percept4j.sonify.tone.Timbre;
import org.percept4j.sonify.tone.ToneMapping;

/** The mappings that the page offers, as numbers from which it makes the same sound as Java. */
final class Mappings {

  /** A mapping by the name under which the page lists it. */
  record Preset(String name, String title, ToneMapping mapping) {}

  /** The first is what the page begins with. */
  static final List<Preset> PRESETS =
      List.of(
          new Preset("perceptual", "Higher is larger", ToneMapping.perceptual()),
          new Preset("tuned", "In tune or not", ToneMapping.inTune()),
          new Preset(
              "stereo",
              "First layer left, last right",
              ToneMapping.perceptual().toBuilder().stereo(true).build()),
          new Preset(
              "notes",
              "Notes of a scale",
              ToneMapping.builder().scale(PitchScale.PENTATONIC).timbres(Timbre.ORGAN).build()),
          new Preset("blog", "As in the original script", ToneMapping.blog()));

  private Mappings() {}

  static void write(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("mappings");
    for (Preset preset : PRESETS) {
      json.writeStartObject();
      json.writeStringField("name", preset.name());
      json.writeStringField("title", preset.title());
      json.writeFieldName("mapping");
      json.writeRawValue(preset.mapping().toJson());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
