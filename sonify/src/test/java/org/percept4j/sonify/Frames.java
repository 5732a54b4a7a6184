package org.percept4j.sonify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Frames for tests. */
final class Frames {

  private Frames() {}

  static List<GradientTrack> tracks(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new GradientTrack(i, "layer" + i, false))
        .toList();
  }

  static GradientFrame of(long iteration, double... norms) {
    return new GradientFrame(iteration, 0, 0, tracks(norms.length), norms);
  }

  /** What a WAV sink makes of frames. */
  static WavFile record(
      Path path, ToneMapping mapping, SampleFormat format, GradientFrame... frames)
      throws IOException {
    try (GradientSink sink = GradientSinks.wav(path, mapping, format, true)) {
      for (GradientFrame frame : frames) {
        sink.accept(frame);
      }
    }
    return WavFile.read(path);
  }
}
