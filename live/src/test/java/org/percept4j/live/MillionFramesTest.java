package org.percept4j.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.percept4j.core.Chromium;
import org.percept4j.sonify.frame.GradientSink;

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
}
