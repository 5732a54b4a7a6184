package org.percept4j.core.plot;

import org.apache.commons.math3.complex.Complex;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/** Computes the power of a sound over time and frequency: Hann windows, padded with zeros. */
final class ShortTimeSpectrum {

  static final double FLOOR_DECIBELS = -60;
  private static final int HOPS_PER_WINDOW = 2;

  private final float[] samples;
  private final int sampleRate;
  private final int window;
  private final int size;

  /**
   * Prepares it.
   *
   * @param window samples in a window
   */
  ShortTimeSpectrum(float[] samples, int sampleRate, int window) {
    this.samples = samples;
    this.sampleRate = sampleRate;
    this.window = window;
    this.size = Math.max(2048, Integer.highestOneBit(4 * window - 1));
  }

  double hertz(int bin) {
    return bin * (double) sampleRate / size;
  }

  int bins() {
    return size / 2;
  }

  /**
   * Returns decibels relative to the loudest bin, at least the floor, [column][bin]. A column is
   * the loudest of all windows that begin in its time, so that no tone is skipped.
   */
  double[][] decibels(int columns) {
    double[][] power = new double[columns][bins()];
    double[] hann = new double[window];
    for (int i = 0; i < window; i++) {
      hann[i] = Math.pow(Math.sin(Math.PI * (i + 0.5) / window), 2);
    }
    FastFourierTransformer fft = new FastFourierTransformer(DftNormalization.STANDARD);
    double[] frame = new double[size];
    double loudest = 0;
    for (int c = 0; c < columns; c++) {
      long first = (long) c * samples.length / columns;
      long last = Math.max(first + 1, (c + 1L) * samples.length / columns);
      int hops = (int) Math.max(1, (last - first) * HOPS_PER_WINDOW / window);
      for (int h = 0; h < hops; h++) {
        long centre = first + (last - first) * (2L * h + 1) / (2L * hops);
        for (int i = 0; i < window; i++) {
          long at = centre - window / 2 + i;
          frame[i] = at >= 0 && at < samples.length ? samples[(int) at] * hann[i] : 0;
        }
        Complex[] spectrum = fft.transform(frame, TransformType.FORWARD);
        for (int k = 0; k < bins(); k++) {
          double re = spectrum[k].getReal();
          double im = spectrum[k].getImaginary();
          power[c][k] = Math.max(power[c][k], re * re + im * im);
          loudest = Math.max(loudest, power[c][k]);
        }
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
}
