package org.percept4j.sonify.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.sonify.frame.Collected;
import org.percept4j.sonify.frame.Frames;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.tone.ToneMapping;

/** Several sinks are opened together: all, or none and nothing is touched. */
class OpeningTest {

  private static final ToneMapping BLOG = ToneMapping.blog();

  @TempDir private Path dir;

  private static GradientRecorder.Builder builder() {
    return GradientRecorder.builder();
  }

  private long files() throws IOException {
    try (Stream<Path> all = Files.list(dir)) {
      return all.count();
    }
  }

  @Test
  void aBuildThatFailsTouchesNothing() throws IOException {
    Path wav = Files.writeString(dir.resolve("old.wav"), "an old recording");
    Path log = Files.writeString(dir.resolve("old.jsonl"), "an old log");
    Path midi = Files.writeString(dir.resolve("old.mid"), "an old song");
    Collected given = new Collected();
    GradientRecorder.Builder failing =
        builder()
            .overwrite(true)
            .sink(given)
            .wav(wav, BLOG, SampleFormat.PCM_16)
            .log(log)
            .midi(midi, BLOG)
            .log(dir.resolve("no/such/folder.jsonl"));
    assertThatThrownBy(failing::build).hasMessageContaining("expected an existing folder");
    assertThat(wav).hasContent("an old recording");
    assertThat(log).hasContent("an old log");
    assertThat(midi).hasContent("an old song");
    assertThat(files()).isEqualTo(3);
    assertThat(given.closed).hasValue(0);
  }

  /** Two files are in place when the third cannot come there. */
  @Test
  void moveThatFailsHalfWayBringsBackWhatWasReplaced() throws IOException {
    Path wav = Files.writeString(dir.resolve("old.wav"), "an old recording");
    Path log = Files.writeString(dir.resolve("old.jsonl"), "an old log");
    Path link = Files.createSymbolicLink(dir.resolve("link.wav"), log);
    Path late = dir.resolve("late.jsonl");
    GradientRecorder.Builder failing =
        builder()
            .overwrite(true)
            .wav(wav, BLOG, SampleFormat.PCM_16)
            .log(dir.resolve("new.jsonl"))
            .wav(link, BLOG, SampleFormat.PCM_24)
            .plan(
                late,
                replace -> {
                  GradientSink opened = GradientLogWriter.create(late, Map.of(), replace);
                  Files.createDirectory(late);
                  return opened;
                });
    assertThatThrownBy(failing::build)
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("late.jsonl: expected a file to write, got a folder");
    assertThat(wav).hasContent("an old recording");
    assertThat(log).hasContent("an old log");
    assertThat(link).isSymbolicLink();
    assertThat(late).isEmptyDirectory();
    assertThat(files()).isEqualTo(4);
  }

  @Test
  void sinksThatAreOpenAlreadyCanBeGivenAndStayWhenOthersFail() throws IOException {
    Path wav = dir.resolve("a.wav");
    GradientSink open = GradientSinks.wav(wav, BLOG);
    GradientRecorder.Builder failing = builder().sink(open).log(dir.resolve("no/such.jsonl"));
    assertThatThrownBy(failing::build).hasMessageContaining("expected an existing folder");
    try (GradientRecorder recorder = builder().sink(open).build()) {
      recorder.record(Frames.of(0, 1));
    }
    assertThat(WavFile.read(wav).samples()).isNotEmpty();
  }

  @Test
  void oldFilesAreReplacedOnceAllHaveBegun() throws IOException {
    Path wav = Files.writeString(dir.resolve("old.wav"), "an old recording");
    Path log = Files.writeString(dir.resolve("old.jsonl"), "an old log");
    try (GradientRecorder recorder =
        builder().overwrite(true).wav(wav, BLOG, SampleFormat.PCM_16).log(log).build()) {
      assertThat(files()).isEqualTo(2);
      recorder.record(Frames.of(0, 1));
    }
    assertThat(WavFile.read(wav).samples()).isNotEmpty();
    assertThat(files()).isEqualTo(2);
  }

