package org.percept4j.core.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Curves over a common axis, each named beside its end. On a logarithmic axis exact zeros have a
 * rail below, and on every axis what is NaN or infinite has one above, so nothing vanishes.
 * Immutable.
 */
public final class LinePlot implements Figure {

  private final Builder s;

  private LinePlot(Builder settings) {
    s = settings;
  }

  /**
   * Begins a plot.
   *
   * @param title shown above
   * @param xLabel what the horizontal axis shows, with its unit
   * @param yLabel what the vertical axis shows, with its unit
   * @return a builder
   */
  public static Builder builder(String title, String xLabel, String yLabel) {
    return new Builder(title, xLabel, yLabel);
  }

  @Override
  public LinePlot narrowed(int pixels) {
    Svg.requireWidth(pixels);
    if (s.width <= pixels) {
      return this;
    }
    Builder narrow = new Builder(s).size(pixels, s.height);
    narrow.key = true;
    return new LinePlot(narrow);
  }

  @Override
  public String toSvg() {
    return new LinePlotDrawing(s, description()).toSvg();
  }

  @Override
  public String description() {
    if (s.description != null) {
      return s.description;
    }
    return s.title
        + ": "
        + s.yLabel
        + " by "
        + s.xLabel
        + ". "
        + s.curves.stream().map(c -> c.description(s.logY)).collect(Collectors.joining(" "));
  }

  @Override
  public String toString() {
    return description();
  }

  /** A name at a position of the horizontal axis. */
  record Event(double x, String name) {}

  /** Settings of a plot. Not thread-safe. */
  public static final class Builder {

    final String title;
    final String xLabel;
    final String yLabel;
    final List<Curve> curves = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    boolean logX;
    boolean logY;
    boolean rails;
    boolean markers;
    double @Nullable [] xTicks;
    @Nullable String powerOf;
    @Nullable String description;

    /** Whether names are in a key below instead of beside the curves' ends. */
    boolean key;

    int width = 860;
    int height = 380;

    private Builder(String title, String xLabel, String yLabel) {
      this.title = Objects.requireNonNull(title, "title");
      this.xLabel = Objects.requireNonNull(xLabel, "xLabel");
      this.yLabel = Objects.requireNonNull(yLabel, "yLabel");
    }

    private Builder(Builder other) {
      this(other.title, other.xLabel, other.yLabel);
      curves.addAll(other.curves);
      events.addAll(other.events);
      logX = other.logX;
      logY = other.logY;
      rails = other.rails;
      markers = other.markers;
      xTicks = other.xTicks;
      powerOf = other.powerOf;
      description = other.description;
      key = other.key;
      width = other.width;
      height = other.height;
    }

    /**
     * Adds a curve.
     *
     * @param name shown beside its end, not used before
     * @param x positions; what is not finite, or not positive on a logarithmic axis, is left out.
     *     Not modified
     * @param y values, as many. Not modified
     * @return this builder
     * @throws IllegalArgumentException if the lengths differ or are 0, or the name is taken
     */
    public Builder add(String name, double[] x, double[] y) {
      if (x.length != y.length || x.length == 0) {
        throw new IllegalArgumentException(
            "y: expected as many values as x, at least 1, got " + y.length + " for " + x.length);
      }
      if (curves.stream().anyMatch(c -> c.name().equals(name))) {
        throw new IllegalArgumentException("name: expected a new one, got " + name + " again");
      }
      curves.add(Curve.of(name, x, y));
      return this;
    }

    /**
     * Adds a curve with error bars.
     *
     * @param name as for {@link #add}
     * @param x as for {@link #add}
     * @param y as for {@link #add}
     * @param error half the height of each bar; NaN for none. Not modified
     * @return this builder
     * @throws IllegalArgumentException if the lengths differ or are 0, or the name is taken
     */
    public Builder addWithErrors(String name, double[] x, double[] y, double[] error) {
      double[] low = new double[y.length];
      double[] high = new double[y.length];
      for (int i = 0; i < Math.min(y.length, error.length); i++) {
        low[i] = y[i] - error[i];
        high[i] = y[i] + error[i];
      }
      return addWithRange(name, x, y, low, error.length == y.length ? high : error);
    }

