package org.percept4j.hypercolumn;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.percept4j.core.npy.NpyWriter;

/**
 * Makes the volume piece by piece in the order of a file: a few pieces at once on different
 * threads, each small whatever the size of the volume.
 */
final class ColumnStream {

  /** Values of a piece: 1 MB. */
  private static final int MAX_PIECE_VALUES = 1 << 18;

  private static final int PIECES = 8;

  private final Hypercolumns columns;

  ColumnStream(Hypercolumns columns) {
    this.columns = columns;
  }

  private interface Maker {
    float[] make(long piece);
  }

  private static void write(NpyWriter writer, long pieces, Maker maker) throws IOException {
    for (long first = 0; first < pieces; first += PIECES) {
      long from = first;
      int n = (int) Math.min(PIECES, pieces - first);
      List<float[]> made =
          IntStream.range(0, n).parallel().mapToObj(i -> maker.make(from + i)).toList();
      for (float[] piece : made) {
        writer.write(piece, 0, piece.length);
      }
    }
  }

  /** Channel after channel, some rows of one channel a piece. */
  void writeChannelsFirst(NpyWriter writer) throws IOException {
    int height = columns.height();
    int width = columns.width();
    int rows = Math.max(1, Math.min(height, MAX_PIECE_VALUES / width));
    int blocks = (height + rows - 1) / rows;
    write(
        writer,
        (long) columns.depth() * blocks,
        piece -> {
          int channel = (int) (piece / blocks);
          int from = (int) (piece % blocks) * rows;
          int to = Math.min(height, from + rows);
          Block block = columns.blockOf(channel);
          float[] part = new float[(to - from) * width];
          int map = (channel - block.firstChannel()) * block.cells();
          block.bilinear().resizeRows(block.values(), map, from, to, part, 0);
          return part;
        });
  }

  /** Pixel after pixel, some neighbours in one row a piece. */
  void writeChannelsLast(NpyWriter writer) throws IOException {
    int width = columns.width();
    int depth = columns.depth();
    int run = Math.max(1, Math.min(width, MAX_PIECE_VALUES / depth));
    int runs = (width + run - 1) / run;
    write(
        writer,
        (long) columns.height() * runs,
        piece -> {
          int y = (int) (piece / runs);
          int from = (int) (piece % runs) * run;
          int to = Math.min(width, from + run);
          float[] part = new float[(to - from) * depth];
          float[] row = new float[width];
          for (int channel = 0; channel < depth; channel++) {
            Block block = columns.blockOf(channel);
            int map = (channel - block.firstChannel()) * block.cells();
            block.bilinear().resizeRows(block.values(), map, y, y + 1, row, 0);
            for (int x = from, at = channel; x < to; x++, at += depth) {
              part[at] = row[x];
            }
          }
          return part;
        });
  }
}
