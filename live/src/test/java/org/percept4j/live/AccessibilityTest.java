package org.percept4j.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.percept4j.core.Chromium;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.sink.GradientSinks;

/** The page without a mouse, without eyes, with weak ones, on a telephone and on paper. */
class AccessibilityTest {

  /** Everything that can be operated, apart from what is hidden. */
  private static final String OPERABLE =
      "[...document.querySelectorAll('button, select, input, a[href]')].filter(e => e.offsetParent"
          + " && !e.closest('[hidden]'))";

  @TempDir static Path dir;
  private static Chromium browser;
  private static Path html;

  @BeforeAll
  static void open() throws Exception {
    browser = Chromium.start();
    Path log = dir.resolve("dying.jsonl");
    try (GradientSink sink = GradientSinks.log(log, false)) {
      for (int i = 0; i < 60; i++) {
        sink.accept(i < 30 ? Frames.frame(i) : Frames.of(i, 0, Double.NaN, 1e9, 1));
      }
    }
    html = dir.resolve("report.html");
    Report.builder().run("dying", log).run("again", log).build().write(html);
  }

  @AfterAll
  static void close() throws Exception {
    if (browser != null) {
      assertThat(browser.troubles()).isEmpty();
      browser.close();
    }
  }

  private static Chromium.Tab page(int width, boolean dark) throws Exception {
    Chromium.Tab page = browser.open(html.toUri().toString());
    page.screen(width, 900, 1, dark);
    page.await("document.querySelectorAll('#layers tr').length === 4");
    return page;
  }

  @Test
  void everyControlIsReachedByTheTabKeyAndShowsIt() throws Exception {
    Chromium.Tab page = page(1280, false);
    page.value("(" + OPERABLE + ".forEach((e, k) => e.dataset.stop = k), 0)");
    int controls = (int) page.number(OPERABLE + ".length");
    TreeSet<Integer> reached = new TreeSet<>();
    for (int i = 0; i < controls + 5; i++) {
      page.press("Tab", "Tab", 9);
      String stop = page.value("document.activeElement.dataset.stop");
      if (!stop.equals("undefined")) {
        reached.add(Integer.parseInt(stop));
        assertThat(page.value("getComputedStyle(document.activeElement).outlineStyle"))
            .isEqualTo("solid");
      }
    }
    assertThat(controls).isGreaterThan(20);
    assertThat(reached).hasSize(controls);
  }

  @Test
  void everyControlAndPictureHasAName() throws Exception {
    Chromium.Tab page = page(1280, false);
    for (String role :
        List.of("button", "combobox", "checkbox", "slider", "image", "columnheader")) {
      assertThat(page.names(role)).as(role).isNotEmpty().doesNotContain("");
    }
    assertThat(page.names("button")).contains("Listen", "Hear only conv1", "Silence fc2");
    assertThat(page.names("combobox")).contains("Run", "Compare with", "Sound", "Speed");
  }

  /** Letters choose in a list; elsewhere they are the page's keys. */
  @Test
  void keysDoWhatTheFootOfThePageSays() throws Exception {
    Chromium.Tab page = page(1280, false);
    page.value("(document.getElementById('mapping').focus(), 0)");
    page.press("m", "KeyM", 77);
    page.press("Home", "Home", 36);
    assertThat(page.value("document.getElementById('mute').checked")).isEqualTo("false");
    assertThat(page.value("percept4j.view.playhead")).isNotEqualTo("0");
    page.value("(document.activeElement.blur(), 0)");
    page.press("m", "KeyM", 77);
    assertThat(page.value("document.getElementById('mute').checked")).isEqualTo("true");
    page.press("Home", "Home", 36);
    page.press("ArrowRight", "ArrowRight", 39);
    assertThat(page.value("percept4j.view.playhead")).isEqualTo("1");
    page.press("+", "Equal", 187);
    page.await("!percept4j.view.whole && percept4j.view.to - percept4j.view.from === 30");
    page.press("0", "Digit0", 48);
    page.await("percept4j.view.whole");
    page.press(" ", "Space", 32);
    page.await("percept4j.player.playing");
    page.press(" ", "Space", 32);
    page.await("!percept4j.player.playing");
  }

  @Test
  void alarmsAreReadAloudAsTheyCome() throws Exception {
    try (Dashboard live = Dashboard.builder().build()) {
      GradientSink sink = live.gradients("dying");
      Chromium.Tab page = browser.open(live.address().toString());
      sink.accept(Frames.frame(0));
      page.await("percept4j.runs.size === 1 && percept4j.runs.get(0).end === 1");
      for (int i = 1; i < 20; i++) {
        sink.accept(Frames.of(i, Double.NaN, 1, 1, 1));
      }
      page.await("document.getElementById('news').textContent.includes('no longer a number')");
      assertThat(page.value("document.getElementById('news').getAttribute('aria-live')"))
          .isEqualTo("polite");
      page.go("about:blank"); // or it asks again for a stream that has ended
    }
  }

