package org.percept4j.sonify.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.sound.midi.MetaMessage;
import javax.sound.midi.MidiEvent;
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
    double[] bend = new double[16];
    Note[][] sounding = new Note[16][128];
    List<Note> notes = new ArrayList<>();
    for (MidiEvent event : inOrder(sequence)) {
      long millis = Math.round(event.getTick() * millisPerTick);
      if (event.getMessage() instanceof ShortMessage m) {
        int c = m.getChannel();
        int key = m.getData1();
        switch (m.getCommand()) {
          case ShortMessage.PROGRAM_CHANGE -> assertThat(c).isNotEqualTo(DRUMS);
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

  /** As a sequencer plays them: by time, and at one time track by track. */
  private static List<MidiEvent> inOrder(Sequence sequence) {
    List<MidiEvent> events = new ArrayList<>();
    for (Track track : sequence.getTracks()) {
      for (int i = 0; i < track.size(); i++) {
        events.add(track.get(i));
      }
    }
    events.sort(Comparator.comparingLong(MidiEvent::getTick)); // stable
    return events;
  }

  private static String name(Track track) {
    MetaMessage first = (MetaMessage) track.get(0).getMessage();
    assertThat(first.getType()).isEqualTo(3);
    return new String(first.getData(), StandardCharsets.UTF_8);
  }

  @Test
  void everyVoiceIsANamedTrackWithAProgramAndEpochsAreMarked() throws Exception {
    GradientFrame first = Frames.of(0, 1, 2, 3);
    GradientFrame second = first.toBuilder().epoch(1).build();
    Sequence sequence = midi(ToneMapping.blog(), first, first, second);
    assertThat(MidiSystem.getMidiFileFormat(dir.resolve("x.mid").toFile()).getType()).isEqualTo(1);
    assertThat(sequence.getTracks()).hasSize(4);
    assertThat(sequence.getTracks()[2]).extracting(MidiTest::name).isEqualTo("layer1");
    List<Integer> programs = new ArrayList<>();
    List<String> markers = new ArrayList<>();
    for (MidiEvent event : inOrder(sequence)) {
      if (event.getMessage() instanceof ShortMessage m
          && m.getCommand() == ShortMessage.PROGRAM_CHANGE) {
        programs.add(m.getData1());
      } else if (event.getMessage() instanceof MetaMessage m && m.getType() == 6) {
        markers.add(event.getTick() + " " + new String(m.getData(), StandardCharsets.UTF_8));
      }
    }
    assertThat(programs).hasSize(3).doesNotHaveDuplicates();
    assertThat(markers).containsExactly("0 epoch 0", "100 epoch 1"); // frames of 3·10 + 20 ms
  }

  @Test
  void moreVoicesThanChannelsStayInTune() throws Exception {
    ToneMapping chord = ToneMapping.builder().layout(TrackLayout.TOGETHER).build();
    double[] norms = new Random(7).doubles(60, -6.9, 2.9).map(u -> Math.pow(10, u)).toArray();
    List<Note> notes = notes(midi(chord, Frames.of(0, norms)));
    assertThat(notes).hasSizeBetween(45, 60); // equal notes of one channel sound once
    for (double norm : norms) {
      double pitch = PitchRange.midi(chord.hertzOf(norm));
      double nearest =
          notes.stream().mapToDouble(n -> Math.abs(n.pitch() - pitch)).min().orElseThrow();
      assertThat(nearest).isLessThan(1 / 30.0 + 1e-3);
    }
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
    assertThat(MidiSystem.getSequence(path.toFile()).getTracks()).hasSize(2);
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
