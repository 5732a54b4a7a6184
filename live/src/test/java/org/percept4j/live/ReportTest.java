package org.percept4j.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.core.Chromium;
import org.percept4j.sonify.frame.GradientAlarm;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.sink.GradientSinks;

/** The page as one file. */
class ReportTest {

  @TempDir private Path dir;
  private Path log;
  private Path html;

  @BeforeEach
  void writeLog() throws IOException {
    log = write("lenet.jsonl", 200);
    html = dir.resolve("report.html");
  }

  private Path write(String name, int frames) throws IOException {
    Path path = dir.resolve(name);
    try (GradientSink writer = GradientSinks.log(path, false)) {
      for (int i = 0; i < frames; i++) {
        writer.accept(Frames.frame(i));
      }
    }
    return path;
  }

  @Test
  void twoHundredBatchesTakeLessThanAMegabyte() throws IOException {
    Report.write(log, html);
    assertThat(Files.size(html)).isLessThan(1_000_000);
    assertThat(Files.readString(html))
        .doesNotContain("http://", "https://", "import ", "src=\"")
        .contains("default-src 'none'", "sha256-");
  }

  @Test
  void opensFromAFileWithoutAnyOtherAndPlays() throws Exception {
    Report.builder().title("Two").run("a", log).run("b", write("b.jsonl", 50)).build().write(html);
    Files.delete(log);
    try (Chromium browser = Chromium.start()) {
      Chromium.Tab page = browser.open(html.toUri().toString());
      page.await("percept4j.runs.size === 2 && percept4j.runs.get(0).end === 200");
      assertThat(page.value("percept4j.runs.get(0).value('n:fc2', 150)"))
          .isEqualTo(String.valueOf(Frames.frame(150).norm(3)));
      assertThat(page.value("document.title")).isEqualTo("Two");
      page.click("listen");
      page.await("percept4j.player.context.state === 'running' && percept4j.view.playhead > 2");
      assertThat(browser.troubles()).isEmpty();
    }
  }

  @Test
  void saysWhatIsWrongByThresholdsOfOnesOwn() throws IOException {
    Path steep = dir.resolve("steep.jsonl");
    try (GradientSink writer = GradientSinks.log(steep, false)) {
      for (int i = 0; i < 20; i++) {
        writer.accept(Frames.of(i, 5, 5, 5));
      }
    }
    Report.write(steep, html);
    assertThat(Files.readString(html)).doesNotContain("EXPLODING\"");
    GradientAlarm low = GradientAlarm.builder().explodingAbove(4).patience(3).build();
    Report.builder().run("run", steep).alarm(low).overwrite(true).build().write(html);
    assertThat(Files.readString(html)).contains("EXPLODING\",\"raised\":true");
  }

  @Test
  void aLongLogIsThinned() throws Exception {
    Report.write(write("long.jsonl", 100_000), html);
    try (Chromium browser = Chromium.start()) {
      Chromium.Tab page = browser.open(html.toUri().toString());
      page.await("percept4j.runs.get(0).end === 100000");
      assertThat(page.value("percept4j.runs.get(0).first"))
          .isEqualTo(String.valueOf(100_000 - FrameChannel.MAX_RAW_FRAMES));
      assertThat(page.value("percept4j.runs.get(0).older.end"))
          .isEqualTo(String.valueOf(100_000 - FrameChannel.MAX_RAW_FRAMES));
      assertThat(browser.troubles()).isEmpty();
    }
  }

  @Test
  void aDashboardIsSavedAsItStands() throws Exception {
    try (Dashboard live = Dashboard.builder().build()) {
      live.gradients("now").accept(Frames.frame(0));
      Report.write(live, html);
    }
    assertThat(Files.readString(html)).contains("\"name\":\"now\"", "{\"i\":0,");
  }

  @Test
  void badInputIsNamedAndLeavesWhatWasThere() throws IOException {
    Files.writeString(html, "before");
    Path bad = dir.resolve("bad.jsonl");
    Files.writeString(bad, Files.readString(log) + "{\"i\":-1}\n");
    assertThatThrownBy(() -> Report.write(bad, html))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bad.jsonl, line 203: expected a frame");
    assertThatThrownBy(() -> Report.builder().run("a", log).build().write(html))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("expected no file there");
    assertThatThrownBy(() -> Report.write(log, dir.resolve("none/report.html")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("expected an existing folder");
    assertThatThrownBy(() -> Report.write(dir.resolve("none.jsonl"), html))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Report.builder().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("runs: expected at least one, got none");
    assertThat(html).hasContent("before");
    assertThat(dir.toFile().list())
        .containsExactlyInAnyOrder("lenet.jsonl", "report.html", "bad.jsonl");
  }
}
