package org.percept4j.sonify.sink;

import java.io.IOException;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.tone.Synthesizer;
import org.percept4j.sonify.tone.ToneMapping;

/** Turns frames into a WAV file. */
final class WavSink extends FileSink {

  private final Synthesizer synthesizer;
  private final WavWriter writer;

  WavSink(ToneMapping mapping, WavWriter writer) {
    this.synthesizer = new Synthesizer(mapping);
    this.writer = writer;
  }

  @Override
  void begin() throws IOException {
    writer.publish();
  }

  @Override
  void settle() {
    writer.settle();
  }

  @Override
  void write(GradientFrame frame) throws IOException {
    double[] samples = synthesizer.render(frame);
    writer.write(samples, samples.length);
  }

  @Override
  void finish() throws IOException {
    writer.close();
  }

  @Override
  void giveUp() throws IOException {
    writer.giveUp();
  }

  @Override
  void discard() throws IOException {
    writer.discard();
  }
}
