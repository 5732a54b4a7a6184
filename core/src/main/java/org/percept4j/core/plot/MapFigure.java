package org.percept4j.core.plot;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Maps beside each other at one scale: a pixel is as large in all of them, each is divided by its
 * own largest magnitude, and one colour bar from 0 to 1 holds for all. A dashed white rectangle is
 * a panel's outline, a thin ellipse its ellipse; axes count pixels from its centre. Immutable.
 */
public final class MapFigure implements Figure {

  private static final double TOP = 34;
  private static final double LEFT = 52;
  private static final double AXIS = 22;
  private static final double GAP = 30;
  private static final double LINE = 15;
  private static final double COLOUR_BAR_WIDTH = 96;
  private static final double BAR_BELOW = 20;

  private final Builder s;

  private MapFigure(Builder settings) {
    s = settings;
  }

  /**
   * Begins a figure.
   *
   * @param title shown above
   * @return a builder
   */
  public static Builder builder(String title) {
    return new Builder(title);
  }

  @Override
  public String description() {
    return s.description != null
        ? s.description
        : s.title
            + ". "
            + s.panels.stream()
                .map(p -> p.caption.replace("\n", ", "))
                .collect(Collectors.joining("; "))
            + ".";
  }

  @Override
  public String toString() {
    return description();
  }

  @Override
  public MapFigure narrowed(int pixels) {
    Svg.requireWidth(pixels);
    Builder narrow = new Builder(s);
    narrow.width = Math.min(s.width, pixels);
    return new MapFigure(narrow);
  }

  @Override
  public String toSvg() {
    int perRow = Math.min(s.isNarrow() ? Math.min(s.perRow, 2) : s.perRow, s.panels.size());
    int lines = (s.panels.size() + perRow - 1) / perRow;
    double halfHeight = 0;
    double halfWidth = 0;
    for (MapPanel p : s.panels) {
      halfHeight = Math.max(halfHeight, reach(p.centreRow, p.rows));
      halfWidth = Math.max(halfWidth, reach(p.centreColumn, p.columns));
    }
    double most = (s.width - LEFT - (s.isNarrow() ? 0 : COLOUR_BAR_WIDTH)) / perRow - GAP;
    double scale = Math.min(s.side / (2 * Math.max(halfHeight, halfWidth)), most / (2 * halfWidth));
    double high = 2 * halfHeight * scale;
    double wide = 2 * halfWidth * scale;
    int captionLines = 1;
    for (MapPanel p : s.panels) {
      captionLines = Math.max(captionLines, caption(p, wide).size());
    }
    double rowHeight = high + AXIS + captionLines * LINE + GAP / 2;
    Svg svg =
        new Svg(
            LEFT + perRow * (wide + GAP) + (s.isNarrow() ? 0 : COLOUR_BAR_WIDTH),
            TOP + lines * rowHeight + 10 + (s.isNarrow() ? BAR_BELOW : 0),
            s.title,
            description());
    for (int i = 0; i < s.panels.size(); i++) {
      double x = LEFT + i % perRow * (wide + GAP);
      int line = i / perRow;
      double y = TOP + line * rowHeight;
      Axis across = new Axis(-halfWidth, halfWidth, false, x, x + wide);
      Axis down = new Axis(-halfHeight, halfHeight, false, y, y + high);
      panel(svg, s.panels.get(i), across, down, i % perRow == 0);
    }
    if (s.isNarrow()) {
      barBelow(svg, LEFT, TOP + lines * rowHeight + 4);
    } else {
      bar(svg, LEFT + perRow * (wide + GAP), TOP, Math.min(high, 180));
    }
    return svg.toString();
  }

  private static double reach(double centre, int pixels) {
    return Math.max(centre + 0.5, pixels - 0.5 - centre);
  }

  private void panel(Svg svg, MapPanel p, Axis across, Axis down, boolean first) {
    double left = across.pixel(-0.5 - p.centreColumn);
    double top = down.pixel(-0.5 - p.centreRow);
    double width = across.pixel(p.columns - 0.5 - p.centreColumn) - left;
    double height = down.pixel(p.rows - 0.5 - p.centreRow) - top;
    svg.raw(
        Svg.format(
            "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" style=\"fill:%s\"/>",
            Svg.number(across.from()),
            Svg.number(down.from()),
            Svg.number(across.to() - across.from()),
            Svg.number(down.to() - down.from()),
            Palette.css(s.colours.rgb(0))));
    svg.image(picture(p), left, top, width, height);
    outlines(svg, p, across, down);
    for (double tick : across.ticks(true)) {
      svg.line("axis", across.pixel(tick), down.to(), across.pixel(tick), down.to() + 3);
      svg.text("soft", "middle", across.pixel(tick), down.to() + 15, Axis.label(tick));
    }
    if (first) {
      for (double tick : down.ticks(false)) {
        svg.line("axis", across.from() - 3, down.pixel(tick), across.from(), down.pixel(tick));
        svg.text("soft", "end", across.from() - 6, down.pixel(tick) + 4, Axis.label(tick));
      }
      svg.upward(14, (down.from() + down.to()) / 2, "pixels");
    }
    List<String> lines = caption(p, across.to() - across.from());
    double room = across.to() - across.from() + GAP - 6;
    int name = Svg.wrapped(p.caption.split("\n", -1)[0], room).size();
    for (int i = 0; i < lines.size(); i++) {
      svg.text(
          i < name ? "" : "soft",
          "start",
          across.from(),
          down.to() + AXIS + LINE * (i + 0.8),
          lines.get(i));
    }
  }

  /** The lines below a map, no wider than the map and the gap beside it. */
  private static List<String> caption(MapPanel p, double wide) {
    return Svg.wrapped(p.caption, wide + GAP - 6);
  }

