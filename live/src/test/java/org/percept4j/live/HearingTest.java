package org.percept4j.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.core.Chromium;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.sink.GradientSinks;
import org.percept4j.sonify.tone.ToneMapping;
import org.percept4j.sonify.tone.Tuning;

/**
 * What each control of the player does to what is heard. The samples that the page hands to the
 * browser's audio engine are analysed by their Fourier coefficient at a frequency; what comes out
 * of the engine is looked at behind the volume.
 */
class HearingTest {

  /** A coefficient's size at a frequency over the largest of 200 to 4000 Hz, in decibels. */
  private static final String TOOLS =
      """
      (() => {
        window.heard = [];
        const p = percept4j.player, sound = p.sound.bind(p), start = p.start.bind(p);
        p.sound = (block, at) => { heard.push({ at, block: block.map(b => b.slice()), frame: p.startsAt }); return sound(block, at); };
        p.start = (block, at, frame) => { p.startsAt = frame; return start(block, at, frame); };
        window.size = (samples, hertz) => {
          let re = 0, im = 0;
          samples.forEach((s, i) => { const a = 2 * Math.PI * hertz * i / p.mapping.sampleRate; re += s * Math.cos(a); im += s * Math.sin(a); });
          return Math.hypot(re, im);
        };
        window.pitch = samples => {
          let best = 0, at = 0;
          const look = (from, to, step) => { for (let f = from; f <= to; f += step) { const s = size(samples, f); if (s > best) { best = s; at = f; } } };
          look(150, 4200, 10);
          for (const step of [2, 0.4, 0.08, 0.016]) look(at - 5 * step, at + 5 * step, step);
          return at;
        };
        window.energy = samples => samples.reduce((sum, s) => sum + s * s, 0);
        window.tap = () => {
          if (window.meter) return;
          window.meter = p.context.createAnalyser();
          meter.fftSize = 32768;
          p.gain.connect(meter);
        };
        window.level = () => {
          const d = new Float32Array(meter.fftSize);
          meter.getFloatTimeDomainData(d);
          return Math.sqrt(energy(d) / d.length);
        };
        return 0;
      })()
      """;

  private static final ToneMapping MAPPING = ToneMapping.perceptual();

  @TempDir static Path dir;
  private static Chromium browser;

  @BeforeAll
  static void open() throws Exception {
    browser = Chromium.start();
  }

  @AfterAll
  static void close() throws Exception {
    if (browser != null) {
      assertThat(browser.troubles()).isEmpty();
      browser.close();
    }
  }

  @FunctionalInterface
  private interface Norms {
    double[] at(int frame);
  }

  private static Path log(String name, int frames, Norms norms) throws Exception {
    Path log = dir.resolve(name + ".jsonl");
    try (GradientSink sink = GradientSinks.log(log, true)) {
      for (int i = 0; i < frames; i++) {
        sink.accept(Frames.of(i, norms.at(i)));
      }
    }
    return log;
  }

  private static Chromium.Tab page(Path... logs) throws Exception {
    Report.Builder report = Report.builder().overwrite(true);
    for (Path log : logs) {
      report.run(String.valueOf(log.getFileName()), log);
    }
    Path html = dir.resolve("page.html");
    report.build().write(html);
    Chromium.Tab page = browser.open(html.toUri().toString());
    page.await("percept4j.runs.size === " + logs.length);
    page.value(TOOLS);
    return page;
  }

  /** Hears a run from its beginning until so many blocks were handed over. */
  private static void hear(Chromium.Tab page, int blocks) throws Exception {
    page.value("(document.activeElement.blur(), 0)");
    page.press("Home", "Home", 36);
    page.value("(heard.length = 0, 0)");
    page.click("listen");
    page.await("heard.length >= " + blocks + " || !percept4j.player.playing");
    if (page.value("percept4j.player.playing").equals("true")) {
      page.click("listen");
    }
  }

  private static double cents(double actual, double expected) {
    return 1200 * Math.log(actual / expected) / Math.log(2);
  }

  private static double pitch(Chromium.Tab page, int block, int side, int voice) throws Exception {
    int tone = MAPPING.timing().toneSamples();
    return page.number(
        "pitch(heard[%d].block[%d].slice(%d, %d))"
            .formatted(block, side, voice * tone, (voice + 1) * tone));
  }

  private static double energy(Chromium.Tab page, int block, int voice) throws Exception {
    int tone = MAPPING.timing().toneSamples();
    return page.number(
        "energy(heard[%d].block[0].slice(%d, %d))"
            .formatted(block, voice * tone, (voice + 1) * tone));
  }

