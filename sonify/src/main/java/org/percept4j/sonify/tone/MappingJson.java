package org.percept4j.sonify.tone;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A mapping as one JSON object, so that others can make the same sound. Settings are flat; what the
 * synthesis has besides, such as each timbre's harmonics, stands in {@code synthesis} and is passed
 * over when a mapping is read.
 */
final class MappingJson {

  private MappingJson() {}

  static String write(ToneMapping mapping) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      write(json, mapping.pitches());
      write(json, mapping.tone());
      json.writeNumberField("sampleRate", mapping.sampleRate());
      json.writeStringField("layout", mapping.layout().name());
      json.writeNumberField("voices", mapping.voices());
      json.writeBooleanField("stereo", mapping.stereo());
      json.writeBooleanField("zeroIsTone", mapping.zeroIsTone());
      json.writeBooleanField("epochMarks", mapping.epochMarks());
      if (mapping.tuning().isPresent()) {
        write(json, mapping.tuning().get());
      }
      writeSynthesis(json, mapping);
      json.writeEndObject();
    } catch (IOException e) {
      throw new AssertionError("strings take what is written", e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, PitchRange pitches) throws IOException {
    json.writeStringField("scale", pitches.scale().name());
    json.writeNumberField("minNorm", pitches.minNorm());
    json.writeNumberField("maxNorm", pitches.maxNorm());
    json.writeNumberField("minHertz", pitches.minHertz());
    json.writeNumberField("maxHertz", pitches.maxHertz());
    json.writeBooleanField("falling", pitches.falling());
  }

  private static void write(JsonGenerator json, ToneShape tone) throws IOException {
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
  }

  private static void write(JsonGenerator json, Tuning tuning) throws IOException {
    json.writeObjectFieldStart("tuning");
    json.writeNumberField("rootHertz", tuning.rootHertz());
    json.writeArrayFieldStart("chord");
    for (int note : tuning.chord()) {
      json.writeNumber(note);
    }
    json.writeEndArray();
    json.writeNumberField("memory", tuning.memory());
    json.writeNumberField("centsPerDeviation", tuning.centsPerDeviation());
    json.writeNumberField("maxCents", tuning.maxCents());
    json.writeEndObject();
  }

  private static void writeSynthesis(JsonGenerator json, ToneMapping mapping) throws IOException {
    json.writeObjectFieldStart("synthesis");
    json.writeArrayFieldStart("harmonics");
    for (Timbre timbre : mapping.tone().timbres()) {
      double[] harmonics = timbre.harmonics();
      json.writeArray(harmonics, 0, harmonics.length);
    }
    json.writeEndArray();
    int[] degrees = PitchRange.pentatonic();
    json.writeFieldName("pentatonic");
    json.writeArray(degrees, 0, degrees.length);
    json.writeNumberField("headroom", Levels.HEADROOM);
    json.writeNumberField("tickMillis", Waveforms.TICK_MILLIS);
    json.writeNumberField("tickRampMillis", Waveforms.TICK_RAMP_MILLIS);
    json.writeNumberField("tickHertz", Waveforms.TICK_HERTZ);
    json.writeNumberField("bellHertz", Waveforms.BELL_HERTZ);
    json.writeNumberField("bellPartial", Waveforms.BELL_PARTIAL);
    json.writeNumberField("bellDecay", Waveforms.BELL_DECAY);
    json.writeNumberField("warmUp", Tuning.WARM_UP);
    json.writeNumberField("leastDeviation", Tuning.MIN_DEVIATION);
    json.writeNumberField("freeDeviations", Tuning.FREE_DEVIATIONS);
    json.writeNumberField("octaves", Tuning.OCTAVES);
    json.writeNumberField("highestShare", Levels.HIGHEST_SHARE);
    json.writeNumberField("tickShare", Waveforms.TICK_SHARE);
    json.writeNumberField("bellShare", Waveforms.BELL_SHARE);
    json.writeNumberField("melFactor", PitchRange.MEL_FACTOR);
    json.writeNumberField("melHertz", PitchRange.MEL_HERTZ);
    json.writeNumberField("shelfHertz", Loudness.SHELF_HERTZ);
    json.writeNumberField("shelfQ", Loudness.SHELF_Q);
    json.writeNumberField("shelfGain", Loudness.SHELF_GAIN);
    json.writeNumberField("shelfBand", Loudness.SHELF_BAND);
    json.writeNumberField("cutHertz", Loudness.CUT_HERTZ);
    json.writeNumberField("cutQ", Loudness.CUT_Q);
    writeDigits(json, "noiseSeed", Waveforms.NOISE_SEED);
    writeDigits(json, "noiseFactor", Waveforms.NOISE_FACTOR);
    writeDigits(json, "noiseStep", Waveforms.NOISE_STEP);
    json.writeEndObject();
  }

  /** 64 bits as digits in a text: readers that have doubles only would round a number. */
  private static void writeDigits(JsonGenerator json, String name, long bits) throws IOException {
    json.writeStringField(name, Long.toUnsignedString(bits));
  }

  /** What was read of two settings that a builder takes together. */
  private static final class Pairs {
    private double minNorm = ToneMapping.perceptual().pitches().minNorm();
    private double maxNorm = ToneMapping.perceptual().pitches().maxNorm();
    private double minHertz = ToneMapping.perceptual().pitches().minHertz();
    private double maxHertz = ToneMapping.perceptual().pitches().maxHertz();
  }

  static ToneMapping read(String text) {
    try (JsonParser json = new JsonFactory().createParser(text)) {
      expect(json, json.nextToken(), JsonToken.START_OBJECT);
      ToneMapping.Builder builder = ToneMapping.builder();
      Pairs pairs = new Pairs();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        read(json, field, builder, pairs);
      }
      expect(json, json.currentToken(), JsonToken.END_OBJECT);
      return builder
          .norms(pairs.minNorm, pairs.maxNorm)
          .pitches(pairs.minHertz, pairs.maxHertz)
          .build();
    } catch (JsonProcessingException e) {
      throw PitchRange.bad("json", "a mapping as toJson() writes it", e.getOriginalMessage());
    } catch (IOException e) {
      throw new AssertionError("strings can be read", e);
    }
  }

  private static void read(JsonParser json, String field, ToneMapping.Builder b, Pairs pairs)
      throws IOException {
    switch (field) {
      case "scale" -> b.scale(constant(json, PitchScale.class));
      case "minNorm" -> pairs.minNorm = json.getDoubleValue();
      case "maxNorm" -> pairs.maxNorm = json.getDoubleValue();
      case "minHertz" -> pairs.minHertz = json.getDoubleValue();
      case "maxHertz" -> pairs.maxHertz = json.getDoubleValue();
      case "falling" -> b.falling(json.getBooleanValue());
      case "toneMillis" -> b.toneMillis(json.getDoubleValue());
      case "pauseMillis" -> b.pauseMillis(json.getDoubleValue());
      case "rampMillis" -> b.rampMillis(json.getDoubleValue());
      case "envelope" -> b.envelope(constant(json, Envelope.class));
      case "amplitude" -> b.amplitude(json.getDoubleValue());
      case "loudnessCompensated" -> b.loudnessCompensated(json.getBooleanValue());
      case "timbres" -> {
        List<Timbre> timbres = new ArrayList<>();
        expect(json, json.currentToken(), JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
          timbres.add(constant(json, Timbre.class));
        }
        b.timbres(timbres.toArray(new Timbre[0]));
      }
      case "sampleRate" -> b.sampleRate(json.getIntValue());
      case "layout" -> b.layout(constant(json, TrackLayout.class));
      case "voices" -> b.voices(json.getIntValue());
      case "stereo" -> b.stereo(json.getBooleanValue());
      case "zeroIsTone" -> b.zeroIsTone(json.getBooleanValue());
      case "epochMarks" -> b.epochMarks(json.getBooleanValue());
      case "tuning" -> b.tuning(tuning(json));
      case "synthesis" -> {
        expect(json, json.currentToken(), JsonToken.START_OBJECT);
        json.skipChildren();
      }
      default -> throw PitchRange.bad("json", "settings of a mapping", field);
    }
  }

  private static Tuning tuning(JsonParser json) throws IOException {
    expect(json, json.currentToken(), JsonToken.START_OBJECT);
    Tuning from = Tuning.major();
    double root = from.rootHertz();
    List<Integer> chord = new ArrayList<>(from.chord());
    int memory = from.memory();
    double perDeviation = from.centsPerDeviation();
    double max = from.maxCents();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "rootHertz" -> root = json.getDoubleValue();
        case "chord" -> {
          chord.clear();
          expect(json, json.currentToken(), JsonToken.START_ARRAY);
          while (json.nextToken() != JsonToken.END_ARRAY) {
            chord.add(json.getIntValue());
          }
        }
        case "memory" -> memory = json.getIntValue();
        case "centsPerDeviation" -> perDeviation = json.getDoubleValue();
        case "maxCents" -> max = json.getDoubleValue();
        default -> throw PitchRange.bad("json", "settings of a tuning", field);
      }
    }
    return new Tuning(root, chord, memory, perDeviation, max);
  }

  private static <E extends Enum<E>> E constant(JsonParser json, Class<E> type) throws IOException {
    expect(json, json.currentToken(), JsonToken.VALUE_STRING);
    for (E value : type.getEnumConstants()) {
      if (value.name().equals(json.getText())) {
        return value;
      }
    }
    throw PitchRange.bad("json", "one of " + type.getSimpleName(), json.getText());
  }

  private static void expect(JsonParser json, JsonToken actual, JsonToken expected)
      throws IOException {
    if (actual != expected) {
      throw PitchRange.bad(
          "json",
          String.valueOf(expected),
          actual + " in line " + json.currentLocation().getLineNr());
    }
  }
}
