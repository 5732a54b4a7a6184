package org.percept4j.examples.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Larger pictures made of real digits: each a digit somewhere on noise, to be classified. To tell
 * them apart one must look at twenty pixels or more.
 */
public final class DigitScenes implements LabelledImages {

  private static final int SIDE = 44;
  private static final int DIGIT = 28;

  private final Digits train;
  private final Digits test;

  /**
   * Scenes of given digits.
   *
   * @param train what to place in scenes to train with
   * @param test what to place in scenes to test with
   */
  public DigitScenes(Digits train, Digits test) {
    this.train = Objects.requireNonNull(train, "train");
    this.test = Objects.requireNonNull(test, "test");
  }

  @Override
  public String name() {
    return "digits on noise";
  }

  @Override
  public int side() {
    return SIDE;
  }

  @Override
  public int channels() {
    return 1;
  }

  @Override
  public List<DataSet> batches(boolean ofTrain, int batchSize, int batches, long seed) {
    long part = ofTrain ? 0 : 1;
    Random random = RandomStream.SCENES.of(seed, part);
    List<DataSet> scenes = new ArrayList<>();
    for (DataSet batch :
        (ofTrain ? train : test)
            .batches(batchSize, batches, RandomStream.ORDER.seedOf(seed, part))) {
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
