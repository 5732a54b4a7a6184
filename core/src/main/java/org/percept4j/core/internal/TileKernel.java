package org.percept4j.core.internal;

/**
 * The parts of a 3×3 convolution by Winograd's algorithm F(2×2, 3×3): an output tile of 2×2 pixels
 * is Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A of the 4×4 pixels d around it, so that 16 products do the work of 36
 * (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2016, section 4.1). Made of
 * vector instructions, see {@link RowKernels}. Thread-safe.
 */
public interface TileKernel {

  /** Tiles that {@link #multiply} takes at once. */
  int TILES = 6;

  /** Places of a transformed tile. */
  int PLACES = 16;

  /** Channels that {@link #multiply} gives at once; half of it is what other steps are in. */
  int width();

  /**
   * Computes Bᵀ d B of one tile, for each channel.
   *
   * @param x pixels, channels side by side. Not modified
   * @param at the first channel of the tile's first pixel
   * @param pitch from one row of pixels to the next
   * @param step from one pixel to the next: a multiple of half the width
   * @param v the first place's channels from {@code vAt} on. Modified
   * @param plane from one place to the next
   */
  void transformInput(float[] x, int at, int pitch, int step, float[] v, int vAt, int plane);

  /**
   * Multiplies one place of {@link #TILES} tiles by weights and sums over channels.
   *
   * @param v channels of the first tile from {@code vAt} on, those of the next {@code step} later.
   *     Not modified
   * @param u width() weights for each channel. Not modified
   * @param channels to sum over
   * @param m width() sums for each tile. Modified
   */
  void multiply(float[] v, int vAt, int step, float[] u, int uAt, int channels, float[] m, int mAt);

  /**
   * Computes max(z, slope·z) of z = Aᵀ m A + bias for width() channels of one tile.
   *
   * @param plane from one place of m to the next
   * @param slope as of {@link RowKernel#rectify}; 1 for none
   * @param y pixels: the tile's first from {@code yAt} on. Modified
   * @return NaN if some z is not finite, else 0
   */
  float transformOutput(
      float[] m,
      int mAt,
      int plane,
      float[] bias,
      int biasAt,
      float slope,
      float[] y,
      int yAt,
      int pitch,
      int step);
}
