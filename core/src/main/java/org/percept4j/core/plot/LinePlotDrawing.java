package org.percept4j.core.plot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lays a {@link LinePlot} out and draws it. */
final class LinePlotDrawing {

  private static final double TOP = 34;
  private static final double BOTTOM = 46;
  private static final double LEFT = 70;
  private static final double LABEL = 16;
  private static final double EVENTS_HEIGHT = 16;
  private static final double RAIL_LANE = 5;
  private static final int MIN_POINTS_FOR_PATH = 20;
  private static final double MARGIN = 0.04;

  /** A curve's name with its wished and its final height. */
  private static final class Name {
    final int curve;
    final String text;
    final double x;
    final double wished;
    double y;

    Name(int curve, String text, double x, double wished) {
      this.curve = curve;
      this.text = text;
      this.x = x;
      this.wished = wished;
      this.y = wished;
    }
  }

  private final LinePlot.Builder s;
  private final Svg svg;
  private final Axis x;
  private final Axis y;
  private final double right;
  private final @Nullable Double zeroRail;
  private final @Nullable Double badRail;
  private final List<Name> names = new ArrayList<>();

  LinePlotDrawing(LinePlot.Builder settings, String description) {
    s = settings;
    double keyHeight = s.key ? LABEL * s.curves.size() + 6 : 0;
    svg = new Svg(s.width, s.height + keyHeight, s.title, description);
    double widest = s.curves.stream().mapToDouble(c -> Svg.widthOf(name(c))).max().orElse(0);
    right = s.width - (s.key ? 12 : Math.min(s.width / 2.5, widest + 34));
    double lanes = 6 + RAIL_LANE * s.curves.size();
    boolean bad = s.rails || has(v -> !Double.isFinite(v));
    boolean zero = s.logY && (s.rails || has(v -> v <= 0));
    double top = TOP + (s.events.isEmpty() ? 0 : EVENTS_HEIGHT);
    double bottom = s.height - BOTTOM;
    badRail = bad ? top : null;
    zeroRail = zero ? bottom - lanes : null;
    double[] xs = s.range(true);
    double[] ys = padded(s.range(false));
    x = Axis.of(xs[0], xs[1], s.logX, LEFT + 6, right - 6);
    y =
        Axis.of(
            ys[0], ys[1], s.logY, zero ? bottom - lanes - 4 : bottom, bad ? top + lanes + 4 : top);
  }

  private interface Test {
    boolean of(double value);
  }

  private boolean has(Test test) {
    return s.curves.stream()
        .flatMapToDouble(c -> java.util.Arrays.stream(c.y()))
        .anyMatch(test::of);
  }

  private double[] padded(double[] range) {
    if (range[0] == range[1]) {
      return range;
    }
    if (s.logY) {
      double factor = Math.pow(range[1] / range[0], MARGIN);
      return new double[] {range[0] / factor, range[1] * factor};
    }
    double margin = MARGIN * (range[1] - range[0]);
    boolean fromZero = range[0] >= 0 && range[0] - margin < 0;
    return new double[] {fromZero ? 0 : range[0] - margin, range[1] + margin};
  }

  private String name(Curve curve) {
    return s.powerOf == null
        ? curve.name()
        : Svg.format("%s, ∝ %s^%.2f", curve.name(), s.powerOf, curve.power()[1]);
  }

  String toSvg() {
    axes();
    rail(zeroRail, has(v -> v < 0) ? "≤ 0" : "zero");
    rail(badRail, "NaN, ∞");
    for (int i = 0; i < s.events.size(); i++) {
      event(s.events.get(i), i);
    }
    for (int i = 0; i < s.curves.size(); i++) {
      curve(s.curves.get(i), i);
    }
    if (s.key) {
      key();
    } else {
      names();
    }
    return svg.toString();
  }

  private void axes() {
    double low = y.from();
    for (double tick : y.ticks(false)) {
      double at = y.pixel(tick);
      svg.line("grid", LEFT, at, right, at);
      svg.text("", "end", LEFT - 8, at + 4, Axis.label(tick));
    }
    double base = s.height - BOTTOM;
    svg.line("axis", LEFT, base, right, base);
    List<Double> ticks =
        s.xTicks == null ? x.ticks(true) : java.util.Arrays.stream(s.xTicks).boxed().toList();
    for (double tick : ticks) {
      double at = x.pixel(tick);
      svg.line("axis", at, base, at, base + 4);
      svg.text("", "middle", at, base + 18, Axis.label(tick));
    }
    svg.text("soft", "middle", (LEFT + right) / 2, s.height - 10.0, s.xLabel);
    svg.upward(16, (low + y.to()) / 2, s.yLabel);
  }

  private void rail(@Nullable Double top, String label) {
    if (top != null) {
      double height = 6 + RAIL_LANE * s.curves.size();
      svg.rect("rail", LEFT, top, right - LEFT, height);
      svg.text("soft", "end", LEFT - 8, top + height / 2 + 4, label);
    }
  }

  private void event(LinePlot.Event event, int index) {
    if (!x.shows(event.x())) {
      return;
    }
    double at = x.pixel(event.x());
    svg.line("event", at, TOP + EVENTS_HEIGHT - 4, at, s.height - BOTTOM);
    boolean left = at > (LEFT + right) / 2;
    double room = Svg.widthOf(event.name());
    double from = left ? at - 4 - room : at + 4;
    svg.text(
        "soft",
        "start",
        Math.max(2, Math.min(from, s.width - room - 2)),
        TOP + 8 + index % 2 * 12,
        event.name());
  }

