package org.percept4j.core.plot;

import java.awt.image.BufferedImage;

/**
 * Colours of things that have no order. Lines take those of Okabe and Ito (2008), which people with
 * any kind of colour vision can tell apart; classes and clusters, of which there may be many, take
 * a longer list of colours that begins with the same.
 */
public final class Palette {

  private static final int[] LINES = {
    0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x444444, 0xB8AB00
  };

  private static final int[] CATEGORIES = {
    0x0072B2, 0xE69F00, 0x009E73, 0xD55E00, 0xCC79A7, 0x56B4E9, 0xF0E442, 0x444444, 0x7B3294,
    0x8C510A, 0x80CDC1, 0xB2182B, 0xBDBDBD, 0x4D9221, 0xFDDBC7, 0x35978F
  };

  private Palette() {}

  /**
   * Returns the colour of a line. There are eight; then they come again.
   *
   * @param index from 0
   * @return red, green and blue, 8 bits each, as 0xRRGGBB
   */
  public static int line(int index) {
    return LINES[Math.floorMod(index, LINES.length)];
  }

  /**
   * Returns the colour of a class or a cluster. There are sixteen; then they come again.
   *
   * @param index from 0
   * @return red, green and blue, 8 bits each, as 0xRRGGBB
   */
  public static int category(int index) {
    return CATEGORIES[Math.floorMod(index, CATEGORIES.length)];
  }

  /**
   * Draws labels, one pixel each, in the colours of their categories.
   *
   * @param labels from 0, row by row; a negative label is white. Not modified
   * @param width pixels in a row
   * @return a new RGB image
   * @throws IllegalArgumentException if the rows are not all of that width
   */
  public static BufferedImage picture(int[] labels, int width) {
    if (width < 1 || labels.length == 0 || labels.length % width != 0) {
      throw new IllegalArgumentException(
          "labels: expected whole rows of " + width + ", got " + labels.length + " of them");
    }
    BufferedImage image =
        new BufferedImage(width, labels.length / width, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < labels.length; p++) {
      image.setRGB(p % width, p / width, labels[p] < 0 ? 0xFFFFFF : category(labels[p]));
    }
    return image;
  }

  /** Returns a colour as CSS writes it. */
  static String css(int rgb) {
    return String.format("#%06x", rgb & 0xFFFFFF);
  }
}
