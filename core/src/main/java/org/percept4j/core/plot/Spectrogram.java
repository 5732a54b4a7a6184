package org.percept4j.core.plot;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.commons.math3.complex.Complex;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * What frequencies a sound has at what time: the short-time Fourier transform with a Hann window,
 * in decibels relative to the loudest bin, time to the right and frequency upwards.
 */
public final class Spectrogram {

  private static final double FLOOR_DECIBELS = -70;

  private final float[] samples;
  private final int sampleRate;
  private final int window;
  private final int width;
  private final int height;
  private final double maxHertz;
  private final String title;

  /**
   * A spectrogram.
   *
   * @param samples one channel; not copied. Not modified
   * @param sampleRate samples a second, positive
   * @param window samples in a window, a power of two of at least 64: frequency resolution is
   *     2·sampleRate/window
   * @param maxHertz the highest frequency shown, at most half the sample rate
   * @param title shown above
   * @throws IllegalArgumentException if there are no samples or a number is out of range
   */
  public Spectrogram(float[] samples, int sampleRate, int window, double maxHertz, String title) {
    if (samples.length == 0 || sampleRate < 1) {
      throw new IllegalArgumentException(
          "samples: expected at least 1 at a positive rate, got "
              + samples.length
              + " at "
              + sampleRate);
    }
    if (window < 64 || Integer.bitCount(window) != 1) {
      throw new IllegalArgumentException(
          "window: expected a power of two of at least 64, got " + window);
    }
    if (!(maxHertz > 0 && maxHertz <= sampleRate / 2.0)) {
      throw new IllegalArgumentException(
          "maxHertz: expected more than 0, at most " + sampleRate / 2.0 + ", got " + maxHertz);
    }
    this.samples = samples;
    this.sampleRate = sampleRate;
    this.window = window;
    this.maxHertz = maxHertz;
    this.title = Objects.requireNonNull(title, "title");
    this.width = 900;
    this.height = 260;
  }

  /**
   * Power over time and frequency.
   *
   * @param columns how many windows, spread evenly over the sound
   * @return decibels relative to the loudest bin, at least -70; [column][bin], bin k at
   *     k·sampleRate/window hertz
   */
  public double[][] decibels(int columns) {
    double[][] power = new double[columns][window / 2];
    double loudest = 0;
    double[] frame = new double[window];
    FastFourierTransformer fft = new FastFourierTransformer(DftNormalization.STANDARD);
    for (int c = 0; c < columns; c++) {
      long centre = (2L * c + 1) * samples.length / (2L * columns);
      for (int i = 0; i < window; i++) {
        long at = centre - window / 2 + i;
        double hann = Math.pow(Math.sin(Math.PI * (i + 0.5) / window), 2);
        frame[i] = at >= 0 && at < samples.length ? samples[(int) at] * hann : 0;
      }
      Complex[] bins = fft.transform(frame, TransformType.FORWARD);
      for (int k = 0; k < window / 2; k++) {
        double re = bins[k].getReal();
        double im = bins[k].getImaginary();
        power[c][k] = re * re + im * im;
        loudest = Math.max(loudest, power[c][k]);
      }
    }
    for (double[] column : power) {
      for (int k = 0; k < column.length; k++) {
        double db = loudest > 0 ? 10 * Math.log10(column[k] / loudest) : FLOOR_DECIBELS;
        column[k] = Math.max(FLOOR_DECIBELS, db);
      }
    }
    return power;
  }

  /**
   * Draws it in magma.
   *
   * @return a new image
   */
  public BufferedImage toImage() {
    double[][] decibels = decibels(width);
    BufferedImage image =
        new BufferedImage(
            Axes.LEFT + width + 16, Axes.TOP + height + Axes.BOTTOM, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    Axes.prepare(g, image.getWidth(), image.getHeight());
    Axes.title(g, title);
    double binHertz = (double) sampleRate / window;
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        double bin = maxHertz * (height - y - 0.5) / height / binHertz;
        int k = (int) Math.max(0, Math.min(window / 2.0 - 1, Math.rint(bin)));
        image.setRGB(
            Axes.LEFT + x, Axes.TOP + y, Colormap.MAGMA.rgb(1 - decibels[x][k] / FLOOR_DECIBELS));
      }
    }
    double seconds = (double) samples.length / sampleRate;
    int bottom = Axes.TOP + height;
    for (double t : Axes.ticks(0, seconds, 10)) {
      Axes.xTick(g, Axes.LEFT + (int) Math.round(t / seconds * width), bottom, Axes.label(t));
    }
    Axes.xLabel(g, Axes.LEFT, Axes.LEFT + width, bottom, "time in seconds");
    for (double f : Axes.ticks(0, maxHertz, 6)) {
      int y = bottom - (int) Math.round(f / maxHertz * height);
      Axes.yTick(g, y, Axes.LEFT, Axes.label(f / 1000) + " kHz");
    }
    g.dispose();
    return image;
  }

  /**
   * Writes it as a PNG file, replacing one that is there.
   *
   * @param path the file
   * @throws IOException if it cannot be written
   */
  public void writePng(Path path) throws IOException {
    Pictures.writePng(toImage(), path);
  }
}
