package org.percept4j.sonify.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.tone.PitchRange;
import org.percept4j.sonify.tone.Sound;
import org.percept4j.sonify.tone.ToneMapping;
import org.percept4j.sonify.tone.TrackLayout;
import org.percept4j.sonify.tone.Voice;
import org.percept4j.sonify.tone.Voicing;

/**
 * Frames to a standard MIDI file of format 1, a track for each voice. One tick is a millisecond.
 */
final class MidiSink extends FileSink {

  private static final int DRUMS = 9;
  private static final int CHANNELS = 15;
  private static final int BEND_RANGE_SEMITONES = 2;
  private static final int VELOCITY = 100;
  private static final int RIDE_BELL = 53;

  /** General MIDI programs whose notes begin at once, so that short tones are heard. */
  private static final int[] PROGRAMS = {
    12, 0, 11, 24, 13, 6, 46, 8, 108, 4, 45, 9, 107, 10, 25, 14
  };

  private final Path path;
  private final ToneMapping mapping;
  private final Voicing voicing;
  private final OutputFile file;
  private final OutputFile spool;
  private final MidiTrack conductor;
  private final List<MidiTrack> tracks = new ArrayList<>();

  /** What each channel is set to; −1 is nothing yet. */
  private final int[] programs = new int[16];

  private final int[] bends = new int[16];
  private double millis;
  private int epoch = -1;

  MidiSink(Path path, ToneMapping mapping, boolean overwrite) throws IOException {
    this.path = path;
    this.mapping = mapping;
    this.voicing = new Voicing(mapping);
    this.file = OutputFile.create(path, overwrite);
    Arrays.fill(programs, -1);
    Arrays.fill(bends, -1);
    OutputFile opened = null;
    try {
      opened = OutputFile.create(path.resolveSibling(OutputFile.randomName()), false);
      conductor = new MidiTrack(opened.channel(), "gradients");
      conductor.meta(0, 0x51, new byte[] {0x0F, 0x42, 0x40}); // 1,000,000 µs a quarter
    } catch (IOException | RuntimeException e) {
      file.discard();
      if (opened != null) {
        opened.discard();
      }
      throw e;
    }
    this.spool = opened;
  }

  @Override
  void write(GradientFrame frame) throws IOException {
    if (frame.epoch() != epoch) {
      epoch = frame.epoch();
      conductor.meta(tick(), 6, ("epoch " + epoch).getBytes(StandardCharsets.UTF_8));
    }
    Voice[] voices = voicing.next(frame);
    if (mapping.epochMarks() && voicing.epochBegan()) {
      conductor.event(tick(), 0x90 | DRUMS, RIDE_BELL, VELOCITY);
      millis += mapping.tone().toneMillis();
      conductor.event(tick(), 0x80 | DRUMS, RIDE_BELL, 0);
    }
    for (int v = tracks.size(); v < voices.length; v++) {
      tracks.add(new MidiTrack(spool.channel(), Voicing.nameOf(frame, v, voices.length)));
    }
    if (mapping.layout() == TrackLayout.TOGETHER) {
      chord(voices);
    } else {
      for (int v = 0; v < voices.length; v++) {
        Note note = note(voices[v], v, voices[v].hertz());
        start(tracks.get(v), note);
        millis += mapping.tone().toneMillis();
        stop(tracks.get(v), note);
      }
    }
    millis += mapping.tone().pauseMillis();
  }

  private void chord(Voice[] voices) throws IOException {
    Map<List<Integer>, MidiTrack> sounding = new HashMap<>();
    List<Note> notes = new ArrayList<>();
    for (int v = 0; v < voices.length; v++) {
      Note note =
          voices.length > CHANNELS
              ? shared(voices[v], voices[v].hertz())
              : note(voices[v], v, voices[v].hertz());
      notes.add(note);
      // The same note on the same channel cannot begin twice; it is the same pitch.
      if (sounding.putIfAbsent(List.of(note.channel(), note.key()), tracks.get(v)) == null) {
        start(tracks.get(v), note);
      }
    }
    millis += mapping.tone().toneMillis();
    for (int v = 0; v < voices.length; v++) {
      Note note = notes.get(v);
      if (sounding.get(List.of(note.channel(), note.key())) == tracks.get(v)) {
        stop(tracks.get(v), note);
      }
    }
  }

  /** A note and what its channel is set to; drums have neither bend nor program. */
  private record Note(int channel, int key, int bend, int program) {}

  /** Returns the note of a voice that has a channel for itself while it sounds. */
  private static Note note(Voice voice, int number, double hertz) {
    if (voice.sound() != Sound.TONE) {
      return new Note(DRUMS, drum(voice.sound()), -1, -1);
    }
    double pitch = Math.min(127, PitchRange.midi(hertz));
    int key = (int) Math.round(pitch);
    return new Note(
        channel(number % CHANNELS), key, bend(pitch - key), PROGRAMS[number % PROGRAMS.length]);
  }

  /**
   * Returns the note of one of more voices than there are channels: channel j is bent up by j/15 of
   * a semitone, and a pitch goes to the nearest channel, within 1/30 of a semitone.
   */
  private static Note shared(Voice voice, double hertz) {
    if (voice.sound() != Sound.TONE) {
      return new Note(DRUMS, drum(voice.sound()), -1, -1);
    }
    long steps = Math.round(Math.min(127, PitchRange.midi(hertz)) * CHANNELS);
    int step = (int) (steps % CHANNELS);
    return new Note(
        channel(step), (int) (steps / CHANNELS), bend((double) step / CHANNELS), PROGRAMS[0]);
  }

  private static int channel(int number) {
    return number < DRUMS ? number : number + 1;
  }

  private static int bend(double semitones) {
    return 8192 + (int) Math.round(semitones / BEND_RANGE_SEMITONES * 8192);
  }

  private void start(MidiTrack track, Note note) throws IOException {
    int channel = note.channel();
    long at = tick();
    if (channel != DRUMS) {
      if (programs[channel] != note.program()) {
        programs[channel] = note.program();
        track.event(at, 0xC0 | channel, note.program());
      }
      if (bends[channel] != note.bend()) {
        bends[channel] = note.bend();
        track.event(at, 0xE0 | channel, note.bend() & 0x7F, note.bend() >> 7);
      }
    }
    track.event(at, 0x90 | channel, note.key(), VELOCITY);
  }

  private void stop(MidiTrack track, Note note) throws IOException {
    // Without a pause the next frame's first note may begin at this tick, in an earlier track.
    long at = tick() - (mapping.tone().pauseMillis() == 0 ? 1 : 0);
    track.event(at, 0x80 | note.channel(), note.key(), 0);
  }

  private long tick() {
    return (long) Math.floor(millis + 1e-6);
  }

  /** Returns General MIDI's percussion key of a sound. */
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

  @Override
  void finish() throws IOException {
    FileChannel out = file.channel();
    ByteBuffer header = ByteBuffer.allocate(14);
    header.putInt(0x4D546864).putInt(6); // MThd
    header.putShort((short) 1).putShort((short) (1 + tracks.size())).putShort((short) 1000);
    MidiTrack.write(out, header.flip());
    try {
      conductor.writeTo(out);
      for (MidiTrack track : tracks) {
        track.writeTo(out);
      }
    } catch (IOException e) {
      throw new IOException(path + ": " + e.getMessage(), e);
    }
    file.finish();
    spool.discard();
  }

  @Override
  void discard() throws IOException {
    file.discard();
    spool.discard();
  }
}
