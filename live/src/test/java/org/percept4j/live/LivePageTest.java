package org.percept4j.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.core.Chromium;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.frame.GradientTrack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page in a real browser, fed by a dashboard: every frame once, in order, whatever happens. */
class LivePageTest {

  private static final Logger LOG = LoggerFactory.getLogger(LivePageTest.class);

  /** The page's first run. */
  private static final String RUN = "[...percept4j.runs.values()][0]";

  @TempDir static Path dir;
  private static Chromium browser;

  @BeforeAll
  static void open() throws Exception {
    browser = Chromium.start();
  }

  @AfterAll
  static void close() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  private static void feed(GradientSink sink, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      sink.accept(Frames.frame(i));
    }
  }

  /** Whether the page has the iterations of a range one by one, and no others. */
  private static void assertHas(Chromium.Tab page, int from, int to) throws Exception {
    page.await(RUN + ".end === " + to);
    assertThat(page.value(RUN + ".lost")).isEqualTo("0");
    assertThat(
            page.value(
                "(() => { const r = "
                    + RUN
                    + "; for (let f = r.first; f < r.end; f++) if (r.value('iteration', f) !== f)"
                    + " return 'frame ' + f; return r.first; })()"))
        .isEqualTo(String.valueOf(from));
  }

  @Test
  void aBrowserThatJoinsLateHasEveryFrame() throws Exception {
    try (Dashboard live = Dashboard.builder().build()) {
      GradientSink sink = live.gradients("late");
      feed(sink, 0, 300);
      Chromium.Tab page = browser.open(live.address().toString());
      assertHas(page, 0, 300);
      feed(sink, 300, 500);
      assertHas(page, 0, 500);
      assertThat(page.value("location.search")).isEmpty();
      assertThat(page.value(RUN + ".value('n:fc1', 77)"))
          .isEqualTo(String.valueOf(Frames.frame(77).norm(2)));
      page.await("document.getElementById('state').textContent.includes('batch 500')");
    }
  }

  @Test
  void olderFramesOfALongRunComeThinnedUnlessZoomedIn() throws Exception {
    int frames = 100_000;
    try (Dashboard live = Dashboard.builder().build()) {
      GradientSink sink = live.gradients("long");
      feed(sink, 0, frames);
      Chromium.Tab page = browser.open(live.address().toString());
      assertHas(page, frames - FrameChannel.MAX_RAW_FRAMES, frames);
      page.await(RUN + ".older.end === " + (frames - FrameChannel.MAX_RAW_FRAMES));
      assertThat(page.number(RUN + ".older.blocks.length")).isBetween(500.0, 4096.0);
      page.value("(percept4j.view.whole = false, percept4j.view.span = 1000, 0)");
      page.value("(document.getElementById('scrub').focus(), 0)");
      page.press("Home", "Home", 36);
      page.await(RUN + ".value('iteration', 123) === 123");
      assertThat(page.value(RUN + ".value('n:fc1', 123)"))
          .isEqualTo(String.valueOf(Frames.frame(123).norm(2)));
    }
  }

  @Test
  void twoBrowsersSeeTheSame() throws Exception {
    try (Chromium other = Chromium.start();
        Dashboard live = Dashboard.builder().build()) {
      GradientSink a = live.gradients("a");
      Chromium.Tab one = browser.open(live.address().toString());
      feed(a, 0, 100);
      Chromium.Tab two = other.open(live.address().toString());
      GradientSink b = live.gradients("b");
      feed(a, 100, 200);
      feed(b, 0, 50);
      for (Chromium.Tab page : new Chromium.Tab[] {one, two}) {
        assertHas(page, 0, 200);
        page.await("percept4j.runs.size === 2 && [...percept4j.runs.values()][1].end === 50");
      }
      assertThat(other.troubles()).isEmpty();
    }
  }

  /** Cookies know no ports: each dashboard's has its own name. */
  @Test
  void twoDashboardsInOneBrowserStayApart() throws Exception {
    try (Dashboard a = Dashboard.builder().build();
        Dashboard b = Dashboard.builder().build()) {
      feed(a.gradients("a"), 0, 10);
      feed(b.gradients("b"), 0, 20);
      Chromium.Tab one = browser.open(a.address().toString());
      Chromium.Tab two = browser.open(b.address().toString());
      assertHas(one, 0, 10);
      assertHas(two, 0, 20);
      one.go("http://127.0.0.1:" + a.address().getPort() + "/"); // by its cookie
      assertHas(one, 0, 10);
      assertThat(one.value(RUN + ".name")).isEqualTo("a");
    }
  }

  @Test
  void aThousandLayersAreDrawnAndTheRestOfTheListIsCounted() throws Exception {
    List<GradientTrack> tracks =
        IntStream.range(0, 1000).mapToObj(t -> new GradientTrack(t, "layer" + t, false)).toList();
    try (Dashboard live = Dashboard.builder().build()) {
      GradientSink sink = live.gradients("deep");
      for (int i = 0; i < 50; i++) {
        double[] norms = new double[1000];
        for (int t = 0; t < norms.length; t++) {
          norms[t] = Math.pow(10, -2 + t / 500.0) * (1 + 0.1 * Math.sin(i));
        }
        sink.accept(GradientFrame.of(i, tracks, norms));
      }
      Chromium.Tab page = browser.open(live.address().toString());
      assertHas(page, 0, 50);
      page.await("document.querySelectorAll('#layers tr').length === 200");
      page.await(
          "document.getElementById('unlisted').textContent.startsWith('and 800 more layers')");
      page.click("listen");
      page.await("percept4j.player.context.state === 'running'");
      feed(live.gradients("other"), 0, 3); // nothing else is held up
      page.await("percept4j.runs.size === 2");
    }
  }

  @Test
  void pageBeginsAnewWithTheNextProgram() throws Exception {
    String token = "abcdefghijklmnop0123";
    Dashboard first = Dashboard.builder().token(token).build();
    int port = first.address().getPort();
    feed(first.gradients("before"), 0, 120);
    Chromium.Tab page = browser.open(first.address().toString());
    assertHas(page, 0, 120);
    first.close();
    page.await("percept4j.state() === 'ended'");
    assertHas(page, 0, 120); // what it showed stays
    try (Dashboard second = Dashboard.builder().port(port).token(token).build()) {
      feed(second.gradients("after"), 0, 30);
      page.await("percept4j.state() === 'live' && percept4j.runs.size === 1");
      assertHas(page, 0, 30);
      assertThat(page.value(RUN + ".name")).isEqualTo("after");
    }
  }

  /** A minute where the browser is required, less elsewhere; what it took is told, not asserted. */
  @Test
  void fiftyFramesASecondOverCutConnectionsLoseNothing() throws Exception {
    int frames = Boolean.getBoolean("percept4j.browser.required") ? 3000 : 500;
    try (Dashboard live = Dashboard.builder().build();
        CuttingProxy proxy = new CuttingProxy(live.address())) {
      GradientSink sink = live.gradients("minute");
      sink.accept(Frames.frame(0));
      Chromium.Tab page = browser.open(proxy.address(live.address()));
      assertHas(page, 0, 1);
      page.value(
          "(() => { const r = "
              + RUN
              + "; const add = r.add.bind(r); window.late = []; r.add = (from, items) => {"
              + " for (const i of items) late.push(Date.now() - 1000 * i.t);"
              + " return add(from, items); }; return 0; })()");
      long began = System.nanoTime();
      for (int i = 1; i < frames; i++) {
        sink.accept(Frames.frame(i));
        if (i % 300 == 0) {
          proxy.cut();
        }
        long due = began + i * 20_000_000L;
        Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
      }
      assertHas(page, 0, frames);
      assertThat(page.value("late.length")).isEqualTo(String.valueOf(frames - 1));
      String sorted = "late.sort((a, b) => a - b)";
      LOG.warn(
          "{} frames at 50 a second, {} cuts: median {} ms, 95 % within {} ms",
          frames,
          (frames - 1) / 300,
          page.value(sorted + "[late.length >> 1]"),
          page.value(sorted + "[Math.floor(late.length * 0.95)]"));
    }
  }

  @Test
  void listensAfterAClickAndStepsByKeys() throws Exception {
    try (Dashboard live = Dashboard.builder().build()) {
      GradientSink sink = live.gradients("keys");
      feed(sink, 0, 40);
      Chromium.Tab page = browser.open(live.address().toString());
      assertHas(page, 0, 40);
      assertThat(page.value("percept4j.player.context")).isEqualTo("null");
      page.press("ArrowLeft", "ArrowLeft", 37);
      page.await("percept4j.view.playhead === 38 && !percept4j.view.follow");
      page.press("Home", "Home", 36);
      page.await("percept4j.view.playhead === 0");
      page.click("listen");
      page.await("percept4j.player.context.state === 'running'");
      page.await("percept4j.view.playhead > 3"); // it plays from there
      page.press(" ", "Space", 32);
      page.await("!percept4j.player.playing");
      page.press("End", "End", 35);
      page.await("percept4j.view.follow && percept4j.view.playhead === 39");
      page.await("document.getElementById('moment').textContent === 'In batch 40'");
    }
  }
}
