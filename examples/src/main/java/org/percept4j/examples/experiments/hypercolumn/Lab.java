package org.percept4j.examples.experiments.hypercolumn;

import java.awt.image.BufferedImage;

/**
 * Converts between sRGB (IEC 61966-2-1) and CIE L*a*b* of 1976 under the white of D65, where equal
 * distances look about equally far apart.
 */
public final class Lab {

  private static final double[] WHITE = {0.95047, 1, 1.08883};
  private static final double[][] TO_XYZ = {
    {0.4124564, 0.3575761, 0.1804375},
    {0.2126729, 0.7151522, 0.0721750},
    {0.0193339, 0.1191920, 0.9503041}
  };
  private static final double[][] FROM_XYZ = {
    {3.2404542, -1.5371385, -0.4985314},
    {-0.9692660, 1.8760108, 0.0415560},
    {0.0556434, -0.2040259, 1.0572252}
  };
  private static final double EPSILON = 216.0 / 24389;
  private static final double KAPPA = 24389.0 / 27;

  private Lab() {}

  /**
   * Converts a picture.
   *
   * @param image any picture; transparency is ignored. Not modified
   * @return planes L* (0 to 100), a*, b*, row by row
   */
  public static float[][] of(BufferedImage image) {
    int width = image.getWidth();
    int[] rgb = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    float[][] planes = new float[3][rgb.length];
    for (int p = 0; p < rgb.length; p++) {
      double[] lab = of(rgb[p]);
      for (int c = 0; c < 3; c++) {
        planes[c][p] = (float) lab[c];
      }
    }
    return planes;
  }

  /**
   * Converts one colour.
   *
   * @param rgb red, green and blue, 8 bits each
   * @return L*, a*, b*
   */
  public static double[] of(int rgb) {
    double[] f = new double[3];
    for (int i = 0; i < 3; i++) {
      double value = 0;
      for (int c = 0; c < 3; c++) {
        value += TO_XYZ[i][c] * linear((rgb >> (16 - 8 * c) & 0xFF) / 255.0);
      }
      value /= WHITE[i];
      f[i] = value > EPSILON ? Math.cbrt(value) : (KAPPA * value + 16) / 116;
    }
    return new double[] {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
  }

  /**
   * Converts back. Colours that screens cannot show are clipped.
   *
   * @param planes L*, a*, b*. Not modified
   * @param width pixels in a row
   * @return a new RGB picture
   */
  public static BufferedImage picture(float[][] planes, int width) {
    BufferedImage image =
        new BufferedImage(width, planes[0].length / width, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < planes[0].length; p++) {
      image.setRGB(p % width, p / width, rgb(planes[0][p], planes[1][p], planes[2][p]));
    }
    return image;
  }

  /** Returns red, green and blue, 8 bits each. */
  static int rgb(double l, double a, double b) {
    double fy = (l + 16) / 116;
    double[] f = {fy + a / 500, fy, fy - b / 200};
    double[] xyz = new double[3];
    for (int i = 0; i < 3; i++) {
      double cube = f[i] * f[i] * f[i];
      xyz[i] = WHITE[i] * (cube > EPSILON ? cube : (116 * f[i] - 16) / KAPPA);
    }
    int rgb = 0;
    for (int c = 0; c < 3; c++) {
      double value = 0;
      for (int i = 0; i < 3; i++) {
        value += FROM_XYZ[c][i] * xyz[i];
      }
      double byteValue = 255 * Math.max(0, Math.min(1, gamma(value)));
      rgb = rgb << 8 | (int) Math.round(byteValue);
    }
    return rgb;
  }

  private static double linear(double v) {
    return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
  }

  private static double gamma(double v) {
    return v <= 0.0031308 ? 12.92 * v : 1.055 * Math.pow(v, 1 / 2.4) - 0.055;
  }
}
