package org.percept4j.core.image;

import java.awt.image.BufferedImage;

/** EXIF's eight orientations: what to do with the stored picture so that it stands upright. */
final class Orientation {

  private Orientation() {}

  /**
   * Turns and mirrors a picture.
   *
   * @param orientation 1 to 8; above 4 width and height change places
   * @param stored not modified
   * @return the same picture for 1
   */
  static BufferedImage apply(int orientation, BufferedImage stored) {
    if (orientation == 1) {
      return stored;
    }
    int w = stored.getWidth();
    int h = stored.getHeight();
    boolean turned = orientation > 4;
    BufferedImage upright =
        new BufferedImage(turned ? h : w, turned ? w : h, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < upright.getHeight(); y++) {
      for (int x = 0; x < upright.getWidth(); x++) {
        int rgb =
            switch (orientation) {
              case 2 -> stored.getRGB(w - 1 - x, y);
              case 3 -> stored.getRGB(w - 1 - x, h - 1 - y);
              case 4 -> stored.getRGB(x, h - 1 - y);
              case 5 -> stored.getRGB(y, x);
              case 6 -> stored.getRGB(y, h - 1 - x);
              case 7 -> stored.getRGB(w - 1 - y, h - 1 - x);
              default -> stored.getRGB(w - 1 - y, x);
            };
        upright.setRGB(x, y, rgb);
      }
    }
    return upright;
  }
}
