package org.percept4j.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.percept4j.core.Chromium;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.frame.GradientTrack;

/**
 * A run of a million frames ({@code percept4j.million}: how many) in a real browser, that joined
 * late: what it takes to draw any part of it, and what memory. Prints figures for
 * docs/reliability.md and asserts nothing about time.
 */
@EnabledIfSystemProperty(named = "percept4j.million", matches = "\\d+")
class MillionFramesTest {

  private static final String RUN = "percept4j.runs.get(0)";

  private static String drawing(Chromium.Tab page, int from, int span) throws Exception {
    page.value(
        "(Object.assign(percept4j.view, {whole: "
            + (span == 0)
            + ", follow: false, span: "
            + span
            + ", playhead: "
            + (from + span / 2)
            + "}), percept4j.draw(), 0)");
    if (span > 0 && span < 4096) { // older frames come one by one
      page.await(RUN + ".value('iteration', " + (from + 5) + ") === " + (from + 5));
    }
    return page.value(
        "(() => { const t = []; for (let k = 0; k < 11; k++) { const b = performance.now();"
            + " percept4j.draw(); t.push(performance.now() - b); } return t.sort((a, b) => a -"
            + " b)[5].toFixed(1); })()");
  }

  private static double usedMegabytes() {
    System.gc();
    return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1e6;
  }

  @Test
  void scrolls() throws Exception {
    int frames = Integer.getInteger("percept4j.million");
    try (Chromium browser = Chromium.start();
        Dashboard live = Dashboard.builder().build()) {
      double before = usedMegabytes();
      GradientSink sink = live.gradients("long");
      for (int i = 0; i < frames; i++) {
        sink.accept(Frames.frame(i));
      }
      double after = usedMegabytes();
      long began = System.nanoTime();
      Chromium.Tab page = browser.open(live.address().toString());
      page.screen(1280, 900, 1, false);
      page.await("percept4j.runs.size === 1 && " + RUN + ".end === " + frames);
      page.await(RUN + ".older.end === " + (frames - FrameChannel.MAX_RAW_FRAMES));
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%d frames: %.0f MB of Java's heap; a browser that joins late has them after %.1f s;"
              + " drawing all takes %s ms, 100,000 frames %s ms, the first 1,000 %s ms, the last"
              + " 1,000 %s ms; the page's heap is %.0f MB%n",
          frames,
          after - before,
          seconds,
          drawing(page, 0, 0),
          drawing(page, frames / 2, 100_000),
          drawing(page, 0, 1000),
          drawing(page, frames - 1000, 1000),
          page.number("performance.memory.usedJSHeapSize") / 1e6);
      for (int i = frames; i < frames + 200_000; i++) {
        sink.accept(Frames.frame(i));
      }
      page.await(RUN + ".end === " + (frames + 200_000));
      assertThat(page.number(RUN + ".lost")).isZero();
      assertThat(page.number(RUN + ".count")).isLessThanOrEqualTo(1 << 16);
      System.out.printf(
          Locale.ROOT,
          "after 200,000 more: Java %.0f MB, the page %.0f MB%n",
          usedMegabytes() - before,
          page.number("performance.memory.usedJSHeapSize") / 1e6);
      assertThat(browser.troubles()).isEmpty();
    }
  }

  /** Frames as fast as a small network's, for ten seconds, heard and seen meanwhile. */
  @Test
  void keepsUpWithAThousandFramesASecond() throws Exception {
    int frames = 10_000;
    try (Chromium browser = Chromium.start();
        Dashboard live = Dashboard.builder().build()) {
      GradientSink sink = live.gradients("fast");
      Chromium.Tab page = browser.open(live.address().toString());
      page.screen(1280, 900, 1, false);
      page.await("percept4j.runs.size === 1");
      page.click("listen");
      page.value(
          "(() => { window.pictures = 0; const f = () => { pictures++; requestAnimationFrame(f); };"
              + " f(); return 0; })()");
      double cpu = page.cpuSeconds();
      long began = System.nanoTime();
      for (int i = 0; i < frames; i++) {
        sink.accept(Frames.frame(i));
        long due = began + i * 1_000_000L - System.nanoTime();
        if (due > 0) {
          Thread.sleep(due / 1_000_000, (int) (due % 1_000_000));
        }
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      double pictures = page.number("window.pictures");
      page.await(RUN + ".end === " + frames);
      assertThat(page.number(RUN + ".lost")).isZero();
      System.out.printf(
          Locale.ROOT,
          "%d frames in %.1f s: %.0f pictures a second at %.0f %% of a core, the page's heap %.0f"
              + " MB%n",
          frames,
          seconds,
          pictures / seconds,
          100 * (page.cpuSeconds() - cpu) / seconds,
          page.number("performance.memory.usedJSHeapSize") / 1e6);
      assertThat(browser.troubles()).isEmpty();
    }
  }

  @Test
  void drawsAThousandLayers() throws Exception {
    List<GradientTrack> tracks =
        IntStream.range(0, 1000).mapToObj(t -> new GradientTrack(t, "layer" + t, false)).toList();
    try (Chromium browser = Chromium.start();
        Dashboard live = Dashboard.builder().build()) {
      GradientSink sink = live.gradients("deep");
      for (int i = 0; i < 2000; i++) {
        double[] norms = new double[tracks.size()];
        for (int t = 0; t < norms.length; t++) {
          norms[t] = 1 + 0.5 * Math.sin(i + t);
        }
        sink.accept(GradientFrame.of(i, tracks, norms));
      }
      Chromium.Tab page = browser.open(live.address().toString());
      page.screen(1280, 900, 1, false);
      page.await("percept4j.runs.size === 1 && " + RUN + ".end === 2000");
      System.out.printf(
          Locale.ROOT,
          "1,000 layers: drawing all 2,000 frames takes %s ms, the last 50 %s ms; the page's heap"
              + " is %.0f MB%n",
          drawing(page, 0, 0),
          drawing(page, 1950, 50),
          page.number("performance.memory.usedJSHeapSize") / 1e6);
      assertThat(browser.troubles()).isEmpty();
    }
  }
}
