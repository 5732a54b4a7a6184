package org.percept4j.hypercolumn;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.percept4j.core.resample.Taps;

/**
 * Which cells of one layer's maps the columns at some points are made of: a sparse matrix of points
 * × cells with equally many entries a row. A point between pixel centres is the linear blend of the
 * pixels around it.
 */
final class PointTaps {

  /** Channels written to a column at once: jumping between columns is what takes time. */
  private static final int CHANNELS = 64;

  /** Channels that are turned at once: with fewer, the vector loops over them hardly begin. */
  private static final int CHANNELS_PER_TILE = 128;

  /** Cells turned while their channels' lines are in the cache. */
  private static final int CELLS_PER_TILE = 64;

  /** Points done while a run of channels is in the cache. */
  private static final int POINTS = 256;

  /** Where a thread puts a tile together. */
  private static final ThreadLocal<float[]> TILE =
      ThreadLocal.withInitial(() -> new float[POINTS * CHANNELS]);

  private final int[] order;
  private final int entries;
  private final int[] cell;
  private final float[] weight;
  private int used;

  private PointTaps(int[] order, int entries) {
    this.order = order;
    this.entries = entries;
    cell = new int[order.length * entries];
    weight = new float[order.length * entries];
  }

  /**
   * The taps of points.
   *
   * @param order in which to look at them; best such that those near to each other follow each
   *     other
   */
  static PointTaps of(Block block, PixelPoints points, int[] order) {
    Taps rows = block.bilinear().rows();
    Taps columns = block.bilinear().columns();
    boolean between =
        IntStream.range(0, points.size())
            .anyMatch(i -> points.y(i) != (int) points.y(i) || points.x(i) != (int) points.x(i));
    int entries = (between ? 4 : 1) * rows.width() * columns.width();
    PointTaps taps = new PointTaps(order, entries);
    for (int i = 0; i < points.size(); i++) {
      double y = points.y(order[i]);
      double x = points.x(order[i]);
      int top = (int) y;
      int left = (int) x;
      double down = y - top;
      double right = x - left;
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

  /** Writes the block's channels of every point into a matrix of points × depth. */
  void fill(Block block, SampleMatrix matrix) {
    if (cell.length >= block.cells()) {
      fillFromTurned(block, matrix);
    } else {
      gather(block, matrix);
    }
  }

  /** For many points: with the channels of each cell next to each other. */
  private void fillFromTurned(Block block, SampleMatrix matrix) {
    int tiles = (block.channels() + CHANNELS_PER_TILE - 1) / CHANNELS_PER_TILE;
    int threads = Math.min(tiles, Runtime.getRuntime().availableProcessors());
    IntStream.range(0, threads)
        .parallel()
        .forEach(
            thread -> {
              float[] turned =
                  new float[block.cells() * Math.min(CHANNELS_PER_TILE, block.channels())];
              for (int tile = thread; tile < tiles; tile += threads) {
                int c = tile * CHANNELS_PER_TILE;
                float[] column = new float[Math.min(CHANNELS_PER_TILE, block.channels() - c)];
                turn(block, c, column.length, turned);
                for (int i = 0; i < order.length; i++) {
                  blend(turned, i * entries, column);
                  matrix.put(order[i], block.firstChannel() + c, column, 0, column.length);
                }
              }
            });
  }

  /** Cells × channels of some of the block's channels. */
  private static void turn(Block block, int from, int channels, float[] turned) {
    int cells = block.cells();
    for (int begin = 0; begin < cells; begin += CELLS_PER_TILE) {
      int end = Math.min(cells, begin + CELLS_PER_TILE);
      for (int j = 0; j < channels; j++) {
        int plane = (from + j) * cells;
        for (int i = begin; i < end; i++) {
          turned[i * channels + j] = block.values()[plane + i];
        }
      }
    }
  }

  private void blend(float[] turned, int e, float[] column) {
    int n = column.length;
    if (entries == 4) {
      float w0 = weight[e];
      float w1 = weight[e + 1];
      float w2 = weight[e + 2];
      float w3 = weight[e + 3];
      int a = cell[e] * n;
      int b = cell[e + 1] * n;
      int c = cell[e + 2] * n;
      int d = cell[e + 3] * n;
      for (int j = 0; j < n; j++) {
        column[j] =
            w0 * turned[a + j] + w1 * turned[b + j] + w2 * turned[c + j] + w3 * turned[d + j];
      }
      return;
    }
    Arrays.fill(column, 0);
    for (int t = 0; t < entries; t++) {
      float w = weight[e + t];
      int a = cell[e + t] * n;
      for (int j = 0; j < n; j++) {
        column[j] += w * turned[a + j];
      }
    }
  }

  /** For few points. */
  private void gather(Block block, SampleMatrix matrix) {
    int points = order.length;
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
              for (int i = 0; i < n; i++) {
                matrix.put(order[p + i], block.firstChannel() + c, part, i * channels, channels);
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
