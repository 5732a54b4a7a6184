package org.percept4j.examples.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Images of 28 x 28 grey pixels in ten classes: MNIST digits, or data of the same form. */
public final class Digits {

  /** Pixels of an image. */
  public static final int PIXELS = IdxPair.PIXELS;

  private final IdxPair data;

  private Digits(IdxPair data) {
    this.data = data;
  }

  /**
   * Returns the bundled digits: 8,000 to train with and 2,000 to test with.
   *
   * @param train which of the two
   * @return the digits
   * @throws IOException if they cannot be read
   */
  public static Digits bundled(boolean train) throws IOException {
    return new Digits(IdxPair.bundled("mnist", train));
  }

  /**
   * Reads all digits of a folder with files named as on Yann LeCun's page, gzipped or not.
   *
   * @param folder holds {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte} and the
   *     {@code t10k} pair
   * @param train which of the two pairs
   * @return the digits
   * @throws IOException if a file is missing or is not what its name says
   */
  public static Digits from(Path folder, boolean train) throws IOException {
    return new Digits(IdxPair.from(folder, train));
  }

  /**
   * Returns how many images there are.
   *
   * @return the count
   */
  public int size() {
    return data.size();
  }

  /**
   * Minibatches, shuffled anew in each pass over the data, with pixels (x/255 − 0.1307)/0.3081, the
   * mean and deviation of MNIST.
   *
   * @param batchSize images in a batch; what is left at the end of a pass is left out
   * @param batches how many
   * @param seed of the shuffling
   * @return the batches: features [batchSize, 1, 28, 28] and one-hot labels [batchSize, 10]
   */
  public List<DataSet> batches(int batchSize, int batches, long seed) {
    return stream(batchSize, batches, seed).toList();
  }

  /**
   * Makes the same minibatches one at a time, each when it is asked for.
   *
   * @param batchSize images in a batch; what is left at the end of a pass is left out
   * @param batches how many
   * @param seed of the shuffling
   * @return the batches: features [batchSize, 1, 28, 28] and one-hot labels [batchSize, 10]
   */
  public Stream<DataSet> stream(int batchSize, int batches, long seed) {
    return Minibatches.draw(size(), batchSize, batches, seed).map(this::batch);
  }

  private DataSet batch(List<Integer> chosen) {
    float[] x = new float[chosen.size() * PIXELS];
    INDArray y = Nd4j.zeros(DataType.FLOAT, chosen.size(), 10);
    for (int b = 0; b < chosen.size(); b++) {
      int image = chosen.get(b);
      for (int p = 0; p < PIXELS; p++) {
        x[b * PIXELS + p] = (data.grey(image, p) / 255f - 0.1307f) / 0.3081f;
      }
      y.putScalar(b, data.label(image), 1);
    }
    return new DataSet(Nd4j.create(x, new long[] {chosen.size(), 1, 28, 28}, 'c'), y);
  }
}
