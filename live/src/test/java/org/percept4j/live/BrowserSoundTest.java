package org.percept4j.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.percept4j.core.Chromium;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientTrack;
import org.percept4j.sonify.sink.GradientSinks;
import org.percept4j.sonify.tone.Synthesizer;
import org.percept4j.sonify.tone.ToneMapping;

/** The page's sound, rendered by a real browser's audio engine, is the library's. */
class BrowserSoundTest {

  /**
   * Both compute in doubles from the same formulas and round to floats (2⁻²⁵ of full scale at
   * most); a sine's argument of up to 10³ cycles differs by less than 10⁻¹². What is left is how
   * the audio engine places a block on its grid of samples.
   */
  private static final double SAMPLE = 1e-6;

  private static final double LEVEL_DECIBELS = 0.5;
  private static final double PITCH_CENTS = 1;

  @TempDir static Path dir;
  private static Chromium browser;
  private static Chromium.Tab page;

  @BeforeAll
  static void open() throws Exception {
    browser = Chromium.start();
    Path log = dir.resolve("any.jsonl");
    try (var sink = GradientSinks.log(log, false)) {
      sink.accept(Frames.frame(0));
    }
    Report.write(log, dir.resolve("any.html"));
    page = browser.open(dir.resolve("any.html").toUri().toString());
    page.await("percept4j.runs.size === 1");
  }

  @AfterAll
  static void close() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  static List<Mappings.Preset> presets() {
    return Mappings.PRESETS;
  }

  private static List<GradientFrame> frames() {
    List<GradientTrack> tracks =
        List.of(
            new GradientTrack(0, "a", false),
            new GradientTrack(1, "b", false),
            new GradientTrack(2, "frozen", true));
    List<GradientFrame> frames = new ArrayList<>();
    double[] norms = {1e-3, 0.5, 1, 7.25, 40, 200, 999, 0, 1e-9, 1e9};
    for (int k = 0; k < norms.length; k++) {
      double other = norms[(k + 3) % norms.length];
      frames.add(GradientFrame.of(k, tracks, norms[k], other, 0));
    }
    frames.add(GradientFrame.of(90, tracks, Double.NaN, Double.POSITIVE_INFINITY, 0));
    for (int k = 0; k < 30; k++) { // steady, then straying: in tune, then not
      double strayed = k < 20 ? 1 + 0.1 * Math.sin(k) : Math.pow(10, (k - 19) / 3.0);
      frames.add(GradientFrame.of(100 + k, tracks, strayed, 1 / strayed, 0));
    }
    return frames;
  }

  private static String script(List<GradientFrame> frames) {
    return frames.stream()
        .map(
            f -> {
              List<String> tracks = new ArrayList<>();
              for (int t = 0; t < f.tracks().size(); t++) {
                GradientTrack track = f.tracks().get(t);
                tracks.add(
                    "{name:'%s',frozen:%s,norm:%s}"
                        .formatted(track.name(), track.frozen(), f.norm(t)));
              }
              return tracks.stream().collect(Collectors.joining(",", "[", "]"));
            })
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static float[][] heardInBrowser(String preset, List<GradientFrame> frames, String begins)
      throws Exception {
    String base64 =
        page.value(
            "percept4j.sound('"
                + preset
                + "', "
                + script(frames)
                + ", "
                + begins
                + ").then(sides => sides.map(s => { const b = new Uint8Array(s.slice().buffer);"
                + " let t = ''; for (let i = 0; i < b.length; i += 8192)"
                + " t += String.fromCharCode(...b.subarray(i, i + 8192)); return btoa(t); })"
                + ".join(' '))");
    String[] sides = base64.split(" ", -1);
    return new float[][] {floats(sides[0]), floats(sides[1])};
  }

  private static float[] floats(String base64) {
    FloatBuffer buffer =
        ByteBuffer.wrap(Base64.getDecoder().decode(base64))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  @ParameterizedTest
  @MethodSource("presets")
  void soundsSampleForSampleAsInJava(Mappings.Preset preset) throws Exception {
    ToneMapping mapping = preset.mapping();
    List<GradientFrame> frames = frames();
    float[][] heard = heardInBrowser(preset.name(), frames, "[]");
    Synthesizer synthesizer = new Synthesizer(mapping);
    int length = mapping.timing().frameSamples(3);
    assertThat(heard[0]).hasSize(frames.size() * length);
    int channels = mapping.channels();
    double worst = 0;
    for (int f = 0; f < frames.size(); f++) {
      double[] java = synthesizer.render(frames.get(f));
      double powerJava = 0;
      double powerHeard = 0;
      for (int i = 0; i < length; i++) {
        for (int c = 0; c < 2; c++) {
          double expected = java[i * channels + Math.min(c, channels - 1)];
          double actual = heard[c][f * length + i];
          worst = Math.max(worst, Math.abs(expected - actual));
          powerJava += expected * expected;
          powerHeard += actual * actual;
        }
      }
      assertThat(powerJava).isPositive();
      assertThat(10 * Math.log10(powerHeard / powerJava)).isCloseTo(0, within(LEVEL_DECIBELS));
    }
    assertThat(worst).isLessThan(SAMPLE);
  }

  @ParameterizedTest
  @MethodSource("presets")
  void epochsAreMarkedAsInJava(Mappings.Preset preset) throws Exception {
    ToneMapping mapping = preset.mapping().toBuilder().epochMarks(true).build();
    List<GradientTrack> tracks = List.of(new GradientTrack(0, "a", false));
    List<GradientFrame> frames = new ArrayList<>();
    for (int k = 0; k < 6; k++) {
      frames.add(GradientFrame.builder(k, tracks, new double[] {1}).epoch(k / 2).build());
    }
    page.value("document.getElementById('marks').checked = true");
    float[][] heard = heardInBrowser(preset.name(), frames, "[0, 0, 1, 0, 1, 0]");
    page.value("document.getElementById('marks').checked = false");
    Synthesizer synthesizer = new Synthesizer(mapping);
    int channels = mapping.channels();
    double worst = 0;
    int at = 0;
    for (GradientFrame frame : frames) {
      double[] java = synthesizer.render(frame);
      for (int i = 0; i < java.length / channels; i++, at++) {
        for (int c = 0; c < 2; c++) {
          double expected = java[i * channels + Math.min(c, channels - 1)];
          worst = Math.max(worst, Math.abs(expected - heard[c][at]));
        }
      }
    }
    assertThat(heard[0]).hasSize(at);
    assertThat(at)
        .isEqualTo(6 * mapping.timing().frameSamples(1) + 2 * mapping.timing().toneSamples());
    assertThat(worst).isLessThan(SAMPLE);
  }

  @ParameterizedTest
  @MethodSource("presets")
  void pitchesAreWithinACent(Mappings.Preset preset) throws Exception {
    ToneMapping mapping = preset.mapping();
    if (mapping.tuning().isPresent()) {
      return; // there a pitch depends on the norms before it: held sample by sample above
    }
    for (double norm : new double[] {1e-5, 0.01, 0.7, 3, 25, 180}) {
      String hertz = page.value("percept4j.hertz('" + preset.name() + "', " + norm + ")");
      double cents =
          1200 * Math.log(Double.parseDouble(hertz) / mapping.hertzOf(norm)) / Math.log(2);
      assertThat(cents).isCloseTo(0, within(PITCH_CENTS));
    }
  }
}
