package org.percept4j.core.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Ticks, labels and a title around a picture. */
final class Axes {

  static final int LEFT = 64;
  static final int TOP = 28;
  static final int BOTTOM = 40;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

  private Axes() {}

  static void prepare(Graphics2D g, int width, int height) {
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, width, height);
    g.setColor(Color.DARK_GRAY);
    g.setFont(FONT);
  }

  static void title(Graphics2D g, String text) {
    g.setFont(FONT.deriveFont(Font.BOLD, 13f));
    g.drawString(text, LEFT, 18);
    g.setFont(FONT);
  }

  static void xTick(Graphics2D g, int x, int bottom, String label) {
    g.drawLine(x, bottom, x, bottom + 4);
    g.drawString(label, x - g.getFontMetrics().stringWidth(label) / 2, bottom + 16);
  }

  static void xLabel(Graphics2D g, int left, int right, int bottom, String label) {
    int width = g.getFontMetrics().stringWidth(label);
    g.drawString(label, (left + right - width) / 2, bottom + 32);
  }

  static void yTick(Graphics2D g, int y, int x, String label) {
    g.drawLine(x - 4, y, x, y);
    g.drawString(label, x - 7 - g.getFontMetrics().stringWidth(label), y + 4);
  }

  /** Round numbers (1, 2 or 5 times a power of ten) within a range, at most so many. */
  static List<Double> ticks(double min, double max, int most) {
    List<Double> ticks = new ArrayList<>();
    double raw = (max - min) / most;
    if (!(raw > 0) || Double.isInfinite(raw)) {
      return ticks;
    }
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double step = power;
    for (double factor : new double[] {1, 2, 5, 10}) {
      step = factor * power;
      if (step >= raw * (1 - 1e-9)) {
        break;
      }
    }
    for (double k = Math.ceil(min / step - 1e-9); k * step <= max + 1e-9 * step; k++) {
      ticks.add(k * step + 0.0); // no negative zero
    }
    return ticks;
  }

  static String label(double value) {
    if (value != 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5)) {
      return String.format(Locale.ROOT, "%.0e", value);
    }
    String text = String.format(Locale.ROOT, "%.3f", value);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }
}
