package org.percept4j.core.probe;

import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.percept4j.core.internal.TileKernel;

/**
 * One 3×3 convolution of stride 1 with a padding of 1 and what follows it, max(z, slope·z), tile by
 * tile: see {@link TileKernel}. Threads share the tiles, and the filters where tiles are few.
 */
final class TileConvolution {

  private static final int PLACES = TileKernel.PLACES;
  private static final int TAPS = 9;

  /** Channels whose weights are read at once. */
  private static final int SLICE = 32;

  /** Tiles of one task; a multiple of those that the kernel takes at once. */
  private static final int BLOCK = 9 * TileKernel.TILES;

  /** Tasks that there should be, so that threads end together. */
  private static final int TASKS = 8;

  /** What one thread works in. */
  private static final class Room {
    private float[] v = {};
    private float[] m = {};

    void enlarge(int channels, int width) {
      if (v.length < PLACES * BLOCK * channels) {
        v = new float[PLACES * BLOCK * channels];
      }
      if (m.length < PLACES * BLOCK * width) {
        m = new float[PLACES * BLOCK * width];
      }
    }
  }

  private static final ThreadLocal<Room> ROOM = ThreadLocal.withInitial(Room::new);

  private final TileKernel kernel;
  private final int channels;
  private final int filters;
  private final float slope;
  private final int width;

  TileConvolution(TileKernel kernel, int channels, int filters, float slope) {
    this.kernel = kernel;
    this.channels = channels;
    this.filters = filters;
    this.slope = slope;
    this.width = kernel.width();
  }

  /** Blocks of filters. */
  private int blocks() {
    return (filters + width - 1) / width;
  }

  /** Values that transformed weights take. */
  int weights() {
    return blocks() * PLACES * channels * width;
  }

  /**
   * Computes G g Gᵀ of all weights.
   *
   * @param w [filters, channels, 3, 3]. Its position is modified
   * @param u for each block of filters, place and channel the filters side by side. Modified
   */
  void transform(FloatBuffer w, float[] u) {
    IntStream.range(0, blocks()).parallel().forEach(block -> transform(w, block, u));
  }

  /** One block of filters. Each channel by itself first: places are too far apart for the cache. */
  private void transform(FloatBuffer w, int block, float[] u) {
    int first = block * width;
    int count = Math.min(width, filters - first);
    int length = SLICE * TAPS;
    float[] lines = new float[width * length];
    float[] places = new float[PLACES * width];
    for (int c = 0; c < channels; c++) {
      if (c % SLICE == 0) {
        int n = Math.min(SLICE, channels - c) * TAPS;
        for (int o = 0; o < count; o++) {
          w.get(((first + o) * channels + c) * TAPS, lines, o * length, n);
        }
      }
      for (int o = 0; o < count; o++) {
        transform(lines, o * length + c % SLICE * TAPS, places, o, width);
      }
      for (int place = 0; place < PLACES; place++) {
        int at = ((block * PLACES + place) * channels + c) * width;
        System.arraycopy(places, place * width, u, at, width);
      }
    }
  }

  private static void transform(float[] g, int i, float[] u, int at, int plane) {
    int p = at;
    p = column(g[i], g[i + 1], g[i + 2], u, p, plane);
    float top = g[i] + g[i + 6];
    float middle = g[i + 1] + g[i + 7];
    float bottom = g[i + 2] + g[i + 8];
    float a = g[i + 3];
    float b = g[i + 4];
    float c = g[i + 5];
    p = column((top + a) / 2, (middle + b) / 2, (bottom + c) / 2, u, p, plane);
    p = column((top - a) / 2, (middle - b) / 2, (bottom - c) / 2, u, p, plane);
    column(g[i + 6], g[i + 7], g[i + 8], u, p, plane);
  }

  private static int column(float a, float b, float c, float[] u, int p, int plane) {
    float ends = a + c;
    u[p] = a;
    u[p + plane] = (ends + b) / 2;
    u[p + 2 * plane] = (ends - b) / 2;
    u[p + 3 * plane] = c;
    return p + 4 * plane;
  }

  /**
   * Computes the output.
   *
   * @param x the input. Not modified
   * @param u what {@link #transform} gave. Not modified
   * @param bias one for each filter, up to a multiple of the kernel's width. Not modified
   * @param y as large, with at least as many channels as {@code bias} has values. Modified; its
   *     margin too
   * @return whether all values are finite, before the activation function
   */
  boolean run(TileMap x, float[] u, float[] bias, TileMap y) {
    int tiles = x.tileRows() * x.tileColumns();
    int parts = (tiles + BLOCK - 1) / BLOCK;
    int groups = Math.max(1, Math.min(blocks() / 2, TASKS / parts));
    AtomicBoolean finite = new AtomicBoolean(true);
    IntStream.range(0, parts * groups)
        .parallel()
        .forEach(
            task -> {
              int first = task / groups * BLOCK;
              int count = Math.min(BLOCK, tiles - first);
              int from = blocks() * (task % groups) / groups;
              int to = blocks() * (task % groups + 1) / groups;
              if (!run(x, u, bias, y, first, count, from, to)) {
                finite.set(false);
              }
            });
    y.clearMargin();
    return finite.get();
  }

  private boolean run(
      TileMap x, float[] u, float[] bias, TileMap y, int first, int count, int from, int to) {
    Room room = ROOM.get();
    room.enlarge(x.step(), width);
    int plane = BLOCK * x.step();
    for (int t = 0; t < count; t++) {
      int at = x.tile(first + t);
      kernel.transformInput(x.values(), at, x.pitch(), x.step(), room.v, t * x.step(), plane);
    }
    float check = 0;
    for (int block = from; block < to; block++) {
      for (int place = 0; place < PLACES; place++) {
        int uAt = (block * PLACES + place) * channels * width;
        for (int t = 0; t < count; t += TileKernel.TILES) {
          int vAt = place * plane + t * x.step();
          int mAt = (place * BLOCK + t) * width;
          kernel.multiply(room.v, vAt, x.step(), u, uAt, channels, room.m, mAt);
        }
      }
      int o = block * width;
      for (int t = 0; t < count; t++) {
        int at = y.tile(first + t) + y.pitch() + y.step() + o; // inside the margin
        check +=
            kernel.transformOutput(
                room.m,
                t * width,
                BLOCK * width,
                bias,
                o,
                slope,
                y.values(),
                at,
                y.pitch(),
                y.step());
      }
    }
    return check == 0;
  }
}
