package org.percept4j.core.plot;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Pictures in rows, all equally high, each with a caption below it. Immutable. */
public final class PictureFigure implements Figure {

  private static final double TOP = 34;
  private static final double GAP = 14;
  private static final double LINE = 15;

  private record Picture(BufferedImage image, String caption, boolean photo) {
    double width(double height) {
      return height * image.getWidth() / image.getHeight();
    }

    /** Returns the room it takes: that of the caption where the picture is narrower. */
    double room(double height) {
      return Math.max(
          width(height),
          Arrays.stream(caption.split("\n", -1)).mapToDouble(Svg::widthOf).max().orElse(0));
    }
  }

  private final String title;
  private final double height;
  private final List<List<Picture>> rows;
  private final List<String> labels;

  private PictureFigure(Builder settings) {
    title = settings.title;
    height = settings.height;
    rows = settings.rows.stream().map(List::copyOf).toList();
    labels = List.copyOf(settings.labels);
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
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      String row =
          rows.get(i).stream()
              .map(p -> p.caption().replace("\n", ", "))
              .collect(Collectors.joining("; "));
      parts.add(labels.get(i).isEmpty() ? row : labels.get(i) + ": " + row);
    }
    return title + " " + String.join(". ", parts) + ".";
  }

  @Override
  public String toString() {
    return description();
  }

  private static int lines(List<Picture> row) {
    return row.stream().mapToInt(p -> p.caption().split("\n", -1).length).max().orElse(1);
  }

  private double width(List<Picture> row) {
    return row.stream().mapToDouble(p -> p.room(height) + GAP).sum() + GAP;
  }

  @Override
  public String toSvg() {
    double width =
        Math.max(Svg.widthOf(title) * 1.2, rows.stream().mapToDouble(this::width).max().orElse(0));
    double total =
        TOP
            + rows.stream().mapToDouble(r -> height + LINE * lines(r) + GAP).sum()
            + LINE * labels.stream().filter(l -> !l.isEmpty()).count();
    Svg svg = new Svg(width, total, title, description());
    svg.text("title", "start", 12, 20, title);
    double y = TOP;
    for (int r = 0; r < rows.size(); r++) {
      List<Picture> row = rows.get(r);
      double x = GAP;
      if (!labels.get(r).isEmpty()) {
        svg.text("", "start", x, y + LINE * 0.7, labels.get(r));
        y += LINE;
      }
      for (Picture p : row) {
        String uri = p.photo() ? Pictures.jpegUri(p.image()) : Pictures.dataUri(p.image());
        svg.image(uri, !p.photo(), x, y, p.width(height), height);
        String[] lines = p.caption().split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
          svg.text(i == 0 ? "" : "soft", "start", x, y + height + LINE * (i + 0.9), lines[i]);
        }
        x += p.room(height) + GAP;
      }
      y += height + LINE * lines(row) + GAP;
    }
    return svg.toString();
  }

  /** Settings of a figure. Not thread-safe. */
  public static final class Builder {

    private final String title;
    private final List<List<Picture>> rows = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private int height = 190;

    private Builder(String title) {
      this.title = Objects.requireNonNull(title, "title");
    }

    /**
     * Sets how high each picture is drawn.
     *
     * @param pixels at least 20
     * @return this builder
     */
    public Builder height(int pixels) {
      height = pixels;
      return this;
    }

    /**
     * Begins a row.
     *
     * @return this builder
     */
    public Builder row() {
      return row("");
    }

    /**
     * Begins a row.
     *
     * @param label written above it
     * @return this builder
     */
    public Builder row(String label) {
      labels.add(Objects.requireNonNull(label, "label"));
      rows.add(new ArrayList<>());
      return this;
    }

    /**
     * Adds a picture to the row, its pixels as squares.
     *
     * @param image the picture. Not modified
     * @param caption written below; lines are separated by {@code \n}
     * @return this builder
     */
    public Builder add(BufferedImage image, String caption) {
      return add(new Picture(image, Objects.requireNonNull(caption, "caption"), false));
    }

    /**
     * Adds a photo to the row, smoothed and compressed as JPEG.
     *
     * @param image the photo. Not modified
     * @param caption written below; lines are separated by {@code \n}
     * @return this builder
     */
    public Builder addPhoto(BufferedImage image, String caption) {
      return add(new Picture(image, Objects.requireNonNull(caption, "caption"), true));
    }

    private Builder add(Picture picture) {
      if (rows.isEmpty()) {
        row();
      }
      rows.get(rows.size() - 1).add(picture);
      return this;
    }

    /**
     * Builds the figure.
     *
     * @return the figure
     * @throws IllegalArgumentException if there is no picture or the height is below 20
     */
    public PictureFigure build() {
      if (rows.stream().allMatch(List::isEmpty) || height < 20) {
        throw new IllegalArgumentException(
            "figure: expected a picture and a height of at least 20, got a height of " + height);
      }
      return new PictureFigure(this);
    }

    @Override
    public String toString() {
      return "PictureFigure.Builder[" + title + ", " + rows.size() + " rows]";
    }
  }
}
