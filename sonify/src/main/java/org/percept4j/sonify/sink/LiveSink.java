package org.percept4j.sonify.sink;

import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.tone.Synthesizer;
import org.percept4j.sonify.tone.ToneMapping;

/** Plays frames on the loudspeaker; where there is none it takes them in silence. */
final class LiveSink implements GradientSink {

  private final Synthesizer synthesizer;
  private final LiveOutput output;

  LiveSink(ToneMapping mapping) {
    this.synthesizer = new Synthesizer(mapping);
    this.output = new LiveOutput(mapping.sampleRate(), mapping.channels());
  }

  @Override
  public void accept(GradientFrame frame) {
    if (output.isOpen()) {
      double[] samples = synthesizer.render(frame);
      output.write(samples, samples.length);
    }
  }

  @Override
  public void close() {
    output.close();
  }
}
