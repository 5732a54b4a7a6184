package org.percept4j.hypercolumn;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.percept4j.core.Taps;

/**
 * Which cells of one layer's maps the columns at some points are made of: a sparse matrix of points
 * × cells. A point between pixel centres is the linear blend of the pixels around it.
 */
final class PointTaps {

  private static final int CHANNELS = 16;
  private static final int POINTS = 256;

  private final int[] start;
  private int[] cell;
  private float[] weight;

  private PointTaps(int points) {
    start = new int[points + 1];
    cell = new int[4 * points];
    weight = new float[4 * points];
  }

  static PointTaps of(Block block, PixelPoints points) {
    PointTaps taps = new PointTaps(points.size());
    Taps rows = block.bilinear().rows();
    Taps columns = block.bilinear().columns();
    for (int i = 0; i < points.size(); i++) {
      taps.start[i + 1] = taps.start[i];
      int top = (int) points.y(i);
      int left = (int) points.x(i);
      double down = points.y(i) - top;
      double right = points.x(i) - left;
      taps.addPixel(i, rows, top, 1 - down, columns, left, 1 - right);
      taps.addPixel(i, rows, top, 1 - down, columns, left + 1, right);
      taps.addPixel(i, rows, top + 1, down, columns, left, 1 - right);
      taps.addPixel(i, rows, top + 1, down, columns, left + 1, right);
    }
    return taps;
  }

  private void addPixel(
      int point, Taps rows, int y, double yShare, Taps columns, int x, double xShare) {
    if (yShare == 0 || xShare == 0) {
      return;
    }
    for (int s = 0; s < rows.width(); s++) {
      for (int t = 0; t < columns.width(); t++) {
        double w = yShare * rows.weight(y, s) * xShare * columns.weight(x, t);
        if (w != 0) {
          int at = start[point + 1]++;
          if (at == cell.length) {
            cell = Arrays.copyOf(cell, 2 * at);
            weight = Arrays.copyOf(weight, 2 * at);
          }
          cell[at] = (rows.first(y) + s) * columns.inputs() + columns.first(x) + t;
          weight[at] = (float) w;
        }
      }
    }
  }

  /**
   * Writes the block's channels of every point into a matrix of points × depth.
   *
   * @param target row-major, {@code depth} values a row. Modified.
   */
  void fill(Block block, int depth, float[] target) {
    int points = start.length - 1;
    int pointTiles = (points + POINTS - 1) / POINTS;
    int channelTiles = (block.channels() + CHANNELS - 1) / CHANNELS;
    IntStream.range(0, pointTiles * channelTiles)
        .parallel()
        .forEach(
            tile -> {
              int p = tile % pointTiles * POINTS;
              int c = tile / pointTiles * CHANNELS;
              int pEnd = Math.min(points, p + POINTS);
              int cEnd = Math.min(block.channels(), c + CHANNELS);
              fillTile(block, depth, target, p, pEnd, c, cEnd);
            });
  }

  private void fillTile(
      Block block, int depth, float[] target, int from, int to, int firstChannel, int endChannel) {
    float[] values = block.values();
    for (int c = firstChannel; c < endChannel; c++) {
      int plane = c * block.cells();
      for (int p = from; p < to; p++) {
        float sum = 0;
        for (int i = start[p]; i < start[p + 1]; i++) {
          sum += weight[i] * values[plane + cell[i]];
        }
        target[p * depth + block.firstChannel() + c] = sum;
      }
    }
  }
}
