package org.percept4j.sonify;

import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.SourceDataLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Frames to the loudspeaker; silent after one warning where there is none. */
final class LiveSink implements GradientSink {

  private static final Logger LOG = LoggerFactory.getLogger(LiveSink.class);

  private final ToneMapping mapping;
  private final Synthesizer synthesizer;
  private final @Nullable SourceDataLine line;
  private byte[] bytes = new byte[0];

  LiveSink(ToneMapping mapping) {
    this.mapping = mapping;
    this.synthesizer = new Synthesizer(mapping);
    this.line = open();
  }

  private @Nullable SourceDataLine open() {
    AudioFormat format = new AudioFormat(mapping.sampleRate, 16, mapping.channels(), true, false);
    try {
      SourceDataLine opened = AudioSystem.getSourceDataLine(format);
      opened.open(format);
      opened.start();
      return opened;
    } catch (LineUnavailableException | IllegalArgumentException | SecurityException e) {
      LOG.warn("No live sound: no audio device for {} ({})", format, e.getMessage());
      return null;
    }
  }

  @Override
  public void accept(GradientFrame frame) {
    if (line == null) {
      return;
    }
    double[] samples = synthesizer.render(frame);
    int count = mapping.frameSamples(frame.tracks().size()) * mapping.channels();
    if (bytes.length < 2 * count) {
      bytes = new byte[2 * count];
    }
    for (int i = 0; i < count; i++) {
      int value = (int) Math.round(samples[i] * 32_767);
      bytes[2 * i] = (byte) value;
      bytes[2 * i + 1] = (byte) (value >> 8);
    }
    line.write(bytes, 0, 2 * count);
  }

  @Override
  public void close() {
    if (line != null) {
      line.drain();
      line.close();
    }
  }
}
