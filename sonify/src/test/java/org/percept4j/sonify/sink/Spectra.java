package org.percept4j.sonify.sink;

import org.apache.commons.math3.complex.Complex;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/** Analysis of samples by means that the synthesis does not use. */
final class Spectra {

  static final int SIZE = 8192;

  private Spectra() {}

  /** Power of each bin of a zero-padded transform; bin k is at k·rate/SIZE hertz. */
  static double[] power(float[] samples, int start, int count) {
    double[] padded = new double[SIZE];
    for (int i = 0; i < count; i++) {
      padded[i] = samples[start + i];
    }
    Complex[] bins =
        new FastFourierTransformer(DftNormalization.STANDARD)
            .transform(padded, TransformType.FORWARD);
    double[] power = new double[SIZE / 2];
    for (int k = 0; k < power.length; k++) {
      power[k] = Math.pow(bins[k].abs(), 2);
    }
    return power;
  }

  /** Geometric over arithmetic mean: near 0 for a tone, over a half for noise. */
  static double flatness(double[] power) {
    double logs = 0;
    double sum = 0;
    for (double p : power) {
      logs += Math.log(p + 1e-12);
      sum += p;
    }
    return Math.exp(logs / power.length) / (sum / power.length);
  }

  /** Share of the energy within so many hertz of the highest peak. */
  static double peakShare(double[] power, double hertz) {
    int peak = 0;
    double sum = 0;
    for (int k = 0; k < power.length; k++) {
      sum += power[k];
      peak = power[k] > power[peak] ? k : peak;
    }
    int width = (int) (hertz * SIZE / 44_100.0);
    double near = 0;
    for (int k = Math.max(0, peak - width); k <= Math.min(power.length - 1, peak + width); k++) {
      near += power[k];
    }
    return near / sum;
  }

  /** Centre of gravity, as a bin. */
  static double centre(double[] power) {
    double sum = 0;
    double weighted = 0;
    for (int k = 0; k < power.length; k++) {
      sum += power[k];
      weighted += k * power[k];
    }
    return weighted / sum;
  }

  static double energy(float[] samples, int start, int count) {
    double sum = 0;
    for (int i = start; i < start + count; i++) {
      sum += samples[i] * samples[i];
    }
    return sum;
  }
}
