package org.percept4j.sonify;

/** How loud a frequency seems. */
final class Loudness {

  private Loudness() {}

  /**
   * A-weighting (IEC 61672-1, annex E), 0 dB at 1 kHz.
   *
   * @param f frequency in hertz, positive
   * @return decibels
   */
  static double aWeightDecibels(double f) {
    double f2 = f * f;
    double response =
        12194.0
            * 12194.0
            * f2
            * f2
            / ((f2 + 20.6 * 20.6)
                * Math.sqrt((f2 + 107.7 * 107.7) * (f2 + 737.9 * 737.9))
                * (f2 + 12194.0 * 12194.0));
    return 20 * Math.log10(response) + 2.0;
  }
}
