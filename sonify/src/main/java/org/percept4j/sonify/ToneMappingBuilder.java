package org.percept4j.sonify;

import java.util.List;
import java.util.Objects;
import org.percept4j.sonify.ToneMapping.Crowd;
import org.percept4j.sonify.ToneMapping.Envelope;

/** The settings of a mapping, each checked against the earlier ones when it is set. */
final class ToneMappingBuilder implements ToneMapping.Builder {

  PitchScale scale = PitchScale.LOG;
  double minNorm = 1e-7;
  double maxNorm = 1e3;
  double minHertz = 200;
  double maxHertz = 4000;
  boolean falling;
  double toneMillis = 25;
  double pauseMillis = 50;
  double rampMillis = 5;
  Envelope envelope = Envelope.RAMPED;
  double amplitude = 0.4;
  boolean loudnessCompensated = true;
  boolean zeroIsTone;
  int sampleRate = 44_100;
  boolean stereo;
  Crowd crowd = Crowd.GROUP;
  int voices = 16;
  List<Timbre> timbres = List.of(Timbre.SINE);
  private boolean rampSet;

  @Override
  public ToneMapping.Builder scale(PitchScale value) {
    Objects.requireNonNull(value, "scale");
    if (value != PitchScale.LINEAR && minNorm == 0) {
      throw bad("scale", "LINEAR, because norms begin at 0", value);
    }
    scale = value;
    return this;
  }

  @Override
  public ToneMapping.Builder norms(double min, double max) {
    double least = scale == PitchScale.LINEAR ? 0 : Double.MIN_NORMAL;
    if (!(min >= least && max > min && max <= Double.MAX_VALUE)) {
      throw bad(
          "norms",
          "0 < min < max < infinity (min may be 0 on scale LINEAR), scale is " + scale,
          min + "…" + max);
    }
    minNorm = min;
    maxNorm = max;
    return this;
  }

  @Override
  public ToneMapping.Builder pitches(double min, double max) {
    if (!(min >= 20 && max > min && max <= sampleRate / 2.0)) {
      throw bad(
          "pitches",
          "20 <= min < max <= " + sampleRate / 2.0 + " Hz, half the sample rate " + sampleRate,
          min + "…" + max);
    }
    minHertz = min;
    maxHertz = max;
    return this;
  }

  @Override
  public ToneMapping.Builder falling(boolean value) {
    falling = value;
    return this;
  }

  @Override
  public ToneMapping.Builder toneMillis(double millis) {
    range("toneMillis", millis, 1, 10_000);
    if (rampSet && millis < 2 * rampMillis) {
      throw bad("toneMillis", "at least two ramps of rampMillis " + rampMillis, millis);
    }
    toneMillis = millis;
    return this;
  }

  @Override
  public ToneMapping.Builder pauseMillis(double millis) {
    pauseMillis = range("pauseMillis", millis, 0, 10_000);
    return this;
  }

  @Override
  public ToneMapping.Builder rampMillis(double millis) {
    if (!(millis >= 0 && millis <= toneMillis / 2)) {
      throw bad("rampMillis", "0 to half of toneMillis " + toneMillis, millis);
    }
    rampMillis = millis;
    rampSet = true;
    return this;
  }

  @Override
  public ToneMapping.Builder envelope(Envelope value) {
    envelope = Objects.requireNonNull(value, "envelope");
    return this;
  }

  @Override
  public ToneMapping.Builder amplitude(double value) {
    if (!(value > 0 && value <= 1)) {
      throw bad("amplitude", "more than 0, at most 1", value);
    }
    amplitude = value;
    return this;
  }

  @Override
  public ToneMapping.Builder loudnessCompensated(boolean value) {
    loudnessCompensated = value;
    return this;
  }

  @Override
  public ToneMapping.Builder zeroIsTone(boolean value) {
    zeroIsTone = value;
    return this;
  }

  @Override
  public ToneMapping.Builder sampleRate(int hertz) {
    range("sampleRate", hertz, 8000, 192_000);
    if (hertz / 2.0 < maxHertz) {
      throw bad("sampleRate", "at least twice the highest pitch " + maxHertz + " Hz", hertz);
    }
    sampleRate = hertz;
    return this;
  }

  @Override
  public ToneMapping.Builder stereo(boolean value) {
    stereo = value;
    return this;
  }

  @Override
  public ToneMapping.Builder voices(int most) {
    if (most < 1) {
      throw bad("voices", "at least 1", most);
    }
    voices = most;
    return this;
  }

  @Override
  public ToneMapping.Builder crowd(Crowd value) {
    crowd = Objects.requireNonNull(value, "crowd");
    return this;
  }

  @Override
  public ToneMapping.Builder timbres(Timbre... values) {
    if (values.length == 0) {
      throw bad("timbres", "at least one", "none");
    }
    timbres = List.of(values);
    return this;
  }

  @Override
  public ToneMapping build() {
    return new ToneMapping(this);
  }

  private static double range(String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw bad(name, min + " to " + max, value);
    }
    return value;
  }

  private static IllegalArgumentException bad(String name, String expected, Object actual) {
    return new IllegalArgumentException(name + ": expected " + expected + ", got " + actual);
  }
}
