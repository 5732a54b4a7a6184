package org.percept4j.sonify.tone;

/** Says how loud a frequency is, as EBU R128 meters count it. */
final class Loudness {

  static final double SHELF_HERTZ = 1681.974450955533;
  static final double SHELF_Q = 0.7071752369554196;
  static final double SHELF_GAIN = Math.pow(10, 3.999843853973347 / 20);
  static final double SHELF_BAND = Math.pow(SHELF_GAIN, 0.4996667741545416);
  static final double CUT_HERTZ = 38.13547087602444;
  static final double CUT_Q = 0.5003270373238773;

  private Loudness() {}

  /**
   * Returns the power gain of K-weighting (ITU-R BS.1770-4, annex 1): a high shelf of 4 dB above
   * 1.7 kHz and a high pass at 38 Hz. The standard gives coefficients for 48 kHz only; these are
   * the analog filters that they discretise, |H(j·2πf)|² of both multiplied.
   *
   * @param hertz frequency in hertz, positive
   * @return the factor on power, near 1 at 1 kHz
   */
  static double kWeight(double hertz) {
    double s = hertz / SHELF_HERTZ;
    double shelf =
        sum(1 - SHELF_GAIN * s * s, SHELF_BAND / SHELF_Q * s) / sum(1 - s * s, s / SHELF_Q);
    double c = hertz / CUT_HERTZ;
    return shelf * sum(c * c, 0) / sum(1 - c * c, c / CUT_Q);
  }

  private static double sum(double real, double imaginary) {
    return real * real + imaginary * imaginary;
  }
}
