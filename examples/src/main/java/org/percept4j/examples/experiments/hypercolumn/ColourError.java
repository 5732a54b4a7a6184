package org.percept4j.examples.experiments.hypercolumn;

import java.awt.image.BufferedImage;

/**
 * Measures how far a coloured picture is from the true one.
 *
 * @param psnr peak signal-to-noise ratio over red, green and blue, in dB: −10·log10 of the mean
 *     squared error of values from 0 to 1; infinite if there is none
 * @param deltaE mean distance of the colours in L*a*b* (CIE 1976); 2.3 is just noticeable
 */
public record ColourError(double psnr, double deltaE) {

  /**
   * Compares two pictures of one size.
   *
   * @param truth the true one. Not modified
   * @param found the other. Not modified
   * @return the error
   * @throws IllegalArgumentException if their sizes differ
   */
  public static ColourError between(BufferedImage truth, BufferedImage found) {
    if (truth.getWidth() != found.getWidth() || truth.getHeight() != found.getHeight()) {
      throw new IllegalArgumentException(
          String.format(
              "found: expected %d x %d pixels, got %d x %d",
              truth.getWidth(), truth.getHeight(), found.getWidth(), found.getHeight()));
    }
    double squares = 0;
    double distances = 0;
    int pixels = truth.getWidth() * truth.getHeight();
    for (int p = 0; p < pixels; p++) {
      int a = truth.getRGB(p % truth.getWidth(), p / truth.getWidth());
      int b = found.getRGB(p % truth.getWidth(), p / truth.getWidth());
      for (int shift = 0; shift <= 16; shift += 8) {
        squares += Math.pow(((a >> shift & 0xFF) - (b >> shift & 0xFF)) / 255.0, 2);
      }
      double[] labA = Lab.of(a);
      double[] labB = Lab.of(b);
      distances +=
          Math.sqrt(
              Math.pow(labA[0] - labB[0], 2)
                  + Math.pow(labA[1] - labB[1], 2)
                  + Math.pow(labA[2] - labB[2], 2));
    }
    return new ColourError(-10 * Math.log10(squares / (3.0 * pixels)), distances / pixels);
  }
}