  /** By WCAG 2.2: 4.5 to 1 for text (1.4.3), 3 to 1 for lines and controls' edges (1.4.11). */
  @Test
  void coloursContrastWithWhatTheyAreOn() throws Exception {
    List<Map<String, String>> schemes = schemes();
    assertThat(schemes).hasSize(2);
    for (Map<String, String> colours : schemes) {
      for (String ground : List.of("paper", "panel", "shade")) {
        for (String text : List.of("ink", "soft", "bad", "good")) {
          assertContrast(colours, text, ground, 4.5);
        }
      }
      assertContrast(colours, "accent-ink", "accent", 4.5);
      assertContrast(colours, "accent", "paper", 4.5);
      assertContrast(colours, "edge", "paper", 3);
      for (int k = 0; k < 8; k++) {
        assertContrast(colours, "s" + k, "paper", 3);
      }
    }
  }

  private static List<Map<String, String>> schemes() {
    Matcher blocks = Pattern.compile(":root[^{]*\\{([^}]*)\\}").matcher(PageFiles.text("page.css"));
    return blocks
        .results()
        .map(
            block -> {
              Map<String, String> colours = new HashMap<>();
              Matcher set = Pattern.compile("--([\\w-]+): #(\\w{6})").matcher(block.group(1));
              while (set.find()) {
                colours.put(set.group(1), set.group(2));
              }
              return colours;
            })
        .toList();
  }

  private static void assertContrast(
      Map<String, String> colours, String front, String back, double least) {
    double a = luminance(colours.get(front));
    double b = luminance(colours.get(back));
    double ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    assertThat(ratio).as(front + " on " + back).isGreaterThanOrEqualTo(least);
  }

  private static double luminance(String hex) {
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      double c = Integer.parseInt(hex.substring(2 * k, 2 * k + 2), 16) / 255.0;
      sum += weights[k] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 820, 1280})
  void nothingIsWiderThanTheScreenAndControlsAreLargeEnough(int width) throws Exception {
    Chromium.Tab page = page(width, false);
    assertThat(page.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
    String small = // WCAG 2.5.8: 24 pixels; a label counts for its box
        OPERABLE
            + ".map(e => e.closest('label:not(.scrub)') || e).filter(e =>"
            + " e.getBoundingClientRect().height < 24 && !e.matches('.skip, footer a')).map(e =>"
            + " e.outerHTML).join()";
    assertThat(page.value(small)).isEmpty();
  }

  @Test
  void littleMotionMeansNoTransitions() throws Exception {
    Chromium.Tab page = page(1280, false);
    page.prefers("prefers-reduced-motion", "reduce");
    assertThat(page.value("getComputedStyle(document.getElementById('listen')).transitionDuration"))
        .isEqualTo("0s");
    page.prefers("prefers-reduced-motion", "no-preference");
    assertThat(page.value("getComputedStyle(document.getElementById('listen')).transitionDuration"))
        .isNotEqualTo("0s");
  }

  /** On paper dark colours become light ones, controls go, and what happened stays. */
  @Test
  void printsInLightColoursWithoutControls() throws Exception {
    Chromium.Tab page = page(1280, true);
    String ink = "getComputedStyle(document.body).color";
    assertThat(page.value(ink)).isEqualTo("rgb(233, 236, 238)");
    page.value(
        "(addEventListener('beforeprint', () => { const c = document.getElementById('norms'), d ="
            + " c.getContext('2d').getImageData(0, 0, c.width, c.height).data; window.lightest = 0;"
            + " window.printed = "
            + ink
            + "; for (let i = 0; i < d.length; i += 4) if (d[i + 3] === 255 && d[i] === 0x1d &&"
            + " d[i + 1] === 0x21) window.lightest++; }), 0)");
    assertThat(page.pdf()).hasSizeGreaterThan(10_000);
    page.await("window.printed === 'rgb(29, 33, 38)'");
    assertThat(page.number("window.lightest")).isPositive(); // drawn in the dark ink of paper
    assertThat(page.value(ink)).isEqualTo("rgb(233, 236, 238)"); // and back
    page.media("print");
    for (String hidden : List.of(".player", ".zoom", ".scrub", "td.buttons", "footer")) {
      assertThat(page.value("getComputedStyle(document.querySelector('" + hidden + "')).display"))
          .isEqualTo("none");
    }
    assertThat(page.number("document.querySelector('#alarms button').offsetWidth")).isPositive();
    page.media("");
  }
}