  @Test
  void buildsThatFailLeaveNoDescriptors() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    assumeThat(descriptors).isDirectory();
    Path taken = Files.writeString(dir.resolve("taken.jsonl"), "mine");
    long before = count(descriptors);
    for (int i = 0; i < 50; i++) {
      GradientRecorder.Builder failing =
          builder()
              .wav(dir.resolve("a.wav"), BLOG, SampleFormat.FLOAT_32)
              .midi(dir.resolve("a.mid"), BLOG)
              .log(dir.resolve("a.jsonl"))
              .log(taken);
      assertThatThrownBy(failing::build).isInstanceOf(FileAlreadyExistsException.class);
    }
    assertThat(count(descriptors)).isLessThan(before + 10);
    assertThat(files()).isEqualTo(1);
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    }
  }

  @Test
  void twoSpellingsOfAPathAreOneFile() throws IOException {
    Files.createDirectory(dir.resolve("sub"));
    Files.createSymbolicLink(dir.resolve("link"), dir.resolve("sub"));
    Path there = Files.writeString(dir.resolve("there.wav"), "mine");
    Files.createLink(dir.resolve("hard.wav"), there);
    Path[][] pairs = {
      {dir.resolve("run.wav"), dir.resolve("sub/../run.wav")},
      {dir.resolve("sub/run.wav"), dir.resolve("link/run.wav")},
      {there, dir.resolve("hard.wav")}
    };
    for (Path[] pair : pairs) {
      GradientRecorder.Builder b =
          builder()
              .overwrite(true)
              .wav(pair[0], BLOG, SampleFormat.PCM_16)
              .wav(pair[1], BLOG, SampleFormat.PCM_16);
      assertThatThrownBy(b::build)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("path: expected a file of its own");
    }
    assertThat(there).hasContent("mine");
  }

  /** Where capital letters are small ones, as on macOS and Windows, these are one file. */
  @Test
  void spellingsThatDifferInCaseAreTwoFilesOnlyWhereTheyAre() throws IOException {
    GradientRecorder.Builder both =
        builder()
            .overwrite(true)
            .wav(dir.resolve("run.wav"), BLOG, SampleFormat.PCM_16)
            .wav(dir.resolve("Run.WAV"), BLOG, SampleFormat.PCM_16);
    Files.createFile(dir.resolve("probe"));
    if (Files.exists(dir.resolve("PROBE"))) {
      assertThatThrownBy(both::build).hasMessageContaining("path: expected a file of its own");
      assertThat(files()).isEqualTo(1);
    } else {
      both.build().close();
      assertThat(files()).isEqualTo(3);
    }
  }

  @Test
  void aRecordingMayStandBesideASecondOne() throws IOException {
    try (GradientRecorder recorder =
        builder()
            .wav(dir.resolve("run-2.wav"), BLOG, SampleFormat.PCM_16)
            .wav(dir.resolve("run.wav"), BLOG, SampleFormat.PCM_16)
            .build()) {
      recorder.record(Frames.of(0, 1));
    }
    assertThat(WavFile.read(dir.resolve("run.wav")).samples()).isNotEmpty();
    assertThat(WavFile.read(dir.resolve("run-2.wav")).samples()).isNotEmpty();
    assertThat(files()).isEqualTo(2);
  }

  @Test
  void linksAndFoldersAndFilesOfOthersAreLeftAlone() throws IOException {
    Path target = Files.writeString(dir.resolve("target"), "mine");
    Path link = Files.createSymbolicLink(dir.resolve("link.wav"), target);
    Path part = Files.writeString(dir.resolve("x.mid.part"), "mine too");
    Path folder = Files.createDirectory(dir.resolve("empty.mid"));
    assertThatThrownBy(() -> GradientSinks.wav(link, BLOG))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> GradientSinks.midi(folder, BLOG, true))
        .hasMessageContaining("got a folder");
    GradientSinks.midi(dir.resolve("x.mid"), BLOG, false).close();
    GradientSinks.log(link, true).close();
    assertThat(target).hasContent("mine");
    assertThat(part).hasContent("mine too");
    assertThat(folder).isEmptyDirectory();
    assertThat(link).isRegularFile();
    assertThat(Files.isSymbolicLink(link)).isFalse();
  }

  @Test
  void ofTwoWritersToOnePathTheSecondLeavesTheFirstOnesFile() throws IOException {
    Path path = dir.resolve("one.mid");
    GradientSink first = GradientSinks.midi(path, BLOG, false);
    GradientSink second = GradientSinks.midi(path, BLOG, false);
    first.accept(Frames.of(0, 1));
    first.close();
    byte[] whole = Files.readAllBytes(path);
    second.accept(Frames.of(0, 2, 3));
    assertThatThrownBy(second::close).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(path).hasBinaryContent(whole);
    assertThat(files()).isEqualTo(1);
  }
}
