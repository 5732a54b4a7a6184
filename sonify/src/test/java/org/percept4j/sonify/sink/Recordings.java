package org.percept4j.sonify.sink;

import java.io.IOException;
import java.nio.file.Path;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.tone.Samples;
import org.percept4j.sonify.tone.ToneMapping;

/** Recordings for tests. */
final class Recordings {

  private Recordings() {}

  /** Returns what a WAV sink makes of frames. */
  static Samples record(
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
