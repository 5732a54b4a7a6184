package org.percept4j.sonify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunComparisonTest {

  @TempDir private Path dir;

  private GradientLog log(String name, GradientFrame... frames) throws IOException {
    Path path = dir.resolve(name);
    try (GradientSink sink = GradientSinks.log(path, true)) {
      for (GradientFrame frame : frames) {
        sink.accept(frame);
      }
    }
    return GradientLog.open(path);
  }

  @Test
  void eachSideIsItsOwnRecordingAndWaitsForTheOther() throws IOException {
    ToneMapping mapping = ToneMapping.blog();
    GradientFrame[] three = {Frames.of(0, 1, 2, 3), Frames.of(1, 4, Double.NaN, 6)};
    GradientFrame[] two = {Frames.of(0, 7, 8), Frames.of(1, 9, 10), Frames.of(2, 11, 12)};
    Path path = dir.resolve("pair.wav");
    try (GradientLog left = log("l.jsonl", three);
        GradientLog right = log("r.jsonl", two)) {
      long pairs = RunComparison.toWav(left, right, mapping, path, SampleFormat.FLOAT_32, false);
      assertThat(pairs).isEqualTo(3);
    }
    WavFile pair = WavFile.read(path);
    assertThat(pair.channels()).isEqualTo(2);
    int large = mapping.frameSamples(3);
    int small = mapping.frameSamples(2);
    float[][] sides = new float[2][pair.samples().length / 2];
    assertThat(sides[0]).hasSize(2 * large + small);
    for (int i = 0; i < pair.samples().length; i++) {
      sides[i % 2][i / 2] = pair.samples()[i];
    }
    float[] first =
        Frames.record(dir.resolve("a.wav"), mapping, SampleFormat.FLOAT_32, three).samples();
    float[] second =
        Frames.record(dir.resolve("b.wav"), mapping, SampleFormat.FLOAT_32, two).samples();
    assertThat(Arrays.copyOf(sides[0], 2 * large)).isEqualTo(first);
    assertThat(Arrays.copyOfRange(sides[0], 2 * large, 2 * large + small)).containsOnly(0f);
    for (int f = 0; f < 3; f++) {
      assertThat(Arrays.copyOfRange(sides[1], f * large, f * large + small))
          .isEqualTo(Arrays.copyOfRange(second, f * small, (f + 1) * small));
    }
    assertThat(Arrays.copyOfRange(sides[1], small, large)).containsOnly(0f);
  }

  @Test
  void stereoMappingsAndTakenFilesAreRefused() throws IOException {
    try (GradientLog left = log("l.jsonl", Frames.of(0, 1));
        GradientLog right = log("r.jsonl", Frames.of(0, 1))) {
      ToneMapping stereo = ToneMapping.builder().stereo(true).build();
      assertThatThrownBy(() -> RunComparison.play(left, right, stereo))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected one that is not stereo");
      assertThatThrownBy(
              () ->
                  RunComparison.toWav(
                      left,
                      right,
                      ToneMapping.blog(),
                      dir.resolve("l.jsonl"),
                      SampleFormat.PCM_16,
                      false))
          .isInstanceOf(FileAlreadyExistsException.class);
    }
  }
}
