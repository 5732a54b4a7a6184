package org.percept4j.sonify.sink;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.tone.PitchRange;
import org.percept4j.sonify.tone.Sound;
import org.percept4j.sonify.tone.ToneMapping;
import org.percept4j.sonify.tone.TrackLayout;
import org.percept4j.sonify.tone.Voice;
import org.percept4j.sonify.tone.Voicing;

/**
 * Frames to a standard MIDI file, streamed: a {@code javax.sound.midi.Sequence} would keep every
 * event of a long training in memory. One tick is a millisecond.
 */
final class MidiSink implements GradientSink {

  private static final int HEADER = 14;
  private static final int DRUMS = 9;
  private static final int BEND_RANGE_SEMITONES = 2;

  private final Path path;
  private final Path part;
  private final ToneMapping mapping;
  private final Voicing voicing;
  private final boolean overwrite;
  private final FileChannel file;
  private final DataOutputStream out;
  private double pendingMillis;

  MidiSink(Path path, ToneMapping mapping, boolean overwrite) throws IOException {
    OutputFiles.check(path, overwrite);
    this.path = path;
    this.part = path.resolveSibling(path.getFileName() + ".part");
    this.mapping = mapping;
    this.voicing = new Voicing(mapping);
    this.overwrite = overwrite;
    this.file = OutputFiles.open(part, true);
    OutputStream stream = Channels.newOutputStream(file);
    this.out = new DataOutputStream(new BufferedOutputStream(stream, 1 << 16));
    out.write(new byte[] {'M', 'T', 'h', 'd', 0, 0, 0, 6, 0, 0, 0, 1, 1000 >> 8, (byte) 1000});
    out.write(new byte[] {'M', 'T', 'r', 'k', 0, 0, 0, 0});
    out.write(new byte[] {0, (byte) 0xFF, 0x51, 3, 0x0F, 0x42, 0x40}); // 1,000,000 µs a quarter
  }

  @Override
  public void accept(GradientFrame frame) throws IOException {
    Voice[] voices = voicing.next(frame);
    boolean together = mapping.layout() == TrackLayout.TOGETHER;
    for (int v = 0; v < voices.length; v++) {
      start(voices[v], channel(v));
      if (!together) {
        pendingMillis += mapping.tone().toneMillis();
        stop(voices[v], channel(v));
      }
    }
    if (together) {
      pendingMillis += mapping.tone().toneMillis();
      for (int v = 0; v < voices.length; v++) {
        stop(voices[v], channel(v));
      }
    }
    pendingMillis += mapping.tone().pauseMillis();
  }

  private static int channel(int voice) {
    int c = voice % 15;
    return c < DRUMS ? c : c + 1;
  }

  private void start(Voice voice, int channel) throws IOException {
    if (voice.sound() != Sound.TONE) {
      event(0x90 | DRUMS, drum(voice.sound()), velocity(1));
      return;
    }
    double pitch = Math.min(127, PitchRange.midi(voice.hertz()));
    int note = (int) Math.round(pitch);
    int bend = 8192 + (int) Math.round((pitch - note) / BEND_RANGE_SEMITONES * 8192);
    event(0xE0 | channel, bend & 0x7F, bend >> 7);
    event(0x90 | channel, note, velocity(1));
  }

  private void stop(Voice voice, int channel) throws IOException {
    if (voice.sound() != Sound.TONE) {
      event(0x80 | DRUMS, drum(voice.sound()), 0);
    } else {
      double pitch = Math.min(127, PitchRange.midi(voice.hertz()));
      event(0x80 | channel, (int) Math.round(pitch), 0);
    }
  }

  private static int velocity(double relative) {
    return (int) Math.max(1, Math.round(100 * Math.sqrt(relative)));
  }

  /** General MIDI percussion keys. */
  private static int drum(Sound sound) {
    return switch (sound) {
      case NAN -> 49;
      case OVER_RANGE -> 55;
      case BELOW_RANGE -> 77;
      case ZERO -> 76;
      case FROZEN -> 42;
      case TONE -> throw new AssertionError(sound);
    };
  }

  private void event(int status, int first, int second) throws IOException {
    delta();
    out.write(status);
    out.write(first);
    out.write(second);
  }

  /** Writes the time since the last event as a variable-length quantity, keeping its fraction. */
  private void delta() throws IOException {
    int ticks = (int) Math.floor(pendingMillis + 1e-6);
    pendingMillis -= ticks;
    ByteArrayOutputStream reversed = new ByteArrayOutputStream();
    reversed.write(ticks & 0x7F);
    for (int rest = ticks >> 7; rest > 0; rest >>= 7) {
      reversed.write((rest & 0x7F) | 0x80);
    }
    byte[] digits = reversed.toByteArray();
    for (int i = digits.length - 1; i >= 0; i--) {
      out.write(digits[i]);
    }
  }

  @Override
  public void close() throws IOException {
    try (file) {
      delta();
      out.write(new byte[] {(byte) 0xFF, 0x2F, 0});
      out.flush();
      long length = file.position() - HEADER - 8;
      if (length > Integer.MAX_VALUE) {
        throw new IOException(path + ": expected a track below 2 GiB, got " + length + " bytes");
      }
      file.write(ByteBuffer.allocate(4).putInt(0, (int) length), HEADER + 4);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(part);
      throw e;
    }
    if (overwrite) {
      Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.move(part, path);
    }
  }
}
