package org.percept4j.examples.experiments.erf;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Pictures next to and below one another, on white. */
final class Panels {

  private Panels() {}

  static BufferedImage sideBySide(List<BufferedImage> pictures) {
    return joined(pictures, true);
  }

  static BufferedImage stacked(List<BufferedImage> pictures) {
    return joined(pictures, false);
  }

  private static BufferedImage joined(List<BufferedImage> pictures, boolean across) {
    int width = 0;
    int height = 0;
    for (BufferedImage p : pictures) {
      width = across ? width + p.getWidth() : Math.max(width, p.getWidth());
      height = across ? Math.max(height, p.getHeight()) : height + p.getHeight();
    }
    BufferedImage all = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = all.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, width, height);
    int at = 0;
    for (BufferedImage p : pictures) {
      g.drawImage(p, across ? at : 0, across ? 0 : at, null);
      at += across ? p.getWidth() : p.getHeight();
    }
    g.dispose();
    return all;
  }
}
