package org.percept4j.sonify.sink;

import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.SourceDataLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Samples to the loudspeaker, in real time; silent after one warning where there is none. */
final class LiveOutput implements SampleOutput {

  private static final Logger LOG = LoggerFactory.getLogger(LiveOutput.class);

  private final @Nullable SourceDataLine line;
  private byte[] bytes = new byte[0];

  LiveOutput(int sampleRate, int channels) {
    AudioFormat format = new AudioFormat(sampleRate, 16, channels, true, false);
    this.line = open(format);
  }

  private static @Nullable SourceDataLine open(AudioFormat format) {
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

  boolean isOpen() {
    return line != null;
  }

  @Override
  public void write(double[] samples, int count) {
    if (line == null) {
      return;
    }
    if (bytes.length < 2 * count) {
      bytes = new byte[2 * count];
    }
    for (int i = 0; i < count; i++) {
      int value = (int) Math.round(Math.max(-1, Math.min(1, samples[i])) * 32_767);
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
