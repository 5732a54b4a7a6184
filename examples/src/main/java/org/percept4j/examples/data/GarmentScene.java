package org.percept4j.examples.data;

import java.awt.image.BufferedImage;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A square picture of garments on a textured background, of which every pixel's class is known. */
public final class GarmentScene {

  /**
   * Says where a garment lies.
   *
   * @param garment its number among {@link Garments}
   * @param top the first of its rows
   * @param left the first of its columns
   * @param side rows and columns that it was resized to
   * @param mirrored whether left and right are exchanged
   */
  public record Placed(int garment, int top, int left, int side, boolean mirrored) {}

  private final int side;
  private final float[] planes;
  private final int[] labels;
  private final List<Placed> placed;

  GarmentScene(int side, float[] planes, int[] labels, List<Placed> placed) {
    this.side = side;
    this.planes = planes;
    this.labels = labels;
    this.placed = List.copyOf(placed);
  }

  /**
   * Rows and columns.
   *
   * @return pixels
   */
  public int side() {
    return side;
  }

  /**
   * Returns what to feed a network with.
   *
   * @return a new array [1, 3, side, side] of red, green and blue from -1 to 1
   */
  public INDArray input() {
    float[] signed = new float[planes.length];
    for (int i = 0; i < signed.length; i++) {
      signed[i] = 2 * planes[i] - 1;
    }
    return Nd4j.createFromArray(signed).reshape(1, 3, side, side);
  }

  /**
   * Returns the class of every pixel.
   *
   * @return row after row, a place in {@link Garments#NAMES} or {@link GarmentScenes#BACKGROUND}; a
   *     copy
   */
  public int[] labels() {
    return labels.clone();
  }

  /**
   * Lists what is in the scene.
   *
   * @return the garments, none overlapping
   */
  public List<Placed> placed() {
    return placed;
  }

  /**
   * Returns the scene to look at.
   *
   * @return a new image
   */
  public BufferedImage picture() {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    int pixels = side * side;
    for (int p = 0; p < pixels; p++) {
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        rgb = rgb << 8 | Math.round(255 * planes[c * pixels + p]);
      }
      image.setRGB(p % side, p / side, rgb);
    }
    return image;
  }
}
