package org.percept4j.sonify.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.percept4j.sonify.frame.Collected;
import org.percept4j.sonify.frame.Frames;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientLog;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.frame.GradientTrack;
import org.percept4j.sonify.tone.ToneMapping;

class GradientLogTest {

  private static final List<GradientTrack> TRACKS =
      List.of(
          new GradientTrack(0, "Schicht \"α\"\n𝄞", false),
          new GradientTrack(3, "conv_1_W", true),
          new GradientTrack(7, "", false));

  private Path log = Path.of("");

  @BeforeEach
  @BeforeProperty
  void create() throws IOException {
    log = Files.createTempDirectory("percept4j").resolve("run.jsonl");
  }

  @AfterEach
  @AfterProperty
  void delete() throws IOException {
    Files.deleteIfExists(log);
    Files.delete(log.toAbsolutePath().getParent());
  }

  private void write(GradientFrame... frames) throws IOException {
    try (GradientSink sink = GradientSinks.log(log, true)) {
      for (GradientFrame frame : frames) {
        sink.accept(frame);
      }
    }
  }

  private static List<GradientFrame> rest(GradientLog log) throws IOException {
    Collected sink = new Collected();
    log.replay(sink);
    return sink.frames;
  }

  private List<GradientFrame> read() throws IOException {
    try (GradientLog open = GradientLog.open(log)) {
      return rest(open);
    }
  }

  /** Longs stand for doubles: every bit pattern, so denormals, NaN, infinities and zeros too. */
  @Property(tries = 500, seed = "1")
  void everyDoubleComesBackAsItWas(@ForAll @Size(3) long[] bits) throws IOException {
    double[] norms = Arrays.stream(bits).mapToDouble(Double::longBitsToDouble).toArray();
    GradientFrame frame = GradientFrame.builder(1L << 40, TRACKS, norms).epoch(5).worker(2).build();
    write(frame);
    assertThat(read()).containsExactly(frame);
  }

  @Test
  void specialNumbersComeBackAsTheyWere() throws IOException {
    GradientFrame frame = Frames.of(0, Double.NaN, -0.0, Double.MIN_VALUE);
    GradientFrame second =
        Frames.of(1, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MAX_VALUE);
    write(frame, second);
    assertThat(read()).containsExactly(frame, second);
    assertThat(Files.readAllLines(log)).hasSize(4);
  }

  /** As when a pretrained layer is unfrozen, or networks of a comparison take turns. */
  @Test
  void tracksMayChangeOnTheWay() throws IOException {
    GradientFrame[] frames = {
      GradientFrame.of(0, TRACKS, new double[3]), Frames.of(1, 1, 2), Frames.of(2, 3, 4)
    };
    write(frames);
    assertThat(read()).containsExactly(frames);
  }

  @Test
  void truncatedLogGivesItsWholeLinesAndSaysSo() throws IOException {
    GradientFrame[] frames = new GradientFrame[3];
    for (int i = 0; i < 3; i++) {
      frames[i] =
          GradientFrame.builder(i, TRACKS, i, Double.NaN, 1e-300)
              .epoch(1)
              .worker(1)
              .score(i)
              .build();
    }
    write(frames);
    byte[] bytes = Files.readAllBytes(log);
    int header = new String(bytes, StandardCharsets.ISO_8859_1).indexOf('\n');
    for (int length = header; length < bytes.length; length++) {
      Files.write(log, Arrays.copyOf(bytes, length));
      try (GradientLog open = GradientLog.open(log)) {
        List<GradientFrame> read = rest(open);
        assertThat(read).isEqualTo(List.of(frames).subList(0, read.size()));
        boolean atLineEnd = bytes[length] == '\n' || bytes[length - 1] == '\n';
        assertThat(open.truncated()).as("cut at %d", length).isEqualTo(!atLineEnd);
      }
    }
  }

  @Test
  void corruptLinesAreRefusedWithTheirNumber() throws IOException {
    write(Frames.of(0, 1, 2), Frames.of(1, 3, 4), Frames.of(2, 5, 6));
    List<String> lines = Files.readAllLines(log);
    String[] corrupt = {
      "{\"i\":1,\"e\":0,\"n\":[3.0]}",
      "{\"i\":1,\"e\":0,\"n\":[3.0,4.0,5.0]}",
      "{\"i\":1,\"e\":0,\"n\":[3.0,\"nought\"]}",
      "{\"i\":1,\"e\":0,\"n\":[3.0,null]}",
      "{\"i\":1,\"e\":0,\"n\":[3.0,1e999]}",
      "{\"i\":1,\"e\":0,\"n\":[3.0,[4.0]]}",
      "{\"i\":1.5,\"e\":0,\"n\":[3.0,4.0]}",
      "{\"i\":-1,\"e\":0,\"n\":[3.0,4.0]}",
      "{\"i\":99999999999999999999,\"e\":0,\"n\":[3.0,4.0]}",
      "{\"e\":0}",
      "{\"i\":1,\"e\":0,\"n\":[3.0,4.0}",
      "{\"i\":1,\"e\":0,\"n\":[3.0 4.0]}",
      "[1,2]",
      "oops",
      "{\"tracks\":[{\"index\":-1,\"name\":\"a\"}]}",
      "{\"tracks\":[{\"index\":1}]}",
      "{\"tracks\":[7]}",
      "{\"i\":1,\"e\":0,\"n\":[3.0," + "4".repeat(200) + "]}"
    };
    for (String line : corrupt) {
      List<String> changed = new ArrayList<>(lines);
      changed.set(3, line);
      Files.write(log, changed);
      assertThatThrownBy(this::read)
          .as(line)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("run.jsonl, line 4: expected ");
    }
  }

