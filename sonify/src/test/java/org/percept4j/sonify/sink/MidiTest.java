package org.percept4j.sonify.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.sonify.frame.Frames;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.frame.GradientTrack;
import org.percept4j.sonify.tone.PitchRange;
import org.percept4j.sonify.tone.ToneMapping;
import org.percept4j.sonify.tone.TrackLayout;

/** MIDI files as the JDK's own reader and sequencer understand them. */
class MidiTest {

  private static final int DRUMS = 9;

  @TempDir private Path dir;

  /** A note as a synthesizer would play it: bends included, drums by their key. */
  private record Note(int channel, double pitch, long startMillis, long endMillis) {}

  private Sequence midi(ToneMapping mapping, GradientFrame... frames) throws Exception {
    Path path = dir.resolve("x.mid");
    try (GradientSink sink = GradientSinks.midi(path, mapping, true)) {
      for (GradientFrame frame : frames) {
        sink.accept(frame);
      }
    }
    return MidiSystem.getSequence(path.toFile());
  }

  private static List<Note> notes(Sequence sequence) {
    double millisPerTick =
        sequence.getMicrosecondLength() / 1000.0 / Math.max(1, sequence.getTickLength());
    Track track = sequence.getTracks()[0];
    double[] bend = new double[16];
    Note[][] sounding = new Note[16][128];
    List<Note> notes = new ArrayList<>();
    for (int i = 0; i < track.size(); i++) {
      long millis = Math.round(track.get(i).getTick() * millisPerTick);
      if (track.get(i).getMessage() instanceof ShortMessage m) {
        int c = m.getChannel();
        int key = m.getData1();
        switch (m.getCommand()) {
          case ShortMessage.PITCH_BEND ->
              bend[c] = 2.0 * (m.getData1() + 128 * m.getData2() - 8192) / 8192;
          case ShortMessage.NOTE_ON -> {
            assertThat(sounding[c][key]).isNull();
            sounding[c][key] = new Note(c, key + (c == DRUMS ? 0 : bend[c]), millis, -1);
          }
          case ShortMessage.NOTE_OFF -> {
            Note on = sounding[c][key];
            notes.add(new Note(c, on.pitch(), on.startMillis(), millis));
            sounding[c][key] = null;
          }
          default -> throw new AssertionError(m.getCommand());
        }
      }
    }
    for (Note[] channel : sounding) {
      assertThat(channel).containsOnlyNulls();
    }
    return notes;
  }

  @Test
  void notesHaveTheMappingsPitchesAndTimes() throws Exception {
    ToneMapping mapping = ToneMapping.builder().toneMillis(12.5).pauseMillis(30.25).build();
    GradientFrame[] frames = new GradientFrame[400];
    Random random = new Random(4);
    for (int f = 0; f < frames.length; f++) {
      double[] norms = random.doubles(3, -7, 3).map(u -> Math.pow(10, u)).toArray();
      frames[f] = Frames.of(f, norms);
    }
    List<Note> notes = notes(midi(mapping, frames));
    assertThat(notes).hasSize(1200);
    for (int n = 0; n < notes.size(); n++) {
      int frame = n / 3;
      double start = frame * (3 * 12.5 + 30.25) + n % 3 * 12.5;
      Note note = notes.get(n);
      double hertz = 440 * Math.pow(2, (note.pitch() - 69) / 12);
      double expected = mapping.hertzOf(frames[frame].norm(n % 3));
      assertThat(12 * Math.log(hertz / expected) / Math.log(2)).isCloseTo(0, within(0.001));
      assertThat((double) note.startMillis()).isCloseTo(start, within(1.0));
      assertThat((double) note.endMillis()).isCloseTo(start + 12.5, within(1.0));
      assertThat(note.channel()).isEqualTo(n % 3);
    }
  }

  @Test
  void momentsWithoutAPitchAreDrums() throws Exception {
    List<GradientTrack> tracks = new ArrayList<>(Frames.tracks(4));
    tracks.add(new GradientTrack(4, "frozen", true));
    double[] norms = {Double.NaN, Double.POSITIVE_INFINITY, 0, 1e-9, 0};
    List<Note> notes = notes(midi(ToneMapping.perceptual(), GradientFrame.of(0, tracks, norms)));
    assertThat(notes).extracting(Note::channel).containsOnly(DRUMS);
    assertThat(notes).extracting(Note::pitch).containsExactly(49.0, 55.0, 76.0, 77.0, 42.0);
  }

  @Test
  void chordsStartTogetherOnChannelsOfTheirOwn() throws Exception {
    ToneMapping chord = ToneMapping.builder().layout(TrackLayout.TOGETHER).build();
    double[] norms = IntStream.range(0, 15).mapToDouble(i -> Math.pow(10, i / 3.0 - 4)).toArray();
    List<Note> notes = notes(midi(chord, Frames.of(0, norms)));
    assertThat(notes).extracting(Note::startMillis).containsOnly(0L);
    assertThat(notes).extracting(Note::channel).doesNotHaveDuplicates().doesNotContain(DRUMS);
    for (int n = 0; n < norms.length; n++) {
      assertThat(notes.get(n).pitch())
          .isCloseTo(PitchRange.midi(chord.hertzOf(norms[n])), within(0.001));
    }
  }

  @Test
  void theFileAppearsWholeOrNotAtAllAndReplacesNothingUnasked() throws Exception {
    Path path = dir.resolve("run.mid");
    ToneMapping mapping = ToneMapping.perceptual();
    GradientSink sink = GradientSinks.midi(path, mapping, false);
    sink.accept(Frames.of(0, 1));
    assertThat(path).doesNotExist();
    sink.close();
    assertThat(MidiSystem.getSequence(path.toFile()).getTracks()).hasSize(1);
    try (var files = Files.list(dir)) {
      assertThat(files).containsExactly(path);
    }
    byte[] before = Files.readAllBytes(path);
    assertThatThrownBy(() -> GradientSinks.midi(path, mapping, false))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("run.mid: expected no file there");
    assertThatThrownBy(() -> GradientSinks.midi(dir.resolve("no/x.mid"), mapping, false))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(path).hasBinaryContent(before);
    GradientSink late = GradientSinks.midi(dir.resolve("late.mid"), mapping, false);
    Files.writeString(dir.resolve("late.mid"), "mine");
    assertThatThrownBy(late::close).isInstanceOf(IOException.class);
    assertThat(dir.resolve("late.mid")).hasContent("mine");
  }
}
