package org.percept4j.core.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One axis: from values to pixels, with ticks that do not collide.
 *
 * @param min value at {@code from}
 * @param max value at {@code to}, above {@code min}
 * @param log whether equal ratios, not equal differences, are equally far apart
 * @param from pixel of {@code min}
 * @param to pixel of {@code max}
 */
record Axis(double min, double max, boolean log, double from, double to) {

  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final double MIN_GAP = 10;

  /** Widens a range that is a single value, so that it can be drawn. */
  static Axis of(double min, double max, boolean log, double from, double to) {
    if (min < max) {
      return new Axis(min, max, log, from, to);
    }
    if (log) {
      return new Axis(min / 2, min * 2, true, from, to);
    }
    double margin = min == 0 ? 1 : Math.abs(min) / 2;
    return new Axis(min - margin, min + margin, false, from, to);
  }

  boolean shows(double value) {
    return Double.isFinite(value) && (!log || value > 0);
  }

  double pixel(double value) {
    double t = log ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
    return from + t * (to - from);
  }

  /** Returns round values with labels that have room beside each other, or above each other. */
  List<Double> ticks(boolean horizontal) {
    double length = Math.abs(to - from);
    for (int most = (int) Math.max(2, length / (horizontal ? 40 : 28)); most > 1; most--) {
      List<Double> ticks = log ? logTicks(min, max, most) : linearTicks(min, max, most);
      if (!ticks.isEmpty() && (!horizontal || fit(ticks))) {
        return ticks;
      }
    }
    return log ? logTicks(min, max, 2) : linearTicks(min, max, 2);
  }

  private boolean fit(List<Double> ticks) {
    for (int i = 1; i < ticks.size(); i++) {
      double room = Math.abs(pixel(ticks.get(i)) - pixel(ticks.get(i - 1)));
      double needed = (Svg.widthOf(label(ticks.get(i))) + Svg.widthOf(label(ticks.get(i - 1)))) / 2;
      if (room < needed + MIN_GAP) {
        return false;
      }
    }
    return true;
  }

  /** Returns multiples of 1, 2 or 5 times a power of ten within a range, at most so many. */
  static List<Double> linearTicks(double min, double max, int most) {
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

  /** Returns powers of ten, or 1, 2 and 5 times them where there are few decades. */
  static List<Double> logTicks(double min, double max, int most) {
    int first = (int) Math.ceil(Math.log10(min) - 1e-9);
    int last = (int) Math.floor(Math.log10(max) + 1e-9);
    if (last - first < 2) {
      List<Double> fine = new ArrayList<>();
      for (int e = first - 1; e <= last; e++) {
        for (int m : new int[] {1, 2, 5}) {
          double v = m * Math.pow(10, e);
          if (v >= min * (1 - 1e-9) && v <= max * (1 + 1e-9)) {
            fine.add(v);
          }
        }
      }
      return fine.size() >= 2 && fine.size() <= Math.max(2, most)
          ? fine
          : linearTicks(min, max, most);
    }
    List<Double> ticks = new ArrayList<>();
    int step = Math.max(1, (int) Math.ceil((last - first + 1) / (double) most));
    for (int e = first; e <= last; e++) {
      if (Math.floorMod(e, step) == 0) {
        ticks.add(Math.pow(10, e));
      }
    }
    return ticks;
  }

  /** Writes a tick's value: powers of ten as such where digits would be many. */
  static String label(double value) {
    double magnitude = Math.abs(value);
    if (value != 0 && (magnitude < 1e-3 || magnitude >= 1e5)) {
      int exponent = (int) Math.floor(Math.log10(magnitude) + 1e-9);
      double mantissa = value / Math.pow(10, exponent);
      String ten = "10" + superscript(exponent);
      return Math.abs(mantissa - 1) < 1e-6 ? ten : plain(mantissa, 1) + "·" + ten;
    }
    return plain(value, 3);
  }

  private static String plain(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "").replace('-', '−');
  }

  private static String superscript(int exponent) {
    StringBuilder text = new StringBuilder(exponent < 0 ? "⁻" : "");
    String.valueOf(Math.abs(exponent))
        .chars()
        .forEach(digit -> text.append(SUPERSCRIPTS.charAt(digit - '0')));
    return text.toString();
  }
}
