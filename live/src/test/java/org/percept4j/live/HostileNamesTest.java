package org.percept4j.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.core.Chromium;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.frame.GradientTrack;
import org.percept4j.sonify.sink.GradientSinks;

/** Names of layers, runs and pages are text, whatever they hold. */
class HostileNamesTest {

  private static final List<String> NAMES =
      List.of(
          "<img src=x onerror=\"window.hacked=1\">",
          "</script><script>window.hacked=1</script>",
          "<!--<script>",
          "\"'><svg onload=window.hacked=1>",
          "${window.hacked=1}`\\",
          "\u202Eright to left\u0000\n\r\t",
          "__proto__",
          "constructor",
          "x".repeat(10_000));

  private static List<GradientFrame> frames() {
    List<GradientTrack> tracks =
        NAMES.stream().map(n -> new GradientTrack(NAMES.indexOf(n), n, false)).toList();
    return java.util.stream.IntStream.range(0, 30)
        .mapToObj(i -> GradientFrame.of(i, tracks, new double[NAMES.size()]))
        .toList();
  }

  private static void assertHarmless(Chromium.Tab page) throws Exception {
    page.await("document.querySelectorAll('#layers tr').length === " + NAMES.size());
    page.await("document.querySelectorAll('#alarms li').length === " + NAMES.size());
    assertThat(page.value("window.hacked")).isEqualTo("undefined");
    assertThat(page.value("document.querySelectorAll('#layers img, #alarms img, svg').length"))
        .isEqualTo("0");
    for (int i = 0; i < NAMES.size(); i++) {
      assertThat(page.value("[...percept4j.runs.values()][0].names[" + i + "]"))
          .isEqualTo(NAMES.get(i));
    }
    assertThat(page.value("({}).min")).isEqualTo("undefined"); // no prototype was written to
    assertThat(page.value("[...percept4j.runs.values()][0].value('n:__proto__', 3)"))
        .isEqualTo("0");
  }

  @Test
  void onALivePage() throws Exception {
    try (Chromium browser = Chromium.start();
        Dashboard live = Dashboard.builder().build();
        GradientSink sink = live.gradients(NAMES.get(0))) {
      for (GradientFrame frame : frames()) {
        sink.accept(frame);
      }
      assertHarmless(browser.open(live.address().toString()));
      assertThat(browser.troubles()).isEmpty();
    }
  }

  @Test
  void inAReport(@TempDir Path dir) throws Exception {
    Path log = dir.resolve("run.jsonl");
    try (GradientSink sink = GradientSinks.log(log, false)) {
      for (GradientFrame frame : frames()) {
        sink.accept(frame);
      }
    }
    Path html = dir.resolve("report.html");
    Report.builder().title(NAMES.get(1)).run(NAMES.get(0), log).build().write(html);
    assertThat(Files.readString(html)).doesNotContain("<img src=x");
    try (Chromium browser = Chromium.start()) {
      Chromium.Tab page = browser.open(html.toUri().toString());
      assertHarmless(page);
      assertThat(page.value("document.title")).isEqualTo(NAMES.get(1));
      assertThat(browser.troubles()).isEmpty();
    }
  }
}
