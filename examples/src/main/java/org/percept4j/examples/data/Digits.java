package org.percept4j.examples.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Images of 28 x 28 grey pixels in ten classes: MNIST digits, or data of the same form. */
public final class Digits {

  /** Pixels of an image. */
  public static final int PIXELS = 28 * 28;

  private final byte[] images;
  private final byte[] labels;

  private Digits(byte[] images, byte[] labels) {
    this.images = images;
    this.labels = labels;
  }

  /**
   * The bundled digits: 8,000 to train with and 2,000 to test with.
   *
   * @param train which of the two
   * @return the digits
   * @throws IOException if they cannot be read
   */
  public static Digits bundled(boolean train) throws IOException {
    return load(null, train);
  }

  /**
   * All digits of a folder with files named as on Yann LeCun's page, gzipped or not.
   *
   * @param folder holds {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte} and the
   *     {@code t10k} pair
   * @param train which of the two pairs
   * @return the digits
   * @throws IOException if a file is missing or is not what its name says
   */
  public static Digits from(Path folder, boolean train) throws IOException {
    return load(Objects.requireNonNull(folder, "folder"), train);
  }

  private static Digits load(@Nullable Path folder, boolean train) throws IOException {
    String prefix = train ? "train" : "t10k";
    IdxFile images = read(folder, prefix + "-images-idx3-ubyte", 28, 28);
    IdxFile labels = read(folder, prefix + "-labels-idx1-ubyte");
    if (images.count() != labels.count()) {
      throw new IOException(
          String.format(
              "%s: expected as many labels as images, got %d and %d",
              prefix, labels.count(), images.count()));
    }
    return new Digits(images.bytes(), labels.bytes());
  }

  private static IdxFile read(@Nullable Path folder, String name, int... shape) throws IOException {
    if (folder == null) {
      String resource = "/mnist/" + name + ".gz";
      try (InputStream in = Digits.class.getResourceAsStream(resource)) {
        return IdxFile.read(Objects.requireNonNull(in, resource), name, shape);
      }
    }
    for (String ending : new String[] {"", ".gz"}) {
      Path file = folder.resolve(name + ending);
      if (Files.exists(file)) {
        try (InputStream in = Files.newInputStream(file)) {
          return IdxFile.read(in, file.toString(), shape);
        }
      }
    }
    throw new NoSuchFileException(
        folder.resolve(name).toString(), null, "expected this file or the same with .gz");
  }

  /**
   * How many images there are.
   *
   * @return the count
   */
  public int size() {
    return labels.length;
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
    List<DataSet> all = new ArrayList<>();
    for (List<Integer> chosen : Minibatches.draw(size(), batchSize, batches, seed)) {
      all.add(batch(chosen));
    }
    return all;
  }

  private DataSet batch(List<Integer> chosen) {
    float[] x = new float[chosen.size() * PIXELS];
    INDArray y = Nd4j.zeros(DataType.FLOAT, chosen.size(), 10);
    for (int b = 0; b < chosen.size(); b++) {
      int image = chosen.get(b);
      for (int p = 0; p < PIXELS; p++) {
        int grey = images[image * PIXELS + p] & 0xFF;
        x[b * PIXELS + p] = (grey / 255f - 0.1307f) / 0.3081f;
      }
      y.putScalar(b, labels[image], 1);
    }
    return new DataSet(Nd4j.create(x, new long[] {chosen.size(), 1, 28, 28}, 'c'), y);
  }
}