  private BufferedImage picture(MapPanel p) {
    double peak = p.peak();
    double[] magnitudes = Arrays.stream(p.values).map(Math::abs).toArray();
    return Heatmap.of(magnitudes, p.rows, p.columns)
        .colormap(s.colours)
        .range(0, peak > 0 ? peak : 1)
        .toImage();
  }

  private static void outlines(Svg svg, MapPanel p, Axis across, Axis down) {
    if (p.outline != null) {
      double x = across.pixel(p.outline.left() - 0.5 - p.centreColumn);
      double y = down.pixel(p.outline.top() - 0.5 - p.centreRow);
      double width = across.pixel(p.outline.left() + p.outline.width() - 0.5 - p.centreColumn) - x;
      double height = down.pixel(p.outline.top() + p.outline.height() - 0.5 - p.centreRow) - y;
      // clipped to the panel: a field may reach beyond the picture
      double x1 = Math.max(x, across.from());
      double y1 = Math.max(y, down.from());
      svg.raw(
          Svg.format(
              "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\""
                  + " style=\"fill:none;stroke:#fff;stroke-dasharray:4 3\"/>",
              Svg.number(x1),
              Svg.number(y1),
              Svg.number(Math.min(x + width, across.to()) - x1),
              Svg.number(Math.min(y + height, down.to()) - y1)));
    }
    if (p.ellipse != null) {
      double cx = across.pixel(p.ellipse.column() - p.centreColumn);
      double cy = down.pixel(p.ellipse.row() - p.centreRow);
      double rx = p.ellipse.columnRadius() * (across.pixel(1) - across.pixel(0));
      double ry = p.ellipse.rowRadius() * (down.pixel(1) - down.pixel(0));
      svg.raw(
          Svg.format(
              "<ellipse cx=\"%s\" cy=\"%s\" rx=\"%s\" ry=\"%s\""
                  + " style=\"fill:none;stroke:#56B4E9;stroke-width:1.5\"/>",
              Svg.number(cx), Svg.number(cy), Svg.number(rx), Svg.number(ry)));
    }
  }

  private void bar(Svg svg, double x, double y, double height) {
    double[] ramp = new double[64];
    Arrays.setAll(ramp, i -> 1 - i / 63.0);
    BufferedImage image = Heatmap.of(ramp, 64, 1).colormap(s.colours).range(0, 1).toImage();
    svg.image(image, x, y, 12, height);
    svg.text("soft", "start", x + 17, y + 9, "1");
    svg.text("soft", "start", x + 17, y + height, "0");
    svg.text("soft", "start", x + 17, y + height / 2, s.scaleLabel);
    svg.text("soft", "start", x + 17, y + height / 2 + LINE, "of the peak");
  }

  private void barBelow(Svg svg, double x, double y) {
    double[] ramp = new double[64];
    Arrays.setAll(ramp, i -> i / 63.0);
    svg.image(Heatmap.of(ramp, 1, 64).colormap(s.colours).range(0, 1).toImage(), x + 12, y, 90, 12);
    svg.text("soft", "start", x, y + 11, "0");
    svg.text("soft", "start", x + 107, y + 11, "1, " + s.scaleLabel + " of the peak");
  }

  /** Settings of a figure. Not thread-safe. */
  public static final class Builder {

    final String title;
    final List<MapPanel> panels = new ArrayList<>();
    int perRow = 4;
    int side = 190;
    Colormap colours = Colormap.MAGMA;
    String scaleLabel = "fraction";

    /** How wide the figure may be. */
    int width = Integer.MAX_VALUE;

    @Nullable String description;

    private Builder(String title) {
      this.title = Objects.requireNonNull(title, "title");
    }

    private Builder(Builder other) {
      this(other.title);
      panels.addAll(other.panels);
      perRow = other.perRow;
      side = other.side;
      colours = other.colours;
      scaleLabel = other.scaleLabel;
      width = other.width;
      description = other.description;
    }

    boolean isNarrow() {
      return width < Integer.MAX_VALUE;
    }

    /**
     * Adds a map.
     *
     * @param panel the map
     * @return this builder
     */
    public Builder add(MapPanel panel) {
      panels.add(Objects.requireNonNull(panel, "panel"));
      return this;
    }

    /**
     * Sets how many maps are in a row.
     *
     * @param count at least 1
     * @return this builder
     */
    public Builder perRow(int count) {
      perRow = count;
      return this;
    }

    /**
     * Sets the longer side of a map.
     *
     * @param pixels on the screen, at least 40
     * @return this builder
     */
    public Builder side(int pixels) {
      side = pixels;
      return this;
    }

    /**
     * Sets the colours.
     *
     * @param map default: {@link Colormap#MAGMA}
     * @return this builder
     */
    public Builder colormap(Colormap map) {
      colours = Objects.requireNonNull(map, "map");
      return this;
    }

    /**
     * Replaces the description that is made of the captions.
     *
     * @param text says what is seen
     * @return this builder
     */
    public Builder description(String text) {
      description = Objects.requireNonNull(text, "text");
      return this;
    }

    /**
     * Builds the figure.
     *
     * @return the figure
     * @throws IllegalArgumentException if there is no map or a number is out of range
     */
    public MapFigure build() {
      if (panels.isEmpty() || perRow < 1 || side < 40) {
        throw new IllegalArgumentException(
            String.format(
                "figure: expected at least 1 map, 1 in a row, 40 pixels, got %d, %d, %d",
                panels.size(), perRow, side));
      }
      return new MapFigure(new Builder(this));
    }

    @Override
    public String toString() {
      return "MapFigure.Builder[" + title + ", " + panels.size() + " panels]";
    }
  }
}
