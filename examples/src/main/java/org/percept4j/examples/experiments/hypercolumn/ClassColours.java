package org.percept4j.examples.experiments.hypercolumn;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.percept4j.examples.data.Garments;

/** A colour for each garment and for the background. */
final class ClassColours {

  private static final int[] RGB = {
    0x1f77b4, 0xff7f0e, 0x2ca02c, 0xd62728, 0x9467bd, 0x8c564b, 0xe377c2, 0x17becf, 0xf2d024,
    0xa8d05a, 0xe4e4e4
  };
  private static final int SWATCH = 14;
  private static final int ROW = 22;
  private static final int COLUMN = 130;
  private static final int ACROSS = 6;

  private ClassColours() {}

  /** Labels, row after row, as a picture. */
  static BufferedImage picture(int[] labels, int width) {
    BufferedImage image =
        new BufferedImage(width, labels.length / width, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < labels.length; p++) {
      image.setRGB(p % width, p / width, RGB[labels[p]]);
    }
    return image;
  }

  /** Which colour is what. */
  static BufferedImage legend() {
    List<String> names = new ArrayList<>(Garments.NAMES);
    names.add("background");
    int rows = (names.size() + ACROSS - 1) / ACROSS;
    BufferedImage image =
        new BufferedImage(ACROSS * COLUMN, rows * ROW, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, image.getWidth(), image.getHeight());
    for (int i = 0; i < names.size(); i++) {
      int x = i % ACROSS * COLUMN;
      int y = i / ACROSS * ROW;
      pen.setColor(new Color(RGB[i]));
      pen.fillRect(x, y + 3, SWATCH, SWATCH);
      pen.setColor(Color.DARK_GRAY);
      pen.drawString(names.get(i), x + SWATCH + 6, y + 15);
    }
    pen.dispose();
    return image;
  }
}