  /** The peak of a windowed tone is its pitch, but for what its own mirror image leaks. */
  @Test
  void soloAndMuteOfALayerLeaveTheOthersOutOrIn() throws Exception {
    Chromium.Tab page = page(log("three", 40, i -> new double[] {0.01, 1, 100}));
    hear(page, 2);
    double[] norms = {0.01, 1, 100};
    for (int v = 0; v < 3; v++) {
      assertThat(cents(pitch(page, 0, 0, v), MAPPING.hertzOf(norms[v]))).isCloseTo(0, within(5.0));
    }
    page.value("(document.querySelector('[aria-label=\"Hear only conv2\"]').click(), 0)");
    hear(page, 2);
    assertThat(energy(page, 0, 0)).isZero();
    assertThat(energy(page, 0, 1)).isPositive();
    assertThat(energy(page, 0, 2)).isZero();
    page.value("(document.querySelector('[aria-label=\"Hear only conv2\"]').click(), 0)");
    page.value("(document.querySelector('[aria-label=\"Silence conv1\"]').click(), 0)");
    hear(page, 2);
    assertThat(energy(page, 0, 0)).isZero();
    assertThat(energy(page, 0, 1)).isPositive();
    assertThat(energy(page, 0, 2)).isPositive();
  }

  @Test
  void muteAndVolumeActOnWhatComesOutOfTheEngine() throws Exception {
    Chromium.Tab page = page(log("steady", 4000, i -> new double[] {1, 1, 1, 1}));
    page.click("listen");
    page.await("percept4j.player.context.state === 'running'");
    page.value("(tap(), 0)");
    page.await("level() > 0.01");
    page.click("mute");
    page.await("level() === 0");
    page.click("mute");
    page.await("level() > 0.01");
    page.value(
        "(() => { const v = document.getElementById('volume'); v.value = 0; v.oninput(); return 0;"
            + " })()");
    page.await("level() === 0");
    page.value(
        "(() => { const v = document.getElementById('volume'); v.value = 50; v.oninput(); return 0;"
            + " })()");
    page.await("level() > 0.001");
    page.click("listen"); // pause
    page.await("level() === 0");
  }

  @Test
  void speedSkipsOrStretchesTime() throws Exception {
    Chromium.Tab page = page(log("steady", 400, i -> new double[] {1}));
    String[] speeds = {"0.5", "1", "4"};
    int[] steps = {1, 1, 4};
    double[] slower = {2, 1, 1};
    for (int k = 0; k < speeds.length; k++) {
      page.value(
          "(() => { const s = document.getElementById('speed'); s.value = '"
              + speeds[k]
              + "'; s.onchange(); return 0; })()");
      hear(page, 4);
      assertThat(page.number("heard[3].frame - heard[2].frame")).isEqualTo(steps[k]);
      assertThat(page.number("heard[3].at - heard[2].at"))
          .isCloseTo(slower[k] * MAPPING.timing().frameSeconds(1), within(1e-6));
    }
  }

  @Test
  void theMomentThatIsDraggedToIsHeard() throws Exception {
    Path rising = log("rising", 100, i -> new double[] {Math.pow(10, -3 + i / 20.0)});
    Chromium.Tab page = page(rising);
    hear(page, 1); // browsers want a click first
    page.value("(heard.length = 0, 0)");
    page.drag("#norms", 0.3, 0.5, 0.5, 0.5, 0.6, 0.5);
    page.await("heard.length >= 2");
    int last = (int) page.number("heard.length - 1");
    int frame = (int) page.number("heard[" + last + "].frame");
    assertThat(frame).isBetween(30, 80);
    assertThat(page.number("percept4j.view.playhead")).isEqualTo(frame);
    double expected = MAPPING.hertzOf(Math.pow(10, -3 + frame / 20.0));
    assertThat(cents(pitch(page, last, 0, 0), expected)).isCloseTo(0, within(5.0));
  }

  @Test
  void thePlayheadIsAtTheFrameThatIsHeard() throws Exception {
    Chromium.Tab page = page(log("steady", 400, i -> new double[] {1, 1, 1, 1}));
    page.press("Home", "Home", 36);
    page.click("listen");
    page.await("percept4j.view.playhead > 5");
    String late = // what should be heard at the engine's own time, against what is drawn
        "(() => { const now = percept4j.player.context.currentTime; const due = heard.filter(h =>"
            + " h.at <= now).pop().frame; return Math.abs(percept4j.player.heardNow() - due); })()";
    for (int i = 0; i < 10; i++) {
      assertThat(page.number(late)).isZero();
    }
    page.click("listen");
  }

