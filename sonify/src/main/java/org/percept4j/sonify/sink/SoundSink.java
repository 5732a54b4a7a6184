package org.percept4j.sonify.sink;

import java.io.IOException;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.tone.Synthesizer;
import org.percept4j.sonify.tone.ToneMapping;

/** Frames to samples. */
final class SoundSink implements GradientSink {

  private final Synthesizer synthesizer;
  private final SampleOutput output;

  SoundSink(ToneMapping mapping, SampleOutput output) {
    this.synthesizer = new Synthesizer(mapping);
    this.output = output;
  }

  @Override
  public void accept(GradientFrame frame) throws IOException {
    double[] samples = synthesizer.render(frame);
    output.write(samples, samples.length);
  }

  @Override
  public void close() throws IOException {
    output.close();
  }
}
