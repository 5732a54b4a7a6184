package org.percept4j.hypercolumn;

import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.percept4j.core.Taps;

/**
 * Which cells of one layer's maps the columns at some points are made of: a sparse matrix of points
 * × cells with equally many entries a row. A point between pixel centres is the linear blend of the
 * pixels around it.
 */
final class PointTaps {

  /** Channels written to a column at once: jumping between columns is what takes time. */
  private static final int CHANNELS = 64;

  /** Points done while a run of channels is in the cache. */
  private static final int POINTS = 256;

  /** Where a thread puts a tile together. */
  private static final ThreadLocal<float[]> TILE =
      ThreadLocal.withInitial(() -> new float[POINTS * CHANNELS]);

  private final int entries;
  private final int[] cell;
  private final float[] weight;
  private int used;

  private PointTaps(int points, int entries) {
    this.entries = entries;
    cell = new int[points * entries];
    weight = new float[points * entries];
  }

  static PointTaps of(Block block, PixelPoints points) {
    Taps rows = block.bilinear().rows();
    Taps columns = block.bilinear().columns();
    boolean between =
        IntStream.range(0, points.size())
            .anyMatch(i -> points.y(i) != (int) points.y(i) || points.x(i) != (int) points.x(i));
    int entries = (between ? 4 : 1) * rows.width() * columns.width();
    PointTaps taps = new PointTaps(points.size(), entries);
    for (int i = 0; i < points.size(); i++) {
      int top = (int) points.y(i);
      int left = (int) points.x(i);
      double down = points.y(i) - top;
      double right = points.x(i) - left;
      taps.used = i * entries;
      taps.addPixel(rows, top, 1 - down, columns, left, 1 - right);
      taps.addPixel(rows, top, 1 - down, columns, left + 1, right);
      taps.addPixel(rows, top + 1, down, columns, left, 1 - right);
      taps.addPixel(rows, top + 1, down, columns, left + 1, right);
    }
    return taps;
  }

  private void addPixel(Taps rows, int y, double yShare, Taps columns, int x, double xShare) {
    if (yShare == 0 || xShare == 0) {
      return;
    }
    for (int s = 0; s < rows.width(); s++) {
      for (int t = 0; t < columns.width(); t++) {
        cell[used] = (rows.first(y) + s) * columns.inputs() + columns.first(x) + t;
        weight[used++] = (float) (yShare * rows.weight(y, s) * xShare * columns.weight(x, t));
      }
    }
  }

  /** Where the columns of points {@code from} to {@code to} are written, one after the other. */
  interface Target {
    FloatBuffer rows(int from, int to);
  }

  /** Writes the block's channels of every point into a matrix of points × depth. */
  void fill(Block block, int depth, Target target) {
    int points = cell.length / entries;
    int pointTiles = (points + POINTS - 1) / POINTS;
    int channelTiles = (block.channels() + CHANNELS - 1) / CHANNELS;
    IntStream.range(0, pointTiles * channelTiles)
        .parallel()
        .forEach(
            tile -> {
              int p = tile % pointTiles * POINTS;
              int n = Math.min(POINTS, points - p);
              int c = tile / pointTiles * CHANNELS;
              int channels = Math.min(CHANNELS, block.channels() - c);
              float[] part = TILE.get();
              for (int j = 0; j < channels; j++) {
                combine(block.values(), (c + j) * block.cells(), p, n, part, j, channels);
              }
              FloatBuffer rows = target.rows(p, p + n);
              for (int i = 0; i < n; i++) {
                rows.put(i * depth + block.firstChannel() + c, part, i * channels, channels);
              }
            });
  }

  /** Fills every {@code step}-th value of a tile with one channel of {@code n} points. */
  private void combine(
      float[] values, int plane, int from, int n, float[] result, int at, int step) {
    int e = entries * from;
    int end = n * step;
    if (entries == 4) {
      for (int i = at; i < end; i += step, e += 4) {
        result[i] =
            weight[e] * values[plane + cell[e]]
                + weight[e + 1] * values[plane + cell[e + 1]]
                + weight[e + 2] * values[plane + cell[e + 2]]
                + weight[e + 3] * values[plane + cell[e + 3]];
      }
      return;
    }
    for (int i = at; i < end; i += step) {
      float sum = 0;
      for (int t = 0; t < entries; t++, e++) {
        sum += weight[e] * values[plane + cell[e]];
      }
      result[i] = sum;
    }
  }
}