  private void curve(Curve curve, int index) {
    range(curve, index);
    StringBuilder path = new StringBuilder();
    boolean open = false;
    double lastX = Double.NaN;
    double lastY = Double.NaN;
    StringBuilder rails = new StringBuilder();
    for (int i = 0; i < curve.x().length; i++) {
      double value = curve.y()[i];
      if (!x.shows(curve.x()[i])) {
        open = false;
        continue;
      }
      double px = x.pixel(curve.x()[i]);
      if (y.shows(value)) {
        double py = y.pixel(value);
        path.append(open ? 'L' : 'M').append(Svg.number(px)).append(' ').append(Svg.number(py));
        if (s.markers || alone(curve, i)) {
          svg.raw(
              Svg.format(
                  "<circle class=\"f%d\" cx=\"%s\" cy=\"%s\" r=\"3\" fill=\"%s\"/>",
                  index % 8, Svg.number(px), Svg.number(py), Palette.css(Palette.line(index))));
        }
        open = true;
        lastY = py;
      } else {
        Double rail = Double.isFinite(value) ? zeroRail : badRail;
        double lane = (rail == null ? 0 : rail) + 3 + RAIL_LANE * (index + 0.5);
        rails.append(Svg.format("M%s %sh3", Svg.number(px - 1.5), Svg.number(lane)));
        open = false;
        lastY = lane;
      }
      lastX = px;
    }
    stroke(path.toString(), index, 1.8, "");
    stroke(rails.toString(), index, 3.5, "");
    fit(curve, index);
    if (!Double.isNaN(lastX)) {
      names.add(new Name(index, name(curve), lastX, lastY));
    }
  }

  /** Whether a point has no neighbour that a line could join it to. */
  private boolean alone(Curve curve, int i) {
    boolean before = i > 0 && y.shows(curve.y()[i - 1]);
    boolean after = i + 1 < curve.y().length && y.shows(curve.y()[i + 1]);
    return !before && !after;
  }

  private void stroke(String path, int index, double width, String extra) {
    if (!path.isEmpty()) {
      String dashes = index < 8 ? "" : ";stroke-dasharray:6 3";
      svg.raw(
          Svg.format(
              "<path class=\"c%d\" d=\"%s\" style=\"fill:none;stroke-linejoin:round;stroke:%s;"
                  + "stroke-width:%s%s%s\"/>",
              index % 8, path, Palette.css(Palette.line(index)), Svg.number(width), dashes, extra));
    }
  }

  private double clamped(double value) {
    double py = y.shows(value) ? y.pixel(value) : value > 0 ? y.to() : y.from();
    return Math.max(Math.min(py, y.from()), y.to());
  }

  private void range(Curve curve, int index) {
    double[] low = curve.low();
    double[] high = curve.high();
    if (low == null || high == null) {
      return;
    }
    StringBuilder bars = new StringBuilder();
    StringBuilder there = new StringBuilder();
    StringBuilder back = new StringBuilder();
    for (int i = 0; i < low.length; i++) {
      if (x.shows(curve.x()[i]) && Double.isFinite(low[i]) && Double.isFinite(high[i])) {
        String px = Svg.number(x.pixel(curve.x()[i]));
        String from = Svg.number(clamped(low[i]));
        String to = Svg.number(clamped(high[i]));
        bars.append(Svg.format("M%s %sV%sm-4 0h8M%1$s %2$sm-4 0h8", px, from, to));
        there.append(there.length() == 0 ? 'M' : 'L').append(px).append(' ').append(to);
        back.insert(0, Svg.format("L%s %s", px, from));
      }
    }
    if (low.length <= MIN_POINTS_FOR_PATH) {
      stroke(bars.toString(), index, 1.2, "");
    } else if (there.length() > 0) {
      svg.raw(
          Svg.format(
              "<path class=\"f%d\" d=\"%s%sZ\" style=\"stroke:none;fill:%s;fill-opacity:.18\"/>",
              index % 8, there, back, Palette.css(Palette.line(index))));
    }
  }

  private void fit(Curve curve, int index) {
    double[] power = curve.power();
    if (s.powerOf != null && Double.isFinite(power[0] + power[1])) {
      double from = power[0] * Math.pow(x.min(), power[1]);
      double to = power[0] * Math.pow(x.max(), power[1]);
      String path =
          Svg.format(
              "M%s %sL%s %s",
              Svg.number(x.from()),
              Svg.number(y.pixel(from)),
              Svg.number(x.to()),
              Svg.number(y.pixel(to)));
      stroke(path, index, 1, ";stroke-dasharray:4 4;opacity:.7");
    }
  }

  /** Writes names below the axis, each behind a piece of its line. */
  private void key() {
    for (int i = 0; i < s.curves.size(); i++) {
      double at = s.height + LABEL * (i + 0.5);
      stroke(Svg.format("M%s %sh18", Svg.number(LEFT), Svg.number(at)), i, 2, "");
      svg.text("", "start", LEFT + 26, at + 4, name(s.curves.get(i)));
    }
  }

  /** Writes names beside the curves' ends, moved apart until none covers another. */
  private void names() {
    names.sort(Comparator.comparingDouble(n -> n.wished));
    double floor = TOP;
    for (Name n : names) {
      n.y = Math.max(n.wished, floor);
      floor = n.y + LABEL;
    }
    double ceiling = s.height - BOTTOM + 6;
    for (int i = names.size() - 1; i >= 0; i--) {
      Name n = names.get(i);
      n.y = Math.min(n.y, ceiling);
      ceiling = n.y - LABEL;
    }
    for (Name n : names) {
      stroke(
          Svg.format(
              "M%s %sL%s %sh10",
              Svg.number(n.x + 4), Svg.number(n.wished), Svg.number(right + 8), Svg.number(n.y)),
          n.curve,
          1,
          ";opacity:.6");
      svg.text("", "start", right + 22, n.y + 4, n.text);
    }
  }
}
