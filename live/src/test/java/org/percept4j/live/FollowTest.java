package org.percept4j.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.sink.GradientSinks;

/** Logs that another process writes. */
class FollowTest {

  @TempDir private Path dir;

  private static FrameChannel run(Dashboard live) {
    return (FrameChannel) ((LiveDashboard) live).channels().list().get(0);
  }

  private static void await(Dashboard live, long frames) throws InterruptedException {
    long until = System.nanoTime() + 60_000_000_000L; // a hang, not a speed
    while (run(live).end() < frames && System.nanoTime() < until) {
      Thread.sleep(20);
    }
    assertThat(run(live).end()).isEqualTo(frames);
  }

  private static String description(Dashboard live) {
    byte[] json = Events.description(0, run(live), 0);
    return new String(json, StandardCharsets.UTF_8);
  }

  private static void awaitTrouble(Dashboard live, String words) throws InterruptedException {
    long until = System.nanoTime() + 60_000_000_000L; // a hang, not a speed
    while (!description(live).contains("trouble") && System.nanoTime() < until) {
      Thread.sleep(20);
    }
    assertThat(description(live)).contains(words);
  }

  @Test
  void framesComeAsTheyAreWritten() throws Exception {
    Path log = dir.resolve("run.jsonl");
    try (GradientSink writer = GradientSinks.log(log, false);
        Dashboard live = Dashboard.builder().build()) {
      writer.accept(Frames.frame(0));
      live.follow("run", log);
      await(live, 1);
      for (int i = 1; i < 200; i++) {
        writer.accept(Frames.frame(i));
      }
      await(live, 200);
      String last = new String(run(live).items(199, 1).json().get(0), StandardCharsets.UTF_8);
      assertThat(last)
          .startsWith("{\"i\":199,")
          .contains(String.valueOf(Frames.frame(199).norm(3)));
    }
  }

  @Test
  void aLineMayArriveInPieces() throws Exception {
    Path log = dir.resolve("run.jsonl");
    try (GradientSink writer = GradientSinks.log(log, false)) {
      writer.accept(Frames.frame(0));
      writer.accept(Frames.frame(1));
    }
    byte[] whole = Files.readAllBytes(log);
    Path growing = dir.resolve("growing.jsonl");
    int header = new String(whole, StandardCharsets.UTF_8).indexOf('\n') + 1;
    Files.write(growing, java.util.Arrays.copyOf(whole, header));
    try (Dashboard live = Dashboard.builder().build()) {
      live.follow("run", growing);
      for (int i = header; i < whole.length; i += 100) {
        byte[] piece = java.util.Arrays.copyOfRange(whole, i, Math.min(whole.length, i + 100));
        Files.write(growing, piece, StandardOpenOption.APPEND);
        Thread.sleep(5);
      }
      await(live, 2);
      assertThat(description(live)).doesNotContain("trouble");
    }
  }

  @Test
  void corruptionIsNamedOnThePageAndWhatCameBeforeStays() throws Exception {
    Path log = dir.resolve("run.jsonl");
    try (GradientSink writer = GradientSinks.log(log, false)) {
      writer.accept(Frames.frame(0));
    }
    Files.writeString(log, "{\"i\":1,\"n\":[\"x\"]}\n", StandardOpenOption.APPEND);
    try (Dashboard live = Dashboard.builder().build()) {
      live.follow("run", log);
      awaitTrouble(live, "run.jsonl, line 4: expected a number, NaN or Infinity, got x");
      assertThat(run(live).end()).isEqualTo(1);
    }
  }

  @Test
  void aFileThatIsBegunAnewIsNamed() throws Exception {
    Path log = dir.resolve("run.jsonl");
    try (GradientSink writer = GradientSinks.log(log, false)) {
      writer.accept(Frames.frame(0));
    }
    try (Dashboard live = Dashboard.builder().build()) {
      live.follow("run", log);
      await(live, 1);
      Files.writeString(log, "{}\n");
      awaitTrouble(live, "expected it to grow, got a shorter file than before");
    }
  }

  @Test
  void filesThatAreNoLogAreRefusedAtOnce() throws Exception {
    Path none = dir.resolve("none.jsonl");
    Path text = dir.resolve("text.jsonl");
    Path empty = dir.resolve("empty.jsonl");
    Files.writeString(text, "hello\n");
    Files.createFile(empty);
    try (Dashboard live = Dashboard.builder().build()) {
      assertThatThrownBy(() -> live.follow("run", none)).isInstanceOf(NoSuchFileException.class);
      for (Path bad : List.of(text, empty)) {
        assertThatThrownBy(() -> live.follow("run", bad))
            .isInstanceOf(IOException.class)
            .hasMessageContaining(bad.getFileName() + ", line 1: expected");
      }
      assertThat(((LiveDashboard) live).channels().list()).isEmpty();
    }
  }
}
