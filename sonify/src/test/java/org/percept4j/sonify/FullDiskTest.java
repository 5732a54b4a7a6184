package org.percept4j.sonify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.sonify.frame.Collected;
import org.percept4j.sonify.frame.Frames;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.sink.GradientSinks;
import org.percept4j.sonify.sink.SampleFormat;
import org.percept4j.sonify.sink.WavFile;
import org.percept4j.sonify.tone.Samples;
import org.percept4j.sonify.tone.ToneDecoder;
import org.percept4j.sonify.tone.ToneMapping;

/** A disk of 128 KB that fills up during training. Skipped where none can be mounted. */
class FullDiskTest {

  private static final int ITERATIONS = 60;

  @TempDir private Path dir;
  private Path disk = Path.of("");
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(dir.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk.toString());
    assumeThat(mounted).as("may mount a small disk").isTrue();
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void trainingGoesOnAndWhatWasRecordedPlays() throws IOException {
    ToneMapping blog = ToneMapping.blog();
    Path wav = disk.resolve("t.wav");
    Path midi = disk.resolve("t.mid");
    Collected good = new Collected();
    List<Exception> told = Collections.synchronizedList(new ArrayList<>());
    MultiLayerNetwork net = Networks.sequential();
    try (GradientSonifier sonifier =
        GradientSonifier.builder()
            .wav(wav, blog)
            .midi(midi, blog)
            .sink(good)
            .onError(told::add)
            .build()) {
      net.setListeners(sonifier);
      for (int i = 0; i < ITERATIONS; i++) {
        net.fit(Networks.data(6, i));
      }
    }
    assertThat(net.getIterationCount()).isEqualTo(ITERATIONS);
    assertThat(good.frames).hasSize(ITERATIONS);
    assertThat(told).isNotEmpty().allMatch(e -> e.toString().contains("No space left on device"));
    int frame = blog.timing().frameSamples(2);
    Samples played = WavFile.read(wav);
    int whole = played.samples().length / frame;
    assertThat(whole).isBetween(5, ITERATIONS - 1);
    List<List<ToneDecoder.Heard>> heard = ToneDecoder.decode(played, blog, 2);
    for (int i = 0; i < whole; i++) {
      double norm = good.frames.get(i).norm(0);
      // what ToneDecoder promises of the blog's mapping
      assertThat(heard.get(i).get(0).norm()).isBetween(norm - 5e-4, norm + 5e-4);
    }
    assertThat(midi).doesNotExist();
  }

  @Test
  void buildsOnAFullDiskLeaveNothingAndLoseNothing() throws IOException {
    ToneMapping blog = ToneMapping.blog();
    Path old = Files.writeString(disk.resolve("old.wav"), "an old recording");
    Path filler = disk.resolve("filler");
    try (FileChannel all =
        FileChannel.open(filler, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (ByteBuffer page = ByteBuffer.allocate(4096); ; page.clear()) {
        all.write(page);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left on device");
    }
    Path descriptors = Path.of("/proc/self/fd");
    long before = count(descriptors);
    for (int i = 0; i < 100; i++) {
      GradientSonifier.Builder failing =
          GradientSonifier.builder()
              .overwrite(true)
              .midi(disk.resolve("t.mid"), blog)
              .wav(old, blog)
              .log(disk.resolve("t.jsonl"));
      assertThatThrownBy(failing::build).hasMessageContaining("No space left on device");
      Opening[] openings = {
        () -> GradientSinks.wav(old, blog, SampleFormat.FLOAT_32, true),
        () -> GradientSinks.midi(disk.resolve("t.mid"), blog, true),
        () -> GradientSinks.log(disk.resolve("t.jsonl"), true),
        () -> GradientSinks.csv(disk.resolve("t.csv"), true),
        () -> GradientSinks.labels(disk.resolve("t.txt"), blog, true),
        () -> GradientSinks.tensorBoard(disk, true)
      };
      for (Opening opening : openings) {
        assertThatThrownBy(() -> fill(opening)).hasMessageContaining("No space left on device");
      }
    }
    assertThat(count(descriptors)).isLessThan(before + 20);
    assertThat(old).hasContent("an old recording");
    assertThat(count(disk)).as("the old recording and what fills the disk").isEqualTo(2);
  }

  private interface Opening {
    GradientSink open() throws IOException;
  }

  private static void fill(Opening opening) throws IOException {
    try (GradientSink sink = opening.open()) {
      sink.accept(Frames.of(0, 1, 2));
    }
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    }
  }
}
