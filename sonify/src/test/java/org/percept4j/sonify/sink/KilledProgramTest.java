package org.percept4j.sonify.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.sonify.frame.Frames;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientLog;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.tone.Samples;
import org.percept4j.sonify.tone.ToneDecoder;
import org.percept4j.sonify.tone.ToneMapping;

/** What is left on disk when the training program is killed. */
class KilledProgramTest {

  private static final long ENOUGH_BYTES = 300_000;

  @TempDir private Path dir;

  /** Records until somebody kills it. */
  static final class Endless {
    private Endless() {}

    public static void main(String[] args) throws IOException {
      Path dir = Path.of(args[0]);
      GradientSink wav = GradientSinks.wav(dir.resolve("k.wav"), ToneMapping.blog());
      GradientSink midi = GradientSinks.midi(dir.resolve("k.mid"), ToneMapping.blog(), false);
      GradientSink log = GradientSinks.log(dir.resolve("k.jsonl"), false);
      for (long i = 0; i < Long.MAX_VALUE; i++) {
        GradientFrame frame = Frames.of(i, (double) (i % 200), 3);
        wav.accept(frame);
        midi.accept(frame);
        log.accept(frame);
      }
    }
  }

  @Test
  void recordingAndLogAreReadableAndTheMidiFileAbsent() throws Exception {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Endless.class.getName(),
                dir.toString())
            .inheritIO()
            .start();
    Path wav = dir.resolve("k.wav");
    while (program.isAlive() && (!Files.exists(wav) || Files.size(wav) < ENOUGH_BYTES)) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(program.isAlive()).isTrue();
    program.destroyForcibly().waitFor();

    ToneMapping blog = ToneMapping.blog();
    Samples file = WavFile.read(wav);
    assertThat(file.samples().length).isGreaterThan(100_000);
    assertThat(file.samples().length % blog.timing().frameSamples(2)).isZero();
    try (AudioInputStream in = AudioSystem.getAudioInputStream(wav.toFile())) {
      assertThat(in.getFrameLength()).isEqualTo(file.samples().length);
    }
    int frames = file.samples().length / blog.timing().frameSamples(2);
    List<ToneDecoder.Heard> heard = ToneDecoder.decode(file, blog, 2).get(frames - 1);
    double last = (frames - 1) % 200;
    // what ToneDecoder promises of the blog's mapping
    assertThat(heard.get(0).norm()).isBetween(last - 5e-4, last + 5e-4);

    try (GradientLog log = GradientLog.open(dir.resolve("k.jsonl"))) {
      long count = 0;
      for (GradientFrame frame = log.next(); frame != null; frame = log.next()) {
        assertThat(frame).isEqualTo(Frames.of(count, (double) (count % 200), 3));
        count++;
      }
      assertThat(count).isGreaterThanOrEqualTo(frames - 1);
    }
    assertThat(dir.resolve("k.mid")).doesNotExist();
  }
}
