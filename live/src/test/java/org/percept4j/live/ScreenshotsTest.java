package org.percept4j.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.core.Chromium;

/**
 * Makes the pictures of docs/live.md from two logs, {@code dying.jsonl} and {@code healthy.jsonl}
 * in the folder {@code percept4j.screenshots}, which {@code percept4j watch --no-wait --batches 200
 * --learning-rate 1.0 --log dying.jsonl} and the same at 0.01 write.
 */
@EnabledIfSystemProperty(named = "percept4j.screenshots", matches = ".+")
class ScreenshotsTest {

  private static final Path IMAGES = Path.of("../docs/images");
  private static final int MAX_BYTES = 200_000;

  @TempDir private Path dir;

  private static Path log(String name) {
    return Path.of(System.getProperty("percept4j.screenshots"), name + ".jsonl");
  }

  private Path report(String title, String... runs) throws Exception {
    Report.Builder report = Report.builder().title(title).overwrite(true);
    for (int i = 0; i < runs.length; i += 2) {
      report.run(runs[i], log(runs[i + 1]));
    }
    Path html = dir.resolve("report.html");
    report.build().write(html);
    return html;
  }

  private static void take(
      Chromium browser, Path html, String name, int width, int height, boolean dark)
      throws Exception {
    Chromium.Tab page = browser.open(html.toUri().toString());
    page.screen(width, height, 1, dark);
    page.await("percept4j.runs.size > 0");
    page.value(
        "(() => { const o = document.getElementById('other'); if (percept4j.runs.size > 1)"
            + " { o.value = '1'; o.onchange(); } return 0; })()");
    if (name.startsWith("live-d") || name.equals("live")) { // the first batches, where all happens
      page.value(
          "(() => { const v = percept4j.view; v.whole = false; v.follow = false; v.span = 60;"
              + " v.from = 0; v.to = 60; return 0; })()");
      page.click("loss");
      page.press("Home", "Home", 36);
      for (int step = 0; step < 8; step++) {
        page.press("ArrowRight", "ArrowRight", 39);
      }
      page.await("percept4j.view.playhead === 8");
      page.value("scrollTo(0, 0)");
    }
    Path png = IMAGES.resolve(name + ".png");
    page.screenshot(png, false);
    assertThat(Files.size(png)).isLessThan(MAX_BYTES);
  }

  @Test
  void draw() throws Exception {
    try (Chromium browser = Chromium.start()) {
      Path dying = report("LeNet at a learning rate of 1.0", "lr 1.0", "dying");
      take(browser, dying, "live", 1280, 940, false);
      take(browser, dying, "live-dark", 1280, 940, true);
      take(browser, dying, "live-narrow", 390, 844, false);
      take(browser, dying, "live-narrow-dark", 390, 844, true);
      Path healthy = report("LeNet at a learning rate of 0.01", "lr 0.01", "healthy");
      take(browser, healthy, "live-healthy", 1280, 940, false);
      Path two = report("Two learning rates", "lr 1.0", "dying", "lr 0.01", "healthy");
      take(browser, two, "live-two", 1280, 940, false);
      assertThat(browser.troubles()).isEmpty();
    }
  }
}
