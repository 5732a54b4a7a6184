package org.percept4j.sonify.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.core.Mutation;
import org.percept4j.sonify.frame.Collected;
import org.percept4j.sonify.frame.Frames;
import org.percept4j.sonify.frame.GradientLog;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.tone.ToneMapping;

/** Corrupt recordings and logs: read or refused by name, in limited time and memory. */
@Timeout(600)
class FuzzTest {

  @TempDir private Path dir;

  @Test
  void corruptRecordingsAreReadOrRefused() throws IOException {
    ToneMapping mapping = ToneMapping.builder().sampleRate(8000).toneMillis(1).build();
    Path file = dir.resolve("x.wav");
    for (SampleFormat format : SampleFormat.values()) {
      Recordings.record(file, mapping, format, Frames.of(0, 1, Double.NaN));
      byte[] good = Files.readAllBytes(file);
      int refused = Mutation.refusals(good, file, 2, WavFile::read);
      assertThat(refused).matches(Mutation::isPlausible, "plausible");
    }
  }

  @Test
  void corruptLogsAreReadOrRefused() throws IOException {
    Path file = dir.resolve("x.jsonl");
    try (GradientSink sink = GradientSinks.log(file, false)) {
      for (int i = 0; i < 5; i++) {
        sink.accept(Frames.of(i, i, Double.NaN, 1e-300));
      }
    }
    int refused =
        Mutation.refusals(
            Files.readAllBytes(file),
            file,
            3,
            corrupt -> {
              try (GradientLog log = GradientLog.open(corrupt)) {
                log.replay(new Collected());
              }
            });
    assertThat(refused).matches(Mutation::isPlausible, "plausible");
  }
}