  @Test
  void settingsAreKept() throws IOException {
    Map<String, String> settings = Map.of("norm", "L2", "optimiser", "SGD \"0.1\"");
    try (GradientSink sink = GradientSinks.log(log, settings, true)) {
      sink.accept(Frames.of(0, 1));
    }
    try (GradientLog open = GradientLog.open(log)) {
      assertThat(open.settings()).isEqualTo(settings);
      assertThat(rest(open)).hasSize(1);
    }
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    String[] others = {
      "", "\n", "hello", "{}", "{\"format\":\"percept4j-gradients\",\"version\":2}\n", "[1]", "{\"a"
    };
    for (String text : others) {
      Files.writeString(log, text);
      assertThatThrownBy(() -> GradientLog.open(log))
          .as(text)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("run.jsonl, line ")
          .hasMessageContaining("expected ");
    }
    Files.delete(log);
    assertThatThrownBy(() -> GradientLog.open(log)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void mutatedLogsAreReadOrRefusedButDoNoHarm() throws IOException {
    write(Frames.of(0, 1, 2), Frames.of(1, Double.NaN, 4), Frames.of(2, 5, 1e-300));
    byte[] bytes = Files.readAllBytes(log);
    Random random = new Random(8);
    int refused = 0;
    for (int trial = 0; trial < 3000; trial++) {
      byte[] mutated = bytes.clone();
      for (int m = 0; m < 1 + trial % 3; m++) {
        mutated[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(log, mutated);
      try {
        read();
      } catch (IOException e) {
        assertThat(e).hasMessageMatching("(?s).*run.jsonl, line \\d+: expected .*");
        refused++;
      }
    }
    assertThat(refused).isBetween(1000, 3000);
  }

  @Test
  void anEndlessLineIsRefusedWithoutBeingHeld() throws IOException {
    write(Frames.of(0, 1));
    Files.writeString(
        log, Files.readString(log) + "{\"" + "x".repeat(20_000_000), StandardCharsets.UTF_8);
    assertThatThrownBy(this::read).hasMessageContaining("line 4: expected JSON");
  }

  @Test
  void soundRenderedFromALogIsThatRecorded() throws IOException {
    GradientFrame[] frames = {Frames.of(0, 0.5, 3, 0), Frames.of(1, 0.25, Double.NaN, 1e9)};
    write(frames);
    Path direct = log.resolveSibling("direct.wav");
    Path rendered = log.resolveSibling("rendered.wav");
    for (ToneMapping mapping : new ToneMapping[] {ToneMapping.blog(), ToneMapping.perceptual()}) {
      Recordings.record(direct, mapping, SampleFormat.PCM_16, frames);
      try (GradientLog open = GradientLog.open(log);
          GradientSink wav = GradientSinks.wav(rendered, mapping, SampleFormat.PCM_16, true)) {
        assertThat(open.replay(wav)).isEqualTo(2);
      }
      assertThat(rendered).hasSameBinaryContentAs(direct);
    }
    Files.delete(direct);
    Files.delete(rendered);
  }

  @Test
  void nothingIsOverwrittenUnasked() throws IOException {
    write(Frames.of(0, 1));
    byte[] before = Files.readAllBytes(log);
    assertThatThrownBy(() -> GradientSinks.log(log, false))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(log).hasBinaryContent(before);
  }

  @Test
  void everythingKnownOfAFrameComesBack() throws IOException {
    GradientFrame frame =
        Frames.of(7, 1, 2).toBuilder()
            .epoch(1)
            .time(1_764_000_000.123)
            .score(Double.POSITIVE_INFINITY)
            .learningRate(0.01)
            .updateRatios(1e-3, Double.NaN)
            .build();
    write(frame, Frames.of(8, 3, 4));
    assertThat(read()).containsExactly(frame, Frames.of(8, 3, 4));
  }

  @Test
  void logsWrittenBeforeScoresWereReadAsBefore() throws IOException {
    Files.writeString(
        log,
        """
        {"format":"percept4j-gradients","version":1,"settings":{}}
        {"tracks":[{"index":0,"name":"layer0"}]}
        {"i":3,"e":0,"n":[2.5]}
        """);
    assertThat(read()).containsExactly(Frames.of(3, 2.5));
  }

  /** Half a surrogate pair is a legal Java string, though no text. */
  @Test
  void anyNameComesBack() throws IOException {
    List<GradientTrack> tracks = List.of(new GradientTrack(0, "\uD834 alone", false));
    GradientFrame frame = GradientFrame.of(0, tracks, 1);
    write(frame);
    assertThat(read()).containsExactly(frame);
    assertThat(Files.readAllBytes(log)).doesNotContain((byte) 0xED);
  }

  @Test
  void bytesThatAreNoTextNameTheFile() throws IOException {
    write(Frames.of(0, 1));
    for (byte[] bad :
        new byte[][] {{'{', '"', (byte) 0xFF, (byte) 0xFE}, {'"', (byte) 0xC3, '('}}) {
      byte[] good = Files.readAllBytes(log);
      byte[] all = Arrays.copyOf(good, good.length + bad.length + 1);
      System.arraycopy(bad, 0, all, good.length, bad.length);
      all[all.length - 1] = '\n';
      Files.write(log, all);
      assertThatThrownBy(this::read).hasMessageContaining("run.jsonl, line 4: expected");
      Files.write(log, good);
    }
    Files.write(log, new byte[] {0, 0, (byte) 0xFE, (byte) 0xFF, 0, 0x11, 0, 0, 0, 0});
    assertThatThrownBy(this::read).hasMessageContaining("run.jsonl, line 1: expected");
  }

  @Test
  void aLogIsContinuedAfterARestart() throws IOException {
    Map<String, String> settings = Map.of("norm", "L2");
    try (GradientSink sink = GradientSinks.appendLog(log, settings)) {
      sink.accept(Frames.of(0, 1));
      sink.accept(Frames.of(1, 2));
    }
    byte[] whole = Files.readAllBytes(log);
    Files.write(log, Arrays.copyOf(whole, whole.length - 5)); // killed in the middle of a line
    try (GradientSink sink = GradientSinks.appendLog(log, settings)) {
      sink.accept(Frames.of(1, 2));
      sink.accept(Frames.of(2, 3));
    }
    assertThat(read()).containsExactly(Frames.of(0, 1), Frames.of(1, 2), Frames.of(2, 3));
    byte[] before = Files.readAllBytes(log);
    assertThatThrownBy(() -> GradientSinks.appendLog(log, Map.of("norm", "L1")))
        .hasMessageContaining("expected a log with settings {norm=L1} to continue");
    Files.writeString(log.resolveSibling("other.txt"), "no log");
    assertThatThrownBy(() -> GradientSinks.appendLog(log.resolveSibling("other.txt"), settings))
        .hasMessageContaining("other.txt, line 1: expected");
    Files.delete(log.resolveSibling("other.txt"));
    assertThat(log).hasBinaryContent(before);
  }

  @Test
  void severalLogsAreOneAndRepeatedIterationsCountOnce() throws IOException {
    Path second = log.resolveSibling("second.jsonl");
    write(Frames.of(0, 1), Frames.of(1, 2), Frames.of(2, 3), Frames.of(3, 4));
    try (GradientSink sink = GradientSinks.log(second, true)) {
      sink.accept(Frames.of(2, 30)); // resumed from a checkpoint after iteration 1
      sink.accept(Frames.of(3, 40));
    }
    try (GradientLog both = GradientLog.open(log, second)) {
      assertThat(rest(both))
          .containsExactly(Frames.of(0, 1), Frames.of(1, 2), Frames.of(2, 30), Frames.of(3, 40));
    }
    Files.delete(second);
  }

  @Test
  void aCorruptLogLeavesNoHalfRecording() throws IOException {
    write(Frames.of(0, 1), Frames.of(1, 2));
    Files.writeString(log, "oops\n", java.nio.file.StandardOpenOption.APPEND);
    Path wav = log.resolveSibling("half.wav");
    Path midi = log.resolveSibling("half.mid");
    for (Path path : new Path[] {wav, midi}) {
      assertThatThrownBy(
              () -> {
                try (GradientLog open = GradientLog.open(log);
                    GradientSink sink =
                        path == wav
                            ? GradientSinks.wav(path, ToneMapping.blog())
                            : GradientSinks.midi(path, ToneMapping.blog(), false)) {
                  open.replay(sink);
                }
              })
          .hasMessageContaining("run.jsonl, line 5");
      assertThat(path).doesNotExist();
    }
  }
}
