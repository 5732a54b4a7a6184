package org.percept4j.sonify;

import java.io.IOException;

/** Frames to samples. */
final class SoundSink implements GradientSink {

  private final ToneMapping mapping;
  private final Synthesizer synthesizer;
  private final SampleOutput output;

  SoundSink(ToneMapping mapping, SampleOutput output) {
    this.mapping = mapping;
    this.synthesizer = new Synthesizer(mapping);
    this.output = output;
  }

  @Override
  public void accept(GradientFrame frame) throws IOException {
    output.write(
        synthesizer.render(frame),
        mapping.frameSamples(frame.tracks().size()) * mapping.channels());
  }

  @Override
  public void close() throws IOException {
    output.close();
  }
}