  @Test
  void twoRunsAreHeardInOneEarEach() throws Exception {
    Chromium.Tab page =
        page(log("a", 40, i -> new double[] {0.01}), log("b", 40, i -> new double[] {100}));
    page.value(
        "(() => { const o = document.getElementById('other'); o.value = '1'; o.onchange(); return"
            + " 0; })()");
    hear(page, 2);
    assertThat(page.number("heard[0].block.length")).isEqualTo(2);
    assertThat(cents(pitch(page, 0, 0, 0), MAPPING.hertzOf(0.01))).isCloseTo(0, within(5.0));
    assertThat(cents(pitch(page, 0, 1, 0), MAPPING.hertzOf(100))).isCloseTo(0, within(5.0));
  }

  @Test
  void quietWhileHealthyIsSilentUntilAnAlarmAndItsTwoNotes() throws Exception {
    Path dying = log("dying", 60, i -> i < 20 ? new double[] {1, 1} : new double[] {1, Double.NaN});
    Chromium.Tab page = page(dying);
    page.click("quiet");
    hear(page, 3);
    int first = (int) page.number("heard[0].frame");
    assertThat(first).isBetween(20, 32); // when the alarm is raised, not before
    int half = (int) page.number("heard[0].block[0].length / 2");
    String note = "pitch(heard[0].block[0].slice(%d, %d))";
    assertThat(cents(page.number(note.formatted(0, half)), 880)).isCloseTo(0, within(10.0));
    assertThat(cents(page.number(note.formatted(half, 2 * half)), 587.33))
        .isCloseTo(0, within(10.0));
    assertThat(page.number("heard[1].frame")).isEqualTo(first); // then the training itself
    assertThat(page.number("heard[2].frame")).isEqualTo(first + 1.0);
  }

  /** Healthy is the chord's own notes, exactly; straying is heard as far from them. */
  @Test
  void inTuneIsAChordAndTroubleIsDissonance() throws Exception {
    Path straying =
        log(
            "straying",
            60,
            i -> {
              double norm = 1 + 0.1 * Math.sin(i);
              return new double[] {norm, i < 40 ? norm : norm * Math.pow(10, (i - 39) / 3.0)};
            });
    Chromium.Tab page = page(straying);
    page.value(
        "(() => { const m = document.getElementById('mapping'); m.value = 'tuned'; m.onchange();"
            + " return 0; })()");
    hear(page, 45);
    Tuning tuning = Tuning.major();
    double second = tuning.rootHertz() * Math.pow(2, tuning.chord().get(1) / 12.0);
    String size = "size(heard[%d].block[0], %f)";
    double inTune = page.number(size.formatted(30, second));
    double sharp = second * Math.pow(2, 70 / 1200.0);
    assertThat(inTune).isGreaterThan(3 * page.number(size.formatted(30, sharp)));
    assertThat(page.number(size.formatted(30, tuning.rootHertz()))).isGreaterThan(inTune / 4);
    assertThat(page.value("percept4j.heardAs('tuned', 30)")).isEqualTo("0,0");
    String[] cents = page.value("percept4j.heardAs('tuned', 44)").split(",", -1);
    assertThat(cents[0]).isEqualTo("0");
    assertThat(Double.parseDouble(cents[1])).isGreaterThan(20);
  }

  /** While sound lags behind, everything that waits is heard at once: the worst of it. */
  @Test
  void allThatWaitsIsHeardAtOnceAndLatestCatchesUp() throws Exception {
    try (Dashboard live = Dashboard.builder().build()) {
      GradientSink sink = live.gradients("fast");
      for (int i = 0; i < 20; i++) {
        sink.accept(Frames.of(i, 1));
      }
      Chromium.Tab page = browser.open(live.address().toString());
      page.await("percept4j.runs.size === 1 && percept4j.runs.get(0).end === 20");
      page.value(TOOLS);
      page.click("listen");
      page.await("percept4j.player.context.state === 'running'");
      for (int i = 20; i < 400; i++) {
        GradientFrame frame = Frames.of(i, i == 200 ? 100 : 1);
        sink.accept(frame);
      }
      page.await("percept4j.runs.get(0).end === 400");
      page.await("heard.length > 0 && heard.at(-1).frame === 399");
      int worst = 0;
      for (int b = 0; b < (int) page.number("heard.length"); b++) {
        worst += cents(pitch(page, b, 0, 0), MAPPING.hertzOf(100)) > -5 ? 1 : 0;
      }
      assertThat(worst).isEqualTo(1); // heard once, in the block that stands for its batches
      page.value("(document.activeElement.blur(), 0)");
      page.press("Home", "Home", 36);
      page.await("percept4j.view.playhead < 300");
      page.click("latest");
      page.await("percept4j.view.follow && percept4j.view.playhead === 399");
      sink.accept(Frames.of(400, 0.01));
      page.await("heard.at(-1).frame === 400");
      page.go("about:blank");
    }
  }
}