    /**
     * Adds a curve with a range: shaded where there are many points, bars where there are few.
     *
     * @param name as for {@link #add}
     * @param x as for {@link #add}
     * @param y as for {@link #add}
     * @param low lower ends. Not modified
     * @param high upper ends. Not modified
     * @return this builder
     * @throws IllegalArgumentException if the lengths differ or are 0, or the name is taken
     */
    public Builder addWithRange(String name, double[] x, double[] y, double[] low, double[] high) {
      if (low.length != y.length || high.length != y.length) {
        throw new IllegalArgumentException(
            String.format(
                "range: expected as many values as y, %d, got %d and %d",
                y.length, low.length, high.length));
      }
      add(name, x, y);
      curves.set(curves.size() - 1, curves.get(curves.size() - 1).within(low, high));
      return this;
    }

    /**
     * Names a moment by a vertical line.
     *
     * @param x its position
     * @param name a few words
     * @return this builder
     */
    public Builder event(double x, String name) {
      events.add(new Event(x, Objects.requireNonNull(name, "name")));
      return this;
    }

    /**
     * Makes the vertical axis logarithmic.
     *
     * @return this builder
     */
    public Builder logY() {
      logY = true;
      return this;
    }

    /**
     * Makes the horizontal axis logarithmic.
     *
     * @return this builder
     */
    public Builder logX() {
      logX = true;
      return this;
    }

    /**
     * Draws the rails even where they are empty, so that several plots can be compared.
     *
     * @return this builder
     */
    public Builder rails() {
      rails = true;
      return this;
    }

    /**
     * Marks each point.
     *
     * @return this builder
     */
    public Builder markers() {
      markers = true;
      return this;
    }

    /**
     * Chooses the ticks of the horizontal axis.
     *
     * @param positions in ascending order. Not modified
     * @return this builder
     */
    public Builder xTicks(double... positions) {
      xTicks = positions.clone();
      return this;
    }

    /**
     * Draws the fitted power law of each curve and adds its exponent to the name.
     *
     * @param symbol what the horizontal axis is called in formulas, such as n
     * @return this builder
     */
    public Builder powerFit(String symbol) {
      powerOf = Objects.requireNonNull(symbol, "symbol");
      return this;
    }

    /**
     * Replaces the description that is made of the values.
     *
     * @param text says what is seen
     * @return this builder
     */
    public Builder description(String text) {
      description = Objects.requireNonNull(text, "text");
      return this;
    }

    /**
     * Sets the size of the drawing.
     *
     * @param pixelsWide at least 300
     * @param pixelsHigh at least 200
     * @return this builder
     */
    public Builder size(int pixelsWide, int pixelsHigh) {
      width = pixelsWide;
      height = pixelsHigh;
      return this;
    }

    /**
     * Builds the plot.
     *
     * @return a plot
     * @throws IllegalArgumentException if it is too small, or a power law is asked for on axes that
     *     are not both logarithmic
     */
    public LinePlot build() {
      if (width < 300 || height < 200) {
        throw new IllegalArgumentException(
            "size: expected at least 300 x 200, got " + width + " x " + height);
      }
      if (powerOf != null && !(logX && logY)) {
        throw new IllegalArgumentException("powerFit: expected logX and logY, got linear axes");
      }
      return new LinePlot(new Builder(this));
    }

    /** Finds the extremes of what an axis can show; 0 to 1, or 1 to 10, if it is nothing. */
    double[] range(boolean horizontal) {
      boolean log = horizontal ? logX : logY;
      double[] range =
          curves.stream()
              .flatMap(
                  c ->
                      java.util.stream.Stream.of(
                          horizontal ? c.x() : c.y(),
                          horizontal || c.low() == null ? new double[0] : c.low(),
                          horizontal || c.high() == null ? new double[0] : c.high()))
              .flatMapToDouble(Arrays::stream)
              .filter(v -> Double.isFinite(v) && (!log || v > 0))
              .collect(
                  () -> new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY},
                  (r, v) -> {
                    r[0] = Math.min(r[0], v);
                    r[1] = Math.max(r[1], v);
                  },
                  (a, b) -> {
                    a[0] = Math.min(a[0], b[0]);
                    a[1] = Math.max(a[1], b[1]);
                  });
      return range[0] <= range[1] ? range : log ? new double[] {1, 10} : new double[] {0, 1};
    }

    @Override
    public String toString() {
      return "LinePlot.Builder[" + title + ", " + curves.size() + " curves]";
    }
  }
}
