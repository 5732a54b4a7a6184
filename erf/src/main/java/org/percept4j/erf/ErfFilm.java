package org.percept4j.erf;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.percept4j.core.plot.Pictures;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.Measure;

/**
 * Shows the frames of a tracker as a film strip or an animation. Each frame is on its own linear
 * scale from 0 (black) to its largest magnitude, titled with the number of updates and the size.
 * Immutable and thread-safe.
 */
public final class ErfFilm {

  private final List<ErfTracker.Frame> frames;

  private ErfFilm(List<ErfTracker.Frame> frames) {
    this.frames = List.copyOf(frames);
  }

  /**
   * Returns the film of some frames.
   *
   * @param frames at least one, in the order to show them
   * @return the film
   * @throws IllegalArgumentException if there are none
   */
  public static ErfFilm of(List<ErfTracker.Frame> frames) {
    if (frames.isEmpty()) {
      throw new IllegalArgumentException("frames: expected at least one recorded, got none");
    }
    return new ErfFilm(frames);
  }

  /**
   * Draws the frames side by side.
   *
   * @return the picture
   */
  public BufferedImage strip() {
    return FrameImages.strip(images());
  }

  /**
   * Writes the film strip as a PNG.
   *
   * @param path the file, in an existing folder; replaced if it exists, whole or absent
   * @throws IOException if it cannot be written
   */
  public void writeStrip(Path path) throws IOException {
    Pictures.writePng(strip(), path);
  }

  /**
   * Writes the frames as an animated GIF that repeats for ever.
   *
   * @param path the file, in an existing folder; replaced if it exists, whole or absent
   * @param millisPerFrame how long each frame is shown, at least 20
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if the time is too short
   */
  public void writeGif(Path path, int millisPerFrame) throws IOException {
    FrameImages.writeGif(images(), path, millisPerFrame);
  }

  private List<BufferedImage> images() {
    List<BufferedImage> images = new ArrayList<>();
    for (ErfTracker.Frame frame : frames) {
      ErfMap map = frame.field().map();
      double size = Measure.SIZE.of(map);
      String title = String.format(Locale.ROOT, "after %d: %.1f px", frame.updates(), size);
      images.add(ErfPlots.heatmap(map, title).toImage());
    }
    return images;
  }

  @Override
  public String toString() {
    return "ErfFilm of " + frames.size() + " frames";
  }
}
