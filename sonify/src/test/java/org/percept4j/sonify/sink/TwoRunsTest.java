package org.percept4j.sonify.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.sonify.frame.Frames;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.tone.Samples;
import org.percept4j.sonify.tone.ToneMapping;

class TwoRunsTest {

  @TempDir private Path dir;

  private Path log(String name, GradientFrame... frames) throws IOException {
    Path path = dir.resolve(name);
    try (GradientSink sink = GradientSinks.log(path, true)) {
      for (GradientFrame frame : frames) {
        sink.accept(frame);
      }
    }
    return path;
  }

  @Test
  void eachSideIsItsOwnRecordingAndWaitsForTheOther() throws IOException {
    ToneMapping mapping = ToneMapping.blog();
    GradientFrame[] three = {Frames.of(0, 1, 2, 3), Frames.of(1, 4, Double.NaN, 6)};
    GradientFrame[] two = {Frames.of(0, 7, 8), Frames.of(1, 9, 10), Frames.of(2, 11, 12)};
    Path path = dir.resolve("pair.wav");
    Path left = log("l.jsonl", three);
    Path right = log("r.jsonl", two);
    assertThat(TwoRuns.render(left, right, mapping, path, false)).isEqualTo(3);
    Samples pair = WavFile.read(path);
    assertThat(pair.channels()).isEqualTo(2);
    int large = mapping.timing().frameSamples(3);
    int small = mapping.timing().frameSamples(2);
    float[][] sides = new float[2][pair.samples().length / 2];
    assertThat(sides[0]).hasSize(2 * large + small);
    for (int i = 0; i < pair.samples().length; i++) {
      sides[i % 2][i / 2] = pair.samples()[i];
    }
    float[] first =
        Recordings.record(dir.resolve("a.wav"), mapping, SampleFormat.PCM_16, three).samples();
    float[] second =
        Recordings.record(dir.resolve("b.wav"), mapping, SampleFormat.PCM_16, two).samples();
    assertThat(Arrays.copyOf(sides[0], 2 * large)).isEqualTo(first);
    assertThat(Arrays.copyOfRange(sides[0], 2 * large, 2 * large + small)).containsOnly(0f);
    for (int f = 0; f < 3; f++) {
      assertThat(Arrays.copyOfRange(sides[1], f * large, f * large + small))
          .isEqualTo(Arrays.copyOfRange(second, f * small, (f + 1) * small));
    }
    assertThat(Arrays.copyOfRange(sides[1], small, large)).containsOnly(0f);
  }

  @Test
  void theLoudspeakerPlaysTheSame() throws IOException {
    assumeThat(TestLoudspeaker.realDevice()).isFalse();
    Path left = log("l.jsonl", Frames.of(0, 1, 2));
    Path right = log("r.jsonl", Frames.of(0, 3), Frames.of(1, 4));
    TestLoudspeaker.plug(true);
    try {
      assertThat(TwoRuns.play(left, right, ToneMapping.blog())).isEqualTo(2);
      Path wav = dir.resolve("pair.wav");
      TwoRuns.render(left, right, ToneMapping.blog(), wav, false);
      byte[] file = Files.readAllBytes(wav);
      assertThat(TestLoudspeaker.heard())
          .isEqualTo(Arrays.copyOfRange(file, SampleFormat.PCM_16.headerBytes(), file.length));
    } finally {
      TestLoudspeaker.plug(false);
    }
  }

  @Test
  void badInputLeavesNothingBehind() throws IOException {
    Path left = log("l.jsonl", Frames.of(0, 1));
    Path right = log("r.jsonl", Frames.of(0, 1));
    Path wav = dir.resolve("pair.wav");
    ToneMapping stereo = ToneMapping.builder().stereo(true).build();
    ToneMapping mono = ToneMapping.perceptual();
    assertThatThrownBy(() -> TwoRuns.render(left, right, stereo, wav, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a mono mapping");
    assertThatThrownBy(() -> TwoRuns.play(left, right, stereo))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TwoRuns.render(left, right, mono, right, false))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(Files.size(right)).isPositive();
    Files.writeString(right, "oops\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> TwoRuns.render(left, right, mono, wav, false))
        .hasMessageContaining("r.jsonl, line 4");
    assertThat(wav).doesNotExist();
  }
}
