package org.percept4j.hypercolumn;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.percept4j.core.plot.Colormap;
import org.percept4j.core.plot.Heatmap;

/** Draws all maps of one layer side by side. Thread-safe. */
public final class ContactSheet {

  private static final int GAP = 1;

  /** Maps below this size are magnified up to it. */
  private static final int MIN_SIDE = 32;

  private ContactSheet() {}

  /**
   * Draws all maps in reading order, each at its own resolution (small ones magnified) and over its
   * own range of values.
   *
   * @param maps a layer's maps
   * @param colormap the colours
   * @return an opaque RGB picture
   * @throws ArithmeticException if it had more rows or columns than an int counts
   */
  public static BufferedImage of(FeatureMaps maps, Colormap colormap) {
    int side = Math.max(maps.height(), maps.width());
    int magnification = Math.max(1, (MIN_SIDE + side - 1) / side);
    int across = (int) Math.ceil(Math.sqrt(maps.channels()));
    int down = (maps.channels() + across - 1) / across;
    int stepX = maps.width() * magnification + GAP;
    int stepY = maps.height() * magnification + GAP;
    BufferedImage sheet =
        new BufferedImage(
            Math.subtractExact(Math.multiplyExact(across, stepX), GAP),
            Math.subtractExact(Math.multiplyExact(down, stepY), GAP),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = sheet.createGraphics();
    for (int c = 0; c < maps.channels(); c++) {
      int cells = maps.cells();
      float[] map = Arrays.copyOfRange(maps.values(), c * cells, (c + 1) * cells);
      BufferedImage picture =
          Heatmap.of(map, maps.height(), maps.width())
              .colormap(colormap)
              .magnify(magnification)
              .toImage();
      pen.drawImage(picture, c % across * stepX, c / across * stepY, null);
    }
    pen.dispose();
    return sheet;
  }
}
