package org.percept4j.examples.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.resample.Bilinear;

/**
 * Scenes whose every pixel has to be told: a real digit, twice as large as it is, somewhere in
 * noise. A unit must look at many pixels to tell which digit the pixel belongs to, since no pooling
 * collects the evidence for it.
 */
public final class LabelledScenes {

  /** Rows and columns of a scene. */
  public static final int SIDE = 64;

  private static final int DIGIT = 28;
  private static final int LARGE = 2 * DIGIT;
  private static final int CLASSES = 10;
  private static final double NOISE = 0.3;

  private final Digits digits;

  /**
   * Makes scenes of given digits.
   *
   * @param digits what to place in them
   */
  public LabelledScenes(Digits digits) {
    this.digits = Objects.requireNonNull(digits, "digits");
  }

  /**
   * Returns minibatches.
   *
   * @param batchSize scenes in a batch
   * @param batches how many
   * @param shuffled whether every label is replaced by one drawn at random, so that there is
   *     nothing to learn
   * @param seed of all random choices
   * @return features [batchSize, 1, 64, 64]; for every second row and column one-hot labels
   *     [batchSize, 10, 32, 32] and a mask [batchSize, 1, 32, 32] that is 1 within the digit's box
   */
  public List<DataSet> batches(int batchSize, int batches, boolean shuffled, long seed) {
    Random random = RandomStream.SCENES.of(seed);
    List<DataSet> scenes = new ArrayList<>();
    for (DataSet batch : digits.batches(batchSize, batches, seed)) {
      float[] large =
          Bilinear.of(DIGIT, DIGIT, LARGE, LARGE, Bilinear.Convention.HALF_PIXEL)
              .resize(batch.getFeatures().dup('c').data().asFloat(), batchSize);
      int[] labels = batch.getLabels().argMax(1).toIntVector();
      for (int b = 0; shuffled && b < batchSize; b++) {
        labels[b] = random.nextInt(CLASSES);
      }
      scenes.add(scenes(large, labels, random));
    }
    return scenes;
  }

  private static DataSet scenes(float[] digits, int[] labels, Random random) {
    int half = SIDE / 2;
    float[] features = new float[labels.length * SIDE * SIDE];
    float[] oneHot = new float[labels.length * CLASSES * half * half];
    float[] mask = new float[labels.length * half * half];
    for (int b = 0; b < labels.length; b++) {
      for (int i = 0; i < SIDE * SIDE; i++) {
        features[b * SIDE * SIDE + i] = (float) (NOISE * random.nextGaussian());
      }
      int top = random.nextInt(SIDE - LARGE + 1);
      int left = random.nextInt(SIDE - LARGE + 1);
      for (int y = 0; y < LARGE; y++) {
        for (int x = 0; x < LARGE; x++) {
          // 0 to 1 and not centred, so that black is as the noise around it
          float grey = digits[(b * LARGE + y) * LARGE + x] * 0.3081f + 0.1307f;
          features[(b * SIDE + top + y) * SIDE + left + x] += grey;
        }
      }
      for (int y = 0; y < half; y++) {
        for (int x = 0; x < half; x++) {
          boolean inside =
              2 * y >= top && 2 * y < top + LARGE && 2 * x >= left && 2 * x < left + LARGE;
          oneHot[((b * CLASSES + labels[b]) * half + y) * half + x] = 1;
          mask[(b * half + y) * half + x] = inside ? 1 : 0;
        }
      }
    }
    INDArray x = Nd4j.createFromArray(features).reshape(labels.length, 1, SIDE, SIDE);
    INDArray y = Nd4j.createFromArray(oneHot).reshape(labels.length, CLASSES, half, half);
    INDArray m = Nd4j.createFromArray(mask).reshape(labels.length, 1, half, half);
    return new DataSet(x, y, null, m);
  }
}
