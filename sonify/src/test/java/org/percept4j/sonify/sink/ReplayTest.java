package org.percept4j.sonify.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sound.midi.MidiSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.sonify.frame.Collected;
import org.percept4j.sonify.frame.Frames;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.frame.GradientTrack;
import org.percept4j.sonify.tone.Samples;
import org.percept4j.sonify.tone.ToneMapping;

/** From logs to sounds and tables. */
class ReplayTest {

  private static final ToneMapping BLOG = ToneMapping.blog(); // frames of two tones last 40 ms

  @TempDir private Path dir;
  private Path log = Path.of("");

  @BeforeEach
  void write() throws IOException {
    log = dir.resolve("run.jsonl");
    try (GradientSink sink = GradientSinks.log(log, false)) {
      for (int i = 0; i < 1000; i++) {
        double second = i == 777 ? Double.NaN : 2;
        sink.accept(Frames.of(i, i % 10, second).toBuilder().epoch(i / 500).score(i).build());
      }
    }
  }

  private List<GradientFrame> frames(Replay.Builder builder) throws IOException {
    Collected sink = new Collected();
    Replay.Result result = builder.build().into(sink);
    assertThat(result.frames()).isEqualTo(sink.frames.size());
    return sink.frames;
  }

  @Test
  void aPartIsChosenByIterationAndThinned() throws IOException {
    assertThat(frames(Replay.builder(log).from(10).to(19))).hasSize(10);
    assertThat(frames(Replay.builder(log).from(10).to(40).every(10)))
        .extracting(GradientFrame::iteration)
        .containsExactly(10L, 20L, 30L, 40L);
    assertThatThrownBy(() -> Replay.builder(log).from(2).to(1).build())
        .hasMessage("from: expected at most to 1, got 2");
    assertThatThrownBy(() -> Replay.builder(log).every(0).build()).hasMessageContaining("every");
    assertThatThrownBy(() -> Replay.builder(log).seconds(Double.NaN).build())
        .hasMessageContaining("seconds");
  }

  @Test
  void aSoundLastsNoLongerThanAskedAndLosesNoTrouble() throws IOException {
    Path wav = dir.resolve("short.wav");
    Replay.Result result =
        Replay.builder(log).seconds(2).build().wav(wav, BLOG, SampleFormat.PCM_16);
    assertThat(result.frames()).isEqualTo(50); // of 40 s, 20 frames share one
    Samples heard = WavFile.read(wav);
    assertThat(heard.seconds()).isEqualTo(2);
    var voices = org.percept4j.sonify.tone.ToneDecoder.decode(heard, BLOG, 2);
    assertThat(voices.get(38).get(1).norm()).as("frames 760 to 779").isNaN();
    assertThat(voices.get(37).get(1).norm()).isBetween(1.999, 2.001);
    assertThat(voices.get(37).get(0).norm()).isBetween(8.999, 9.001);
  }

  @Test
  void aLogIsNeverWrittenOnto() throws IOException {
    byte[] before = Files.readAllBytes(log);
    Path link = Files.createLink(dir.resolve("same.wav"), log);
    for (Path out : new Path[] {log, dir.resolve("../" + dir.getFileName() + "/run.jsonl"), link}) {
      Replay replay = Replay.builder(log).overwrite(true).build();
      assertThatThrownBy(() -> replay.wav(out, BLOG, SampleFormat.PCM_16))
          .isInstanceOf(FileAlreadyExistsException.class)
          .hasMessageContaining("got the log itself");
      assertThatThrownBy(() -> replay.csv(out)).hasMessageContaining("got the log itself");
    }
    assertThat(log).hasBinaryContent(before);
  }

