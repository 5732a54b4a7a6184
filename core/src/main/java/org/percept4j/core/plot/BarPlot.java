package org.percept4j.core.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Horizontal bars from zero, each with its name and its value. Immutable. */
public final class BarPlot implements Figure {

  private static final double TOP = 34;
  private static final double ROW = 22;
  private static final double BARS_WIDTH = 420;
  private static final double MIN_BARS_WIDTH = 40;

  private record Bar(String name, double value, double error) {}

  private final String title;
  private final String format;
  private final List<Bar> bars;
  private final double width;

  private BarPlot(Builder settings, double width) {
    this.width = width;
    title = settings.title;
    format = settings.format;
    bars = List.copyOf(settings.bars);
  }

  /**
   * Begins a plot.
   *
   * @param title shown above
   * @param format how values are written, as {@link String#format} has it, with one number
   * @return a builder
   */
  public static Builder builder(String title, String format) {
    return new Builder(title, format);
  }

  private BarPlot(BarPlot other, double width) {
    this.width = width;
    title = other.title;
    format = other.format;
    bars = other.bars;
  }

  @Override
  public BarPlot narrowed(int pixels) {
    Svg.requireWidth(pixels);
    return new BarPlot(this, Math.min(width, pixels));
  }

  private String text(Bar bar) {
    String value = Svg.format(format, bar.value());
    return bar.error() > 0 ? value + " ± " + Svg.format(format, bar.error()) : value;
  }

  @Override
  public String description() {
    StringBuilder text = new StringBuilder(title).append(": ");
    for (int i = 0; i < bars.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(bars.get(i).name()).append(' ');
      text.append(text(bars.get(i)));
    }
    return text.append('.').toString();
  }

  @Override
  public String toString() {
    return description();
  }

  @Override
  public String toSvg() {
    double names = 16 + bars.stream().mapToDouble(b -> Svg.widthOf(b.name())).max().orElse(0);
    double values = 20 + bars.stream().mapToDouble(b -> Svg.widthOf(text(b))).max().orElse(0);
    double most = bars.stream().mapToDouble(b -> b.value() + b.error()).max().orElse(1);
    double room = Math.max(MIN_BARS_WIDTH, Math.min(BARS_WIDTH, width - names - values));
    Axis axis = new Axis(0, most > 0 ? most : 1, false, names, names + room);
    Svg svg = new Svg(names + room + values, TOP + ROW * bars.size() + 10, title, description());
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double y = TOP + i * ROW;
      double end = axis.pixel(Math.max(0, bar.value()));
      svg.text("", "end", names - 6, y + 14, bar.name());
      svg.raw(
          Svg.format(
              "<rect class=\"f0\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>",
              Svg.number(names),
              Svg.number(y + 3),
              Svg.number(end - names),
              Svg.number(ROW - 7),
              Palette.css(Palette.line(0))));
      double reach = axis.pixel(bar.value() + bar.error());
      if (bar.error() > 0) {
        double from = axis.pixel(Math.max(0, bar.value() - bar.error()));
        svg.line("axis", from, y + 10.5, reach, y + 10.5);
      }
      svg.text("", "start", Math.max(end, reach) + 6, y + 14, text(bar));
    }
    return svg.toString();
  }

  /** Settings of a plot. Not thread-safe. */
  public static final class Builder {

    private final String title;
    private final String format;
    private final List<Bar> bars = new ArrayList<>();

    private Builder(String title, String format) {
      this.title = Objects.requireNonNull(title, "title");
      this.format = Objects.requireNonNull(format, "format");
    }

    /**
     * Adds a bar.
     *
     * @param name shown before it
     * @param value its length, finite and not negative
     * @return this builder
     * @throws IllegalArgumentException if the value is negative or not finite
     */
    public Builder add(String name, double value) {
      return add(name, value, 0);
    }

    /**
     * Adds a bar with its standard error.
     *
     * @param name shown before it
     * @param value its length, finite and not negative
     * @param error half the length of the error bar, finite and not negative
     * @return this builder
     * @throws IllegalArgumentException if a number is negative or not finite
     */
    public Builder add(String name, double value, double error) {
      if (!(value >= 0 && error >= 0 && Double.isFinite(value + error))) {
        throw new IllegalArgumentException(
            "value: expected finite numbers of at least 0, got " + value + " ± " + error);
      }
      bars.add(new Bar(Objects.requireNonNull(name, "name"), value, error));
      return this;
    }

    /**
     * Builds the plot.
     *
     * @return the plot
     * @throws IllegalArgumentException if there is no bar
     */
    public BarPlot build() {
      if (bars.isEmpty()) {
        throw new IllegalArgumentException("bars: expected at least 1, got none");
      }
      return new BarPlot(this, Double.POSITIVE_INFINITY);
    }

    @Override
    public String toString() {
      return "BarPlot.Builder[" + title + ", " + bars.size() + " bars]";
    }
  }
}
