package org.percept4j.core.plot;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
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
  }

  /** A picture in its place. */
  private record Placed(Picture picture, double height, List<String> caption, int name) {
    double width() {
      return picture.width(height);
    }

    double room() {
      return Math.max(width(), caption.stream().mapToDouble(Svg::widthOf).max().orElse(0));
    }
  }

  /** Pictures beside each other, and what is written above them. */
  private record Line(String label, List<Placed> pictures) {
    double width() {
      return pictures.stream().mapToDouble(p -> p.room() + GAP).sum() + GAP;
    }

    double pictureHeight() {
      return pictures.stream().mapToDouble(Placed::height).max().orElse(0);
    }

    double height() {
      if (pictures.isEmpty()) {
        return LINE;
      }
      int captions = pictures.stream().mapToInt(p -> p.caption.size()).max().orElse(1);
      return (label.isEmpty() ? 0 : LINE) + pictureHeight() + LINE * captions + GAP;
    }
  }

  private final String title;
  private final double width;
  private final double height;
  private final List<List<Picture>> rows;
  private final List<String> labels;

  private PictureFigure(PictureFigure other, double width) {
    this.width = width;
    title = other.title;
    height = other.height;
    rows = other.rows;
    labels = other.labels;
  }

  private PictureFigure(Builder settings) {
    width = Double.POSITIVE_INFINITY;
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

  @Override
  public PictureFigure narrowed(int pixels) {
    Svg.requireWidth(pixels);
    return new PictureFigure(this, Math.min(width, pixels));
  }

  /** All rows as they are, or each in lines of at most two pictures that fit the width. */
  private List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (int r = 0; r < rows.size(); r++) {
      List<Picture> row = rows.get(r);
      int perLine = Double.isInfinite(width) ? row.size() : Math.min(2, row.size());
      for (int i = 0; i < row.size(); i += perLine) {
        List<Placed> placed =
            row.subList(i, Math.min(row.size(), i + perLine)).stream()
                .map(p -> placed(p, (width - GAP) / perLine - GAP))
                .toList();
        String label = i > 0 ? "" : labels.get(r);
        List<String> above = Svg.wrapped(label, width - 2 * GAP);
        for (int l = 0; l + 1 < above.size(); l++) {
          lines.add(new Line(above.get(l), List.of()));
        }
        lines.add(new Line(above.get(above.size() - 1), placed));
      }
    }
    return lines;
  }

  private Placed placed(Picture picture, double room) {
    double high = Math.min(height, room * picture.image().getHeight() / picture.image().getWidth());
    int name = Svg.wrapped(picture.caption().split("\n", -1)[0], room).size();
    return new Placed(picture, high, Svg.wrapped(picture.caption(), room), name);
  }

  @Override
  public String toSvg() {
    List<Line> lines = lines();
    double widest = lines.stream().mapToDouble(Line::width).max().orElse(0);
    double total = TOP + lines.stream().mapToDouble(Line::height).sum();
    double titled = Math.max(Svg.widthOf(title) * 1.25 + 24, widest);
    Svg svg = new Svg(Math.min(width, titled), total, title, description());
    double y = TOP;
    for (Line line : lines) {
      double x = GAP;
      double top = y;
      if (!line.label().isEmpty()) {
        svg.text("", "start", x, top + LINE * 0.7, line.label());
        top += LINE;
      }
      double below = top + line.pictureHeight();
      for (Placed p : line.pictures()) {
        BufferedImage image = p.picture().image();
        boolean photo = p.picture().photo();
        String uri = photo ? Pictures.jpegUri(image) : Pictures.dataUri(image);
        svg.image(uri, !photo, x, top, p.width(), p.height());
        for (int i = 0; i < p.caption().size(); i++) {
          String css = i < p.name() ? "" : "soft";
          svg.text(css, "start", x, below + LINE * (i + 0.9), p.caption().get(i));
        }
        x += p.room() + GAP;
      }
      y += line.height();
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
