package org.percept4j.examples.gallery;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.percept4j.core.plot.Spectrogram;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.frame.GradientTrack;
import org.percept4j.sonify.sink.GradientSinks;
import org.percept4j.sonify.sink.SampleFormat;
import org.percept4j.sonify.sink.WavFile;
import org.percept4j.sonify.tone.Samples;
import org.percept4j.sonify.tone.ToneMapping;

/** Every sound once by itself, slow enough to learn it. */
final class SoundKey {

  private static final double TONE_MILLIS = 200;
  private static final double MAX_HERTZ = 9000;

  private record Entry(String meaning, String sound, List<Double> norms, boolean frozen) {}

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry(
              "norms of 1e-7, 1e-6, ... 1e3",
              "tones, higher by 5.2 semitones each",
              decades(),
              false),
          new Entry("below the range", "the lowest tone, cut off halfway", twice(1e-9), false),
          new Entry(
              "above the range, or infinite",
              "a chirp that rises over an octave",
              twice(1e5),
              false),
          new Entry("NaN", "noise", twice(Double.NaN), false),
          new Entry("exactly zero, a dead layer", "two ticks", twice(0), false),
          new Entry("a frozen layer", "one tick", twice(0), true));

  private SoundKey() {}

  private static List<Double> decades() {
    List<Double> norms = new ArrayList<>();
    for (int exponent = -7; exponent <= 3; exponent++) {
      norms.add(Math.pow(10, exponent));
    }
    return List.copyOf(norms);
  }

  private static List<Double> twice(double norm) {
    return List.of(norm, norm);
  }

  static void show(Page page) throws IOException {
    Path wav = page.folder().resolve("sounds.wav");
    ToneMapping slow =
        ToneMapping.builder().toneMillis(TONE_MILLIS).pauseMillis(TONE_MILLIS).build();
    List<List<String>> rows = new ArrayList<>();
    int heard = 0;
    try (GradientSink sink = GradientSinks.wav(wav, slow, SampleFormat.PCM_16, true)) {
      for (Entry entry : ENTRIES) {
        double seconds = heard * 2 * TONE_MILLIS / 1000;
        rows.add(
            List.of(String.format(Locale.ROOT, "%.1f s", seconds), entry.meaning(), entry.sound()));
        List<GradientTrack> track = List.of(new GradientTrack(0, "key", entry.frozen()));
        for (double norm : entry.norms()) {
          sink.accept(GradientFrame.of(heard, track, norm));
          heard++;
        }
      }
    }
    page.heading(3, "The sounds");
    page.sound(wav, "every sound by itself, in the order of the table");
    Samples file = WavFile.read(wav);
    page.figure(
        Spectrogram.builder(file.samples(), file.sampleRate())
            .title("The sounds of a norm")
            .hertz(150, MAX_HERTZ)
            .windowMillis(60)
            .build(),
        "The sounds: eleven decades, below, above, NaN, zero, frozen");
    page.table(List.of("from", "the norm", "its sound"), rows);
  }
}
