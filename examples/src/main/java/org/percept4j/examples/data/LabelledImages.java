package org.percept4j.examples.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;

/** Square pictures in ten classes, some to train with and others to test with. */
public interface LabelledImages {

  /**
   * Loads what experiments train on.
   *
   * @param folder CIFAR-10 as {@link Cifar10} has it, or the files of {@link Digits#from}, which
   *     become {@link DigitScenes}; null for scenes of the bundled digits
   * @return the pictures
   * @throws IOException if they cannot be read or are something else
   */
  static LabelledImages of(@Nullable Path folder) throws IOException {
    if (folder == null) {
      return new DigitScenes(Digits.bundled(true), Digits.bundled(false));
    }
    String name = "train-images-idx3-ubyte";
    boolean digits =
        Files.exists(folder.resolve(name)) || Files.exists(folder.resolve(name + ".gz"));
    return digits
        ? new DigitScenes(Digits.from(folder, true), Digits.from(folder, false))
        : Cifar10.from(folder);
  }

  /**
   * Rows and columns of a picture.
   *
   * @return pixels
   */
  int side();

  /**
   * Returns 1 for grey pictures, 3 for red, green and blue.
   *
   * @return how many channels
   */
  int channels();

  /**
   * Minibatches, shuffled anew in each pass over the data.
   *
   * @param train whether of those to train with, or of those to test with
   * @param batchSize pictures in a batch; what is left at the end of a pass is left out
   * @param batches how many
   * @param seed of all random choices
   * @return the batches: features [batchSize, channels, side, side], each channel with a mean of
   *     about 0, and one-hot labels [batchSize, 10]
   * @throws IOException if a picture cannot be read
   * @throws IllegalArgumentException if there are fewer pictures than a batch has
   */
  List<DataSet> batches(boolean train, int batchSize, int batches, long seed) throws IOException;

  /**
   * Names what is in the pictures.
   *
   * @return a few words
   */
  String name();
}
