package org.percept4j.examples.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Larger pictures made of real digits: each a digit somewhere on noise, to be classified. To tell
 * them apart one must look at twenty pixels or more.
 */
public final class DigitScenes {

  /** Rows and columns of a scene. */
  public static final int SIDE = 44;

  private static final int DIGIT = 28;

  private DigitScenes() {}

  /**
   * Minibatches of scenes.
   *
   * @param digits what to place
   * @param batchSize scenes in a batch
   * @param batches how many
   * @param seed of choice, place and noise
   * @return the batches: features [batchSize, 1, 44, 44] and one-hot labels [batchSize, 10]
   */
  public static List<DataSet> batches(Digits digits, int batchSize, int batches, long seed) {
    Random random = new Random(seed);
    List<DataSet> scenes = new ArrayList<>();
    for (DataSet batch : digits.batches(batchSize, batches, seed)) {
      float[] small = batch.getFeatures().dup('c').data().asFloat();
      float[] large = new float[batchSize * SIDE * SIDE];
      for (int b = 0; b < batchSize; b++) {
        place(small, b * DIGIT * DIGIT, large, b * SIDE * SIDE, random);
      }
      INDArray features = Nd4j.createFromArray(large).reshape(batchSize, 1, SIDE, SIDE);
      scenes.add(new DataSet(features, batch.getLabels()));
    }
    return scenes;
  }

  private static void place(float[] small, int from, float[] large, int to, Random random) {
    for (int i = 0; i < SIDE * SIDE; i++) {
      large[to + i] = (float) (0.3 * random.nextGaussian());
    }
    int room = SIDE - DIGIT + 1;
    int top = random.nextInt(room);
    int left = random.nextInt(room);
    for (int y = 0; y < DIGIT; y++) {
      for (int x = 0; x < DIGIT; x++) {
        large[to + (top + y) * SIDE + left + x] += small[from + y * DIGIT + x];
      }
    }
  }
}
