package org.percept4j.sonify.sink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.percept4j.sonify.frame.GradientLog;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.tone.ToneMapping;

/**
 * The sinks that come with the library. Files are opened at once, so that a bad path is refused
 * before training begins; the folder must exist, and an existing file is refused unless overwriting
 * is asked for.
 */
public final class GradientSinks {

  private GradientSinks() {}

  /**
   * Opens a 16-bit WAV file.
   *
   * @param path a new file
   * @param mapping how norms sound
   * @return the sink
   * @throws IOException if the file cannot be created or exists
   */
  public static GradientSink wav(Path path, ToneMapping mapping) throws IOException {
    return wav(path, mapping, SampleFormat.PCM_16, false);
  }

  /**
   * Opens a WAV file. Its header is right after every frame, so a program that is killed leaves a
   * playable file; before 4 GiB a second file {@code name-2.wav} is begun.
   *
   * @param path the file
   * @param mapping how norms sound
   * @param format how samples are stored
   * @param overwrite whether an existing file may be replaced
   * @return the sink
   * @throws IOException if the file cannot be written
   */
  public static GradientSink wav(
      Path path, ToneMapping mapping, SampleFormat format, boolean overwrite) throws IOException {
    return new SoundSink(
        mapping, new WavWriter(path, format, mapping.sampleRate(), mapping.channels(), overwrite));
  }

  /**
   * Opens a standard MIDI file (format 0). Each voice is a note with pitch bend, so it sounds the
   * mapping's pitch to within 0.03 semitones, on the channel of its turn; NaN is a crash cymbal,
   * over range a splash cymbal, below range and zero a low and a high wood block, frozen a closed
   * hi-hat. Written beside the path and moved there when closed: the file is whole or absent.
   *
   * @param path the file
   * @param mapping how norms sound; its timbres, envelope and sample rate do not matter here
   * @param overwrite whether an existing file may be replaced
   * @return the sink
   * @throws IOException if the file cannot be written
   */
  public static GradientSink midi(Path path, ToneMapping mapping, boolean overwrite)
      throws IOException {
    return new MidiSink(path, mapping, overwrite);
  }

  /**
   * Opens a log of the frames as JSON lines, from which any sound can be made again: see {@link
   * GradientLog}.
   *
   * @param path the file
   * @param overwrite whether an existing file may be replaced
   * @return the sink
   * @throws IOException if the file cannot be written
   */
  public static GradientSink log(Path path, boolean overwrite) throws IOException {
    return log(path, Map.of(), overwrite);
  }

  /**
   * Opens a log as by {@link #log(Path, boolean)} that notes in its first line how the norms came
   * about.
   *
   * @param path the file
   * @param settings anything worth knowing, by name, such as {@code norm} and {@code L2}
   * @param overwrite whether an existing file may be replaced
   * @return the sink
   * @throws IOException if the file cannot be written
   */
  public static GradientSink log(Path path, Map<String, String> settings, boolean overwrite)
      throws IOException {
    return new GradientLogWriter(path, settings, overwrite);
  }

  /**
   * Opens the machine's loudspeaker through {@code javax.sound}. Where there is none (a server, a
   * container) it warns once and stays silent. It plays in real time: while it plays, newer frames
   * wait in the sonifier's queue, and those that find it full are left out and counted.
   *
   * @param mapping how norms sound
   * @return the sink
   */
  public static GradientSink live(ToneMapping mapping) {
    return new SoundSink(mapping, new LiveOutput(mapping.sampleRate(), mapping.channels()));
  }
}
