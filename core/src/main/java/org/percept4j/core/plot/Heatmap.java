package org.percept4j.core.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A matrix as a picture: one square a value. Immutable; each setting makes a new heat map. */
public final class Heatmap {

  /** Tells how values are laid out over the colours. */
  public enum Scale {
    /** Proportionally. */
    LINEAR,
    /** By their logarithm; values that are not positive get the lowest colour. */
    LOG
  }

  private static final int NAN_RGB = 0xFF00FF;
  private static final int MAX_SIDE = 16_384;
  private static final int TOP = 28;

  private final double[] values;
  private final int rows;
  private final int columns;
  private final Colormap colormap;
  private final Scale scale;
  private final double min;
  private final double max;
  private final int magnification;
  private final @Nullable String title;

  private Heatmap(
      double[] values,
      int rows,
      int columns,
      Colormap colormap,
      Scale scale,
      double min,
      double max,
      int magnification,
      @Nullable String title) {
    this.values = values;
    this.rows = rows;
    this.columns = columns;
    this.colormap = colormap;
    this.scale = scale;
    this.min = min;
    this.max = max;
    this.magnification = magnification;
    this.title = title;
  }

  /**
   * Returns a heat map in viridis, linear, over the range of the finite values, one pixel a value.
   *
   * @param values rows·columns values, row by row; copied. Not modified
   * @param rows at least 1
   * @param columns at least 1
   * @return the heat map
   * @throws IllegalArgumentException if the number of values does not fit
   */
  public static Heatmap of(double[] values, int rows, int columns) {
    if (rows < 1 || columns < 1 || (long) rows * columns != values.length) {
      throw new IllegalArgumentException(
          String.format(
              "values: expected rows·columns of them, both positive, got %d for %d·%d",
              values.length, rows, columns));
    }
    return new Heatmap(
        values.clone(),
        rows,
        columns,
        Colormap.VIRIDIS,
        Scale.LINEAR,
        Double.NaN,
        Double.NaN,
        1,
        null);
  }

  /**
   * Returns the same as {@link #of(double[], int, int)}.
   *
   * @param values rows·columns values, row by row. Not modified
   * @param rows at least 1
   * @param columns at least 1
   * @return the heat map
   * @throws IllegalArgumentException if the number of values does not fit
   */
  public static Heatmap of(float[] values, int rows, int columns) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return of(wide, rows, columns);
  }

  /**
   * Sets the colours.
   *
   * @param map the colour map
   * @return a new heat map
   */
  public Heatmap colormap(Colormap map) {
    Objects.requireNonNull(map, "map");
    return new Heatmap(values, rows, columns, map, scale, min, max, magnification, title);
  }

  /**
   * Sets how values are laid out over the colours.
   *
   * @param value the scale
   * @return a new heat map
   */
  public Heatmap scale(Scale value) {
    Objects.requireNonNull(value, "value");
    return new Heatmap(values, rows, columns, colormap, value, min, max, magnification, title);
  }

  /**
   * Sets the values of the lowest and the highest colour.
   *
   * @param low finite
   * @param high finite, above {@code low}
   * @return a new heat map
   * @throws IllegalArgumentException if the range is empty or not finite
   */
  public Heatmap range(double low, double high) {
    if (!(low < high) || !Double.isFinite(high - low)) {
      throw new IllegalArgumentException(
          "range: expected finite low < high, got " + low + "…" + high);
    }
    return new Heatmap(values, rows, columns, colormap, scale, low, high, magnification, title);
  }

  /**
   * Sets how many pixels a value takes.
   *
   * @param pixels at least 1, such that neither side exceeds 16384 pixels
   * @return a new heat map
   * @throws IllegalArgumentException if it is out of range
   */
  public Heatmap magnify(int pixels) {
    if (pixels < 1 || (long) pixels * Math.max(rows, columns) > MAX_SIDE) {
      throw new IllegalArgumentException(
          String.format(
              "pixels: expected 1 to %d for %d x %d values, got %d",
              MAX_SIDE / Math.max(rows, columns), rows, columns, pixels));
    }
    return new Heatmap(values, rows, columns, colormap, scale, min, max, pixels, title);
  }

  /**
   * Adds a title and a colour bar with its range.
   *
   * @param text the title
   * @return a new heat map
   */
  public Heatmap titled(String text) {
    Objects.requireNonNull(text, "text");
    return new Heatmap(values, rows, columns, colormap, scale, min, max, magnification, text);
  }

  /**
   * Draws it. NaN is magenta, a colour that none of the maps has. If all values are the same, they
   * get the middle colour, or the lowest if they are 0.
   *
   * @return a new RGB image
   */
  public BufferedImage toImage() {
    double[] range = resolvedRange();
    BufferedImage plain =
        new BufferedImage(
            columns * magnification, rows * magnification, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < plain.getHeight(); y++) {
      for (int x = 0; x < plain.getWidth(); x++) {
        double v = values[y / magnification * columns + x / magnification];
        plain.setRGB(
            x, y, Double.isNaN(v) ? NAN_RGB : colormap.rgb(position(v, range[0], range[1])));
      }
    }
    return title == null ? plain : framed(plain, title, range);
  }

  private BufferedImage framed(BufferedImage plain, String text, double[] range) {
    int bar = 14;
    int width = Math.max(220, 12 + plain.getWidth() + 12 + bar + 62);
    int height = TOP + Math.max(60, plain.getHeight()) + 12;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, width, height);
    g.setColor(Color.DARK_GRAY);
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    g.drawString(text, 12, 18);
    g.drawImage(plain, 12, TOP, null);
    int left = 12 + plain.getWidth() + 12;
    int tall = height - TOP - 12;
    for (int y = 0; y < tall; y++) {
      g.setColor(new Color(colormap.rgb(1 - y / (double) Math.max(1, tall - 1))));
      g.fillRect(left, TOP + y, bar, 1);
    }
    g.setColor(Color.DARK_GRAY);
    g.drawString(String.format(Locale.ROOT, "%.3g", range[1]), left + bar + 4, TOP + 10);
    g.drawString(String.format(Locale.ROOT, "%.3g", range[0]), left + bar + 4, TOP + tall);
    g.dispose();
    return image;
  }

  private double[] resolvedRange() {
    if (!Double.isNaN(min)) {
      return new double[] {min, max};
    }
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double v : values) {
      if (Double.isFinite(v) && (scale == Scale.LINEAR || v > 0)) {
        low = Math.min(low, v);
        high = Math.max(high, v);
      }
    }
    return low <= high ? new double[] {low, high} : new double[] {0, 1};
  }

  private double position(double v, double low, double high) {
    if (low == high) {
      return v < low || v == 0 ? 0 : v > high ? 1 : 0.5;
    }
    if (scale == Scale.LINEAR) {
      return (v - low) / (high - low);
    }
    double floor = low > 0 ? low : high * 1e-6;
    return v <= 0 ? 0 : Math.log(v / floor) / Math.log(high / floor);
  }

  /**
   * Writes it as a PNG file, replacing one that is there.
   *
   * @param path the file
   * @throws IOException if it cannot be written
   */
  public void writePng(Path path) throws IOException {
    Pictures.writePng(toImage(), path);
  }

  @Override
  public String toString() {
    return String.format(
        "Heatmap[%d×%d, %s, %s]", rows, columns, colormap, title == null ? "no title" : title);
  }
}
