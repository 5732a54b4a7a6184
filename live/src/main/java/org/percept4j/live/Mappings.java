package org.percept4j.live;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.percept4j.sonify.tone.PitchRange;
import org.percept4j.sonify.tone.PitchScale;
import org.percept4j.sonify.tone.Timbre;
import org.percept4j.sonify.tone.ToneMapping;
import org.percept4j.sonify.tone.ToneShape;
import org.percept4j.sonify.tone.TrackLayout;

/** The mappings that the page offers, as numbers from which it makes the same sound as Java. */
final class Mappings {

  /** A mapping by the name under which the page lists it. */
  record Preset(String name, String title, ToneMapping mapping) {}

  /** The first is what the page begins with. */
  static final List<Preset> PRESETS =
      List.of(
          new Preset("perceptual", "Made for ears", ToneMapping.perceptual()),
          new Preset(
              "stereo", "First layer left, last right", ToneMapping.builder().stereo(true).build()),
          new Preset(
              "notes",
              "Notes of a scale",
              ToneMapping.builder().scale(PitchScale.PENTATONIC).timbres(Timbre.ORGAN).build()),
          new Preset(
              "chord",
              "All layers at once",
              ToneMapping.builder()
                  .layout(TrackLayout.TOGETHER)
                  .toneMillis(90)
                  .pauseMillis(10)
                  .build()),
          new Preset("blog", "As in the original script", ToneMapping.blog()));

  private Mappings() {}

  static void write(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("mappings");
    for (Preset preset : PRESETS) {
      json.writeStartObject();
      json.writeStringField("name", preset.name());
      json.writeStringField("title", preset.title());
      write(json, preset.mapping());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, ToneMapping mapping) throws IOException {
    PitchRange pitches = mapping.pitches();
    ToneShape tone = mapping.tone();
    json.writeStringField("scale", pitches.scale().name());
    json.writeNumberField("minNorm", pitches.minNorm());
    json.writeNumberField("maxNorm", pitches.maxNorm());
    json.writeNumberField("minHertz", pitches.minHertz());
    json.writeNumberField("maxHertz", pitches.maxHertz());
    json.writeBooleanField("falling", pitches.falling());
    json.writeNumberField("toneMillis", tone.toneMillis());
    json.writeNumberField("pauseMillis", tone.pauseMillis());
    json.writeNumberField("rampMillis", tone.rampMillis());
    json.writeStringField("envelope", tone.envelope().name());
    json.writeNumberField("amplitude", tone.amplitude());
    json.writeBooleanField("loudnessCompensated", tone.loudnessCompensated());
    json.writeArrayFieldStart("timbres");
    for (Timbre timbre : tone.timbres()) {
      json.writeString(timbre.name());
    }
    json.writeEndArray();
    json.writeNumberField("sampleRate", mapping.sampleRate());
    json.writeStringField("layout", mapping.layout().name());
    json.writeNumberField("voices", mapping.voices());
    json.writeBooleanField("stereo", mapping.stereo());
    json.writeBooleanField("zeroIsTone", mapping.zeroIsTone());
  }
}
