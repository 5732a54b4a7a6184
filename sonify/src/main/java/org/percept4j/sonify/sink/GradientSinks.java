package org.percept4j.sonify.sink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.tone.ToneMapping;

/**
 * Opens the sinks that come with the library. Files are opened at once, so that a bad path is
 * refused before training begins; the folder must exist, and an existing file is refused unless
 * overwriting is asked for. A symbolic link is not followed.
 *
 * <p>WAV files and logs are at their place from the first frame on and right after each, so a
 * program that is killed leaves what it has recorded. All other files are written beside their
 * place and moved there when closed: they are whole or absent.
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
   * playable file; before 4 GiB a second file is begun under the next free name, {@code name-2.wav}
   * if it is.
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
    return begun(wavSink(path, mapping, format, overwrite));
  }

  /**
   * Opens a standard MIDI file (format 1): a track for each voice, named after its layer and with a
   * General MIDI program of its own, and a first track with markers where epochs begin. Each tone
   * is a note with pitch bend, so it sounds the mapping's pitch to within 0.04 semitones, however
   * many sound together; NaN is a crash cymbal, over range a splash cymbal, below range and zero a
   * low and a high wood block, frozen a closed hi-hat.
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
   * org.percept4j.sonify.frame.GradientLog}.
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
    return begun(GradientLogWriter.create(path, settings, overwrite));
  }

  /**
   * Opens a log to continue it, or begins it if there is none. What a killed program left of a last
   * line is truncated.
   *
   * @param path the file
   * @param settings as in {@link #log(Path, Map, boolean)}; the same as the log has
   * @return the sink
   * @throws IOException if the file is no log, has other settings or cannot be written
   */
  public static GradientSink appendLog(Path path, Map<String, String> settings) throws IOException {
    return begun(GradientLogWriter.append(path, settings));
  }

  /**
   * Opens a file of comma-separated values (RFC 4180): iteration, epoch, worker, time, score,
   * learning rate, layer index, track, frozen, norm and update-to-weight ratio, a line for each
   * track of each frame, with a heading. Numbers that are none are {@code NaN} and {@code
   * Infinity}; a time that is unknown is empty.
   *
   * @param path the file
   * @param overwrite whether an existing file may be replaced
   * @return the sink
   * @throws IOException if the file cannot be written
   */
  public static GradientSink csv(Path path, boolean overwrite) throws IOException {
    return new CsvSink(path, overwrite);
  }

  /**
   * Opens a label file for audio editors (Audacity's format) that goes with a recording by the same
   * mapping: every frame, the beginnings of epochs, and what {@code GradientAlarm.standard()}
   * tells.
   *
   * @param path the file
   * @param mapping how norms sound
   * @param overwrite whether an existing file may be replaced
   * @return the sink
   * @throws IOException if the file cannot be written
   */
  public static GradientSink labels(Path path, ToneMapping mapping, boolean overwrite)
      throws IOException {
    return new LabelSink(path, mapping, overwrite);
  }

  /**
   * Opens an event file for TensorBoard, {@code events.out.tfevents.0000000000.percept4j}: scalars
   * {@code score}, {@code learning_rate}, {@code gradient_norm/…} and {@code update_ratio/…} by
   * iteration, in single precision.
   *
   * @param folder an existing folder
   * @param overwrite whether an existing file may be replaced
   * @return the sink
   * @throws IOException if the file cannot be written
   */
  public static GradientSink tensorBoard(Path folder, boolean overwrite) throws IOException {
    return new TensorBoardSink(folder, overwrite);
  }

  /**
   * Opens the machine's loudspeaker through {@code javax.sound}. Where there is none (a server, a
   * container) it warns once and takes frames in silence. It plays in real time: while it plays,
   * newer frames wait in the sonifier's queue, and those that find it full are merged into the last
   * one that waits, which then sounds the worst norm of each track.
   *
   * @param mapping how norms sound
   * @return the sink
   */
  public static GradientSink live(ToneMapping mapping) {
    return new LiveSink(mapping);
  }

  static FileSink wavSink(Path path, ToneMapping mapping, SampleFormat format, boolean overwrite)
      throws IOException {
    return new WavSink(
        mapping, new WavWriter(path, format, mapping.sampleRate(), mapping.channels(), overwrite));
  }

  private static FileSink begun(FileSink sink) throws IOException {
    try {
      sink.begin();
      sink.settle();
      return sink;
    } catch (IOException | RuntimeException e) {
      sink.undo();
      throw e;
    }
  }
}
