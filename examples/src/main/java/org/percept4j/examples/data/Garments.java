package org.percept4j.examples.data;

import java.io.IOException;
import java.util.List;

/** The bundled part of Fashion-MNIST (Xiao et al. 2017): 28 x 28 grey pixels in ten classes. */
public final class Garments {

  /** Rows and columns of an image. */
  public static final int SIDE = IdxPair.SIDE;

  /** Names of what the labels 0 to 9 stand for. */
  public static final List<String> NAMES =
      List.of(
          "T-shirt",
          "trousers",
          "pullover",
          "dress",
          "coat",
          "sandal",
          "shirt",
          "sneaker",
          "bag",
          "ankle boot");

  private final IdxPair data;

  private Garments(IdxPair data) {
    this.data = data;
  }

  /**
   * Returns the bundled garments: 8,000 to train with and 2,000 to test with.
   *
   * @param train which of the two
   * @return the garments
   * @throws IOException if they cannot be read
   */
  public static Garments bundled(boolean train) throws IOException {
    return new Garments(IdxPair.bundled("fashion", train));
  }

  /**
   * Returns how many there are.
   *
   * @return the count
   */
  public int size() {
    return data.size();
  }

  /**
   * Returns what a garment is.
   *
   * @param garment from 0 to {@code size() - 1}
   * @return a place in {@link #NAMES}
   */
  public int label(int garment) {
    return data.label(garment);
  }

  /**
   * Returns a garment's pixels.
   *
   * @param garment from 0 to {@code size() - 1}
   * @return 28 rows of 28 values from 0 (around the garment) to 1; a copy
   */
  public float[] greys(int garment) {
    float[] greys = new float[IdxPair.PIXELS];
    for (int p = 0; p < greys.length; p++) {
      greys[p] = data.grey(garment, p) / 255f;
    }
    return greys;
  }
}
