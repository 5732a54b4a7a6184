package org.percept4j.examples.experiments.hypercolumn;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Pictures in rows, each with a caption above it, on white. Not thread-safe. */
final class Tiles {

  private static final int GAP = 12;
  private static final int CAPTION = 18;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  private record Tile(String caption, BufferedImage picture) {}

  private final List<List<Tile>> rows = new ArrayList<>();

  /** Begins a row. */
  Tiles row() {
    rows.add(new ArrayList<>());
    return this;
  }

  /** Adds to the row that was begun last. */
  Tiles add(String caption, BufferedImage picture) {
    rows.get(rows.size() - 1).add(new Tile(caption, picture));
    return this;
  }

  BufferedImage toImage() {
    int width = 0;
    int height = GAP;
    for (List<Tile> row : rows) {
      width = Math.max(width, row.stream().mapToInt(t -> t.picture().getWidth() + GAP).sum());
      height += height(row);
    }
    BufferedImage all = new BufferedImage(width + GAP, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = all.createGraphics();
    pen.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, all.getWidth(), all.getHeight());
    pen.setColor(Color.DARK_GRAY);
    pen.setFont(FONT);
    int y = GAP;
    for (List<Tile> row : rows) {
      int x = GAP;
      int top = y + caption(row);
      for (Tile tile : row) {
        pen.drawString(tile.caption(), x, y + CAPTION - 6);
        pen.drawImage(tile.picture(), x, top, null);
        x += tile.picture().getWidth() + GAP;
      }
      y += height(row);
    }
    pen.dispose();
    return all;
  }

  private static int caption(List<Tile> row) {
    return row.stream().allMatch(tile -> tile.caption().isEmpty()) ? 0 : CAPTION;
  }

  private static int height(List<Tile> row) {
    return caption(row) + row.stream().mapToInt(t -> t.picture().getHeight()).max().orElse(0) + GAP;
  }

  /** Each pixel as a square. */
  static BufferedImage magnified(BufferedImage picture, int times) {
    int width = picture.getWidth() * times;
    int height = picture.getHeight() * times;
    BufferedImage large = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = large.createGraphics();
    pen.drawImage(picture, 0, 0, width, height, null);
    pen.dispose();
    return large;
  }
}
