package org.percept4j.sonify.sink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.percept4j.sonify.frame.GradientAlarm;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.tone.ToneMapping;

/**
 * Collects where frames go, in any order: the settings that all builders of recordings share.
 *
 * @param <B> the builder
 */
public abstract class RecordingSettings<B extends RecordingSettings<B>> {

  private final SinkPlans plans = new SinkPlans();
  private Map<String, String> noted = Map.of();
  private boolean overwrite;
  private int capacity = 1 << 16;
  private GradientAlarm alarm = GradientAlarm.standard();
  private Consumer<GradientAlarm.Event> alarmListener = e -> {};
  private Consumer<Exception> errorListener = e -> {};

  /** Begins without sinks. */
  protected RecordingSettings() {}

  /**
   * Returns this, as the builder that it is.
   *
   * @return this
   */
  protected abstract B self();

  /**
   * Records a 16-bit WAV file with {@link ToneMapping#perceptual()}.
   *
   * @param path the file
   * @return this builder
   */
  public B wav(Path path) {
    return wav(path, ToneMapping.perceptual());
  }

  /**
   * Records a 16-bit WAV file.
   *
   * @param path the file
   * @param mapping how norms sound
   * @return this builder
   */
  public B wav(Path path, ToneMapping mapping) {
    return wav(path, mapping, SampleFormat.PCM_16);
  }

  /**
   * Records a WAV file.
   *
   * @param path the file
   * @param mapping how norms sound
   * @param format how samples are stored
   * @return this builder
   */
  public B wav(Path path, ToneMapping mapping, SampleFormat format) {
    return plan(path, replace -> GradientSinks.wavSink(path, mapping, format, replace));
  }

  /**
   * Records a standard MIDI file with {@link ToneMapping#perceptual()}.
   *
   * @param path the file
   * @return this builder
   */
  public B midi(Path path) {
    return midi(path, ToneMapping.perceptual());
  }

  /**
   * Records a standard MIDI file, see {@link GradientSinks#midi}.
   *
   * @param path the file
   * @param mapping how norms sound
   * @return this builder
   */
  public B midi(Path path, ToneMapping mapping) {
    return plan(path, replace -> new MidiSink(path, mapping, replace));
  }

  /**
   * Records a log, from which other sounds can be made later.
   *
   * @param path the file
   * @return this builder
   */
  public B log(Path path) {
    return plan(path, replace -> GradientLogWriter.create(path, noted, replace));
  }

  /**
   * Continues a log that is there, or begins it.
   *
   * @param path the file
   * @return this builder
   */
  public B appendLog(Path path) {
    return plan(path, replace -> GradientLogWriter.append(path, noted));
  }

  /**
   * Plays live with {@link ToneMapping#perceptual()}.
   *
   * @return this builder
   */
  public B live() {
    return live(ToneMapping.perceptual());
  }

  /**
   * Plays live, see {@link GradientSinks#live}.
   *
   * @param mapping how norms sound
   * @return this builder
   */
  public B live(ToneMapping mapping) {
    plans.add(new SinkPlans.Plan(null, "live", false, replace -> GradientSinks.live(mapping)));
    return self();
  }

  /**
   * Hands frames to a sink of the user's own; lossless as files are.
   *
   * @param sink the sink; closed at the end
   * @return this builder
   */
  public B sink(GradientSink sink) {
    plans.addGiven(Objects.requireNonNull(sink, "sink"));
    return self();
  }

  /**
   * Sets whether files that exist may be replaced.
   *
   * @param value false by default
   * @return this builder
   */
  public B overwrite(boolean value) {
    overwrite = value;
    return self();
  }

  /**
   * Watches for trouble. Without this call {@link GradientAlarm#standard()} watches and writes to
   * the log only.
   *
   * @param value thresholds
   * @param listener told of each event, on a thread of the sinks'
   * @return this builder
   */
  public B alarm(GradientAlarm value, Consumer<GradientAlarm.Event> listener) {
    alarm = Objects.requireNonNull(value, "alarm");
    alarmListener = Objects.requireNonNull(listener, "listener");
    return self();
  }

  /**
   * Sets who is told, once for each, of sinks that failed and of networks that cannot be read. They
   * are written to the log in any case.
   *
   * @param listener called from any thread; what it throws is logged
   * @return this builder
   */
  public B onError(Consumer<Exception> listener) {
    errorListener = Objects.requireNonNull(listener, "listener");
    return self();
  }

  /**
   * Sets how many frames may wait for a file sink.
   *
   * @param count at least 1; 65536 by default
   * @return this builder
   */
  public B queueCapacity(int count) {
    capacity = count;
    return self();
  }

  B plan(Path path, SinkPlans.Opener opener) {
    Objects.requireNonNull(path, "path");
    plans.add(new SinkPlans.Plan(path, path.toString(), true, opener));
    return self();
  }

  /**
   * Returns what watches for trouble.
   *
   * @return the thresholds
   */
  protected GradientAlarm watch() {
    return alarm;
  }

  /**
   * Opens the sinks and starts. All files are begun under random names beside their places; only
   * when all could be, each goes to its place (a MIDI file when it is closed). If one fails, no new
   * file is left, none that was there is changed, and the sinks that were given stay open.
   *
   * @param settings what logs note about how the norms came about, by name
   * @return the recorder
   * @throws IOException if a file cannot be created or exists
   * @throws IllegalArgumentException if a sink or a file was given twice, by whatever spelling of
   *     its path, or the capacity is below 1
   */
  protected GradientRecorder open(Map<String, String> settings) throws IOException {
    if (capacity < 1) {
      throw new IllegalArgumentException("queueCapacity: expected at least 1, got " + capacity);
    }
    noted = settings;
    return new GradientRecorder(
        plans.open(overwrite, capacity),
        new AlarmSink(alarm, alarmListener, e -> GradientRecorder.tell(errorListener, e)),
        capacity,
        errorListener);
  }

  @Override
  public String toString() {
    return plans.toString();
  }
}
