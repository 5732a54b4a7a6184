package org.percept4j.erf;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.percept4j.core.plot.Heatmap;
import org.percept4j.core.plot.Pictures;
import org.percept4j.erf.measure.ErfMap;

/**
 * Records how an effective receptive field changes during training. Add it as a listener; training
 * stays bit for bit as it would be without, because the network is only read and noise has its own
 * generator. A probe of few samples every few hundred iterations costs little; units of chains are
 * probed on the crop they can see.
 *
 * <pre>{@code
 * ErfTracker tracker = ErfTracker.every(100, ErfAnalyzer.of(net).inputSize(32, 32).samples(8).build());
 * net.addListeners(tracker);
 * net.fit(data, 5);
 * tracker.writeGif(Path.of("erf.gif"), 200);
 * }</pre>
 *
 * <p>At most {@link #MOST_FRAMES} frames are kept: when they are full every other one is dropped
 * and the interval doubles, so memory does not grow with training. Not thread-safe: one network,
 * one tracker.
 */
public final class ErfTracker extends BaseTrainingListener {

  /** How many frames are kept at most. */
  public static final int MOST_FRAMES = 64;

  /**
   * The field at one moment.
   *
   * @param iteration DL4J's count of the last iteration before it was recorded, from 0; -1 if there
   *     was none
   * @param epoch DL4J's epoch count
   * @param score the network's score in that iteration
   * @param field the field
   */
  public record Frame(int iteration, int epoch, double score, EffectiveReceptiveField field) {
    /**
     * How often parameters had been updated.
     *
     * @return 0 before training
     */
    public int updates() {
      return iteration + 1;
    }
  }

  private final ErfAnalyzer analyzer;
  private final List<Frame> frames = new ArrayList<>();
  private int interval;
  private long seen;

  private ErfTracker(int interval, ErfAnalyzer analyzer) {
    this.interval = interval;
    this.analyzer = analyzer;
  }

  /**
   * Records every so many iterations, beginning with the first.
   *
   * @param iterations the interval, at least 1
   * @param analyzer what to measure; the network it was made for need not be the one trained, but
   *     must be built alike
   * @return the listener
   * @throws IllegalArgumentException if the interval is below 1, or the analyzer draws networks or
   *     reads an iterator, which could disturb training
   */
  public static ErfTracker every(int iterations, ErfAnalyzer analyzer) {
    Objects.requireNonNull(analyzer, "analyzer");
    if (iterations < 1) {
      throw new IllegalArgumentException("iterations: expected at least 1, got " + iterations);
    }
    if (analyzer.hasDraws()) {
      throw new IllegalArgumentException(
          "analyzer: expected one for the network in training, got one that draws networks");
    }
    if (analyzer.readsAnIterator()) {
      throw new IllegalArgumentException(
          "analyzer: expected noise or arrays, got an iterator, which training may be reading too");
    }
    return new ErfTracker(iterations, analyzer);
  }

  /**
   * Records a frame by hand, before training or after it, say.
   *
   * @param model the network. Not modified.
   * @param updates how often its parameters have been updated, 0 before training
   */
  public void record(Model model, int updates) {
    add(new Frame(updates - 1, 0, Double.NaN, analyzer.analyze(model)));
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    if (seen++ % interval == 0) {
      add(new Frame(iteration, epoch, model.score(), analyzer.analyze(model)));
    }
  }

  private void add(Frame frame) {
    frames.add(frame);
    if (frames.size() > MOST_FRAMES) {
      List<Frame> kept = new ArrayList<>();
      for (int i = 0; i < frames.size(); i += 2) {
        kept.add(frames.get(i));
      }
      frames.clear();
      frames.addAll(kept);
      interval *= 2;
    }
  }

  /**
   * What was recorded so far.
   *
   * @return an unmodifiable copy, in order of recording
   */
  public List<Frame> frames() {
    return List.copyOf(frames);
  }

  /**
   * The frames side by side, each on its own linear scale from 0 (black) to its largest magnitude,
   * titled with the number of updates and the size.
   *
   * @return the picture
   * @throws IllegalStateException if nothing was recorded
   */
  public BufferedImage filmstrip() {
    return FrameImages.strip(images());
  }

  /**
   * Writes the film strip as a PNG.
   *
   * @param path the file, in an existing folder; replaced if it exists, whole or absent
   * @throws IOException if it cannot be written
   * @throws IllegalStateException if nothing was recorded
   */
  public void writeFilmstrip(Path path) throws IOException {
    Pictures.writePng(filmstrip(), path);
  }

  /**
   * Writes the frames as an animated GIF that repeats for ever.
   *
   * @param path the file, in an existing folder; replaced if it exists, whole or absent
   * @param millisPerFrame how long each frame is shown, at least 20
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if the time is too short
   * @throws IllegalStateException if nothing was recorded
   */
  public void writeGif(Path path, int millisPerFrame) throws IOException {
    FrameImages.writeGif(images(), path, millisPerFrame);
  }

  private List<BufferedImage> images() {
    if (frames.isEmpty()) {
      throw new IllegalStateException("frames: expected at least one recorded, got none");
    }
    List<BufferedImage> images = new ArrayList<>();
    for (Frame frame : frames) {
      ErfMap map = frame.field().map();
      String title = String.format(Locale.ROOT, "after %d: %.1f px", frame.updates(), map.size());
      Heatmap picture = ErfPictures.heatmap(map, title);
      images.add(picture.toImage());
    }
    return images;
  }
}
