package org.percept4j.examples.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * CIFAR-10 (Krizhevsky 2009): colour photographs of 32 x 32 pixels. Read from the folder that
 * DL4J's {@code Cifar10DataSetIterator} keeps ({@code ~/.deeplearning4j/data/cifar10}, with {@code
 * train/CLASS/*.png} and {@code test/CLASS/*.png}), or from the six files of the original's binary
 * version. Pictures are read when they are needed.
 */
public final class Cifar10 implements LabelledImages {

  /** Rows and columns of a picture. */
  static final int SIDE = 32;

  /** Classes. */
  static final int CLASSES = 10;

  /** Means and standard deviations of red, green and blue over the training set, of 0 to 1. */
  private static final float[] MEAN = {0.4914f, 0.4822f, 0.4465f};

  private static final float[] DEVIATION = {0.2470f, 0.2435f, 0.2616f};

  /**
   * A picture.
   *
   * @param label 0 to 9
   * @param planes 1024 values of red row by row, then of green, then of blue
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Picture(int label, byte[] planes) {}

  /** A training or test set on disk. */
  interface Part {
    int size();

    Picture read(int index) throws IOException;
  }

  private final Part train;
  private final Part test;

  private Cifar10(Part train, Part test) {
    this.train = train;
    this.test = test;
  }

  /**
   * Opens a folder.
   *
   * @param folder with {@code train} and {@code test}, or with {@code data_batch_1.bin} to {@code
   *     data_batch_5.bin} and {@code test_batch.bin}
   * @return the pictures
   * @throws IOException if something is missing or is not what its name says; it is named
   */
  public static Cifar10 from(Path folder) throws IOException {
    if (Files.isDirectory(folder.resolve("train"))) {
      return new Cifar10(
          CifarFolder.open(folder.resolve("train")), CifarFolder.open(folder.resolve("test")));
    }
    if (Files.exists(folder.resolve("data_batch_1.bin"))) {
      Path[] batches =
          IntStream.rangeClosed(1, 5)
              .mapToObj(i -> folder.resolve("data_batch_" + i + ".bin"))
              .toArray(Path[]::new);
      return new Cifar10(
          CifarBinary.open(batches), CifarBinary.open(folder.resolve("test_batch.bin")));
    }
    throw new NoSuchFileException(
        folder.toString(),
        null,
        "expected MNIST's files, or CIFAR-10: train and test with a folder of pictures for each"
            + " class, or data_batch_1.bin to data_batch_5.bin and test_batch.bin");
  }

  @Override
  public String name() {
    return "CIFAR-10";
  }

  @Override
  public int side() {
    return SIDE;
  }

  @Override
  public int channels() {
    return MEAN.length;
  }

  @Override
  public List<DataSet> batches(boolean ofTrain, int batchSize, int batches, long seed)
      throws IOException {
    Part part = ofTrain ? train : test;
    List<DataSet> all = new ArrayList<>();
    for (List<Integer> chosen : Minibatches.draw(part.size(), batchSize, batches, seed).toList()) {
      all.add(batch(part, chosen));
    }
    return all;
  }

  private static DataSet batch(Part part, List<Integer> chosen) throws IOException {
    int pixels = SIDE * SIDE;
    int values = MEAN.length * pixels;
    float[] x = new float[chosen.size() * values];
    INDArray y = Nd4j.zeros(DataType.FLOAT, chosen.size(), CLASSES);
    for (int b = 0; b < chosen.size(); b++) {
      Picture picture = part.read(chosen.get(b));
      for (int v = 0; v < values; v++) {
        int channel = v / pixels;
        float value = (picture.planes()[v] & 0xFF) / 255f;
        x[b * values + v] = (value - MEAN[channel]) / DEVIATION[channel];
      }
      y.putScalar(b, picture.label(), 1);
    }
    return new DataSet(Nd4j.create(x, new long[] {chosen.size(), MEAN.length, SIDE, SIDE}, 'c'), y);
  }
}
