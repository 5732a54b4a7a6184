package org.percept4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.frame.GradientTrack;
import org.percept4j.sonify.sink.GradientSinks;
import org.percept4j.sonify.sink.SampleFormat;
import org.percept4j.sonify.tone.ToneMapping;

/**
 * From a frame of four norms to samples in a WAV file. One frame of {@code BLOG} sounds for 60 ms,
 * one of {@code PERCEPTUAL} for 150 ms: divide for the speed in times real time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class SynthesisBenchmark {

  /** Names the mapping. */
  @Param({"BLOG", "PERCEPTUAL"})
  public String mapping = "BLOG";

  private Path file = Path.of("");
  private GradientSink sink = GradientSinks.live(ToneMapping.blog());
  private GradientFrame frame = GradientFrame.of(0, List.of());

  /**
   * Opens a file.
   *
   * @throws IOException if that fails
   */
  @Setup
  public void open() throws IOException {
    sink.close();
    ToneMapping tones = mapping.equals("BLOG") ? ToneMapping.blog() : ToneMapping.perceptual();
    file = Files.createTempFile("synthesis", ".wav");
    sink = GradientSinks.wav(file, tones, SampleFormat.PCM_16, true);
    List<GradientTrack> tracks =
        List.of(
            new GradientTrack(0, "a", false),
            new GradientTrack(1, "b", false),
            new GradientTrack(2, "c", false),
            new GradientTrack(3, "d", false));
    frame = GradientFrame.of(0, tracks, 0.2, 1.3, 2.5, 0.9);
  }

  /**
   * Removes the file.
   *
   * @throws IOException if that fails
   */
  @TearDown
  public void close() throws IOException {
    sink.close();
    Files.deleteIfExists(file);
  }

  /**
   * Renders one frame.
   *
   * @throws IOException if the file cannot be written
   */
  @Benchmark
  public void frame() throws IOException {
    sink.accept(frame);
  }
}
