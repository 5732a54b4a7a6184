package org.percept4j.sonify;

import java.io.IOException;
import java.nio.file.Path;

/** Frames to a WAV file. */
final class WavSink implements GradientSink {

  private final ToneMapping mapping;
  private final Synthesizer synthesizer;
  private final WavWriter writer;

  WavSink(Path path, ToneMapping mapping, SampleFormat format, boolean overwrite)
      throws IOException {
    this.mapping = mapping;
    this.synthesizer = new Synthesizer(mapping);
    this.writer = new WavWriter(path, format, mapping.sampleRate, mapping.channels(), overwrite);
  }

  @Override
  public void accept(GradientFrame frame) throws IOException {
    writer.write(
        synthesizer.render(frame),
        mapping.frameSamples(frame.tracks().size()) * mapping.channels());
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
