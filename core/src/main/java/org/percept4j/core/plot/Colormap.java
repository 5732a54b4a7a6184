package org.percept4j.core.plot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.DoubleUnaryOperator;

/** From a number between 0 and 1 to a colour, as the maps of these names in matplotlib. */
public enum Colormap {
  /** Dark blue to yellow, perceptually uniform. */
  VIRIDIS,
  /** Black to light yellow through purple, perceptually uniform. */
  MAGMA,
  /** Black to white through red and yellow. */
  HOT,
  /** Blue to red through the rainbow; not perceptually uniform, but what older papers use. */
  JET;

  private static final int SIZE = 256;

  @SuppressWarnings("ImmutableEnumChecker") // written once, read only
  private final int[] table = name().equals("HOT") || name().equals("JET") ? formula() : resource();

  /**
   * Returns the colour of a number.
   *
   * @param t position; below 0 and above 1 count as 0 and 1, NaN as 0
   * @return red, green and blue, 8 bits each, as 0xRRGGBB
   */
  public int rgb(double t) {
    int i = (int) (t * SIZE);
    return table[Math.max(0, Math.min(SIZE - 1, i))];
  }

  private int[] resource() {
    String file = name().toLowerCase(java.util.Locale.ROOT) + ".txt";
    try (InputStream in = Colormap.class.getResourceAsStream(file)) {
      String digits = new String(in.readAllBytes(), StandardCharsets.US_ASCII).replace("\n", "");
      int[] colours = new int[SIZE];
      for (int i = 0; i < SIZE; i++) {
        colours[i] = Integer.parseInt(digits.substring(6 * i, 6 * i + 6), 16);
      }
      return colours;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int[] formula() {
    DoubleUnaryOperator red;
    DoubleUnaryOperator green;
    DoubleUnaryOperator blue;
    if (name().equals("HOT")) {
      red = ramp(-0.0416 / 0.9584 * 0.365079, 0, 0.365079, 1);
      green = ramp(0.365079, 0, 0.746032, 1);
      blue = ramp(0.746032, 0, 1, 1);
    } else {
      red = hill(0.35, 0.66, 0.89, 1, 0.5);
      green = hill(0.125, 0.375, 0.64, 0.91, 0);
      blue = t -> t < 0.11 ? 0.5 + 0.5 * t / 0.11 : hill(0, 0, 0.34, 0.65, 0).applyAsDouble(t);
    }
    int[] colours = new int[SIZE];
    for (int i = 0; i < SIZE; i++) {
      double t = i / (SIZE - 1.0);
      colours[i] = byteOf(red, t) << 16 | byteOf(green, t) << 8 | byteOf(blue, t);
    }
    return colours;
  }

  private static int byteOf(DoubleUnaryOperator channel, double t) {
    return (int) Math.round(255 * Math.max(0, Math.min(1, channel.applyAsDouble(t))));
  }

  private static DoubleUnaryOperator ramp(double x0, double y0, double x1, double y1) {
    return t -> y0 + (t - x0) / (x1 - x0) * (y1 - y0);
  }

  /** 0 up to a, 1 from b to c, and from there down to {@code last} at d. */
  private static DoubleUnaryOperator hill(double a, double b, double c, double d, double last) {
    return t ->
        t <= a && a > 0
            ? 0
            : t < b
                ? (t - a) / (b - a)
                : t <= c ? 1 : t < d ? 1 - (1 - last) * (t - c) / (d - c) : last;
  }
}