  @Test
  void aCorruptLogLeavesNothingAndAnOldFileAsItWas() throws IOException {
    Files.writeString(log, "oops\n", StandardOpenOption.APPEND);
    Path old = Files.writeString(dir.resolve("old.wav"), "mine");
    Replay replay = Replay.builder(log).overwrite(true).build();
    assertThatThrownBy(() -> replay.wav(old, BLOG, SampleFormat.PCM_16))
        .hasMessageContaining("run.jsonl, line 1003");
    assertThatThrownBy(() -> replay.midi(dir.resolve("x.mid"), BLOG))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> replay.csv(dir.resolve("x.csv"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> replay.tensorBoard(dir)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> replay.labels(dir.resolve("x.txt"), BLOG))
        .isInstanceOf(IOException.class);
    assertThat(old).hasContent("mine");
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files).containsExactlyInAnyOrder(log, old);
    }
  }

  @Test
  void labelsFollowTheRecording() throws Exception {
    ToneMapping marked = BLOG.toBuilder().epochMarks(true).build();
    Path wav = dir.resolve("run.wav");
    Path labels = dir.resolve("run.txt");
    Replay replay = Replay.builder(log).build();
    replay.wav(wav, marked, SampleFormat.PCM_16);
    replay.labels(labels, marked);
    List<String> lines = Files.readAllLines(labels);
    assertThat(lines.get(0)).isEqualTo("0.000000\t0.040000\titeration 0, score 0.0");
    assertThat(lines).contains("20.000000\t20.010000\tepoch 1");
    assertThat(lines)
        .anyMatch(line -> line.endsWith("NON_FINITE raised in layer1 at iteration 777: norm NaN"));
    String end = lines.get(lines.size() - 1).split("\t", -1)[1];
    assertThat(Double.parseDouble(end)).isEqualTo(WavFile.read(wav).seconds());
    replay.midi(dir.resolve("run.mid"), marked);
    assertThat(MidiSystem.getSequence(dir.resolve("run.mid").toFile()).getTickLength())
        .isEqualTo(1000 * 40 + 10 - 20);
  }

  @Test
  void tablesHoldEveryNumberAndQuoteNames() throws IOException {
    Path odd = dir.resolve("odd.jsonl");
    List<GradientTrack> tracks = List.of(new GradientTrack(3, "a,\"b\"", true));
    try (GradientSink sink = GradientSinks.log(odd, false)) {
      sink.accept(GradientFrame.builder(5, tracks, Double.NaN).time(1.5).score(0.25).build());
    }
    Replay.builder(odd).build().csv(dir.resolve("odd.csv"));
    assertThat(dir.resolve("odd.csv"))
        .hasContent(
            "iteration,epoch,worker,time,score,learning_rate,layer_index,track,frozen,norm,"
                + "update_ratio\n5,0,0,1.5,0.25,NaN,3,\"a,\"\"b\"\"\",true,NaN,NaN\n");
  }

  /** Read back by the formats' own rules; the checksum is tried on the standard's example. */
  @Test
  void eventFilesAreWhatTensorBoardReads() throws IOException {
    assertThat(crc32c("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xE3069283);
    Replay.builder(log).to(2).build().tensorBoard(dir);
    ByteBuffer in =
        ByteBuffer.wrap(Files.readAllBytes(dir.resolve("events.out.tfevents.0000000000.percept4j")))
            .order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> events = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.get(length);
      assertThat(unmasked(in.getInt())).isEqualTo(crc32c(length));
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      in.get(data);
      assertThat(unmasked(in.getInt())).isEqualTo(crc32c(data));
      events.add(data);
    }
    assertThat(events).hasSize(4);
    assertThat(new String(events.get(0), 11, 13, StandardCharsets.US_ASCII))
        .isEqualTo("brain.Event:2");
    ByteBuffer second = ByteBuffer.wrap(events.get(2)).order(ByteOrder.LITTLE_ENDIAN);
    second.position(9); // wall time
    assertThat(second.get()).isEqualTo((byte) 0x10); // step
    assertThat(second.get()).isEqualTo((byte) 1);
    String text = new String(events.get(2), StandardCharsets.ISO_8859_1);
    int at = text.indexOf("gradient_norm/layer1") + "gradient_norm/layer1".length();
    second.position(at);
    assertThat(second.get()).isEqualTo((byte) 0x15); // field 2, 32 bits
    assertThat(second.getFloat()).isEqualTo(2f);
    assertThat(text).contains("score", "gradient_norm/layer0");
  }

  private static int unmasked(int masked) {
    return Integer.rotateLeft(masked - 0xa282ead8, 15);
  }

  /** Bit by bit, from the polynomial (RFC 3720). */
  private static int crc32c(byte[] data) {
    int crc = -1;
    for (byte b : data) {
      crc ^= b & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : 0x82F63B78);
      }
    }
    return ~crc;
  }
}
