package org.percept4j.examples.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/** Images of 28 x 28 grey pixels with their labels, as MNIST and Fashion-MNIST come. */
final class IdxPair {

  /** Rows and columns of an image. */
  static final int SIDE = 28;

  /** Pixels of an image. */
  static final int PIXELS = SIDE * SIDE;

  private final byte[] images;
  private final byte[] labels;

  private IdxPair(byte[] images, byte[] labels) {
    this.images = images;
    this.labels = labels;
  }

  /** The pair of a folder among the resources. */
  static IdxPair bundled(String folder, boolean train) throws IOException {
    return load(train, (name, shape) -> resource("/" + folder + "/" + name + ".gz", name, shape));
  }

  /** The pair of a folder on disk, gzipped or not. */
  static IdxPair from(Path folder, boolean train) throws IOException {
    Objects.requireNonNull(folder, "folder");
    return load(train, (name, shape) -> file(folder, name, shape));
  }

  private interface Source {
    IdxFile read(String name, int... shape) throws IOException;
  }

  private static IdxPair load(boolean train, Source source) throws IOException {
    String prefix = train ? "train" : "t10k";
    IdxFile images = source.read(prefix + "-images-idx3-ubyte", SIDE, SIDE);
    IdxFile labels = source.read(prefix + "-labels-idx1-ubyte");
    if (images.count() != labels.count()) {
      throw new IOException(
          String.format(
              "%s: expected as many labels as images, got %d and %d",
              prefix, labels.count(), images.count()));
    }
    return new IdxPair(images.bytes(), labels.bytes());
  }

  private static IdxFile resource(String resource, String name, int... shape) throws IOException {
    try (InputStream in = IdxPair.class.getResourceAsStream(resource)) {
      return IdxFile.read(Objects.requireNonNull(in, resource), name, shape);
    }
  }

  private static IdxFile file(Path folder, String name, int... shape) throws IOException {
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

  int size() {
    return labels.length;
  }

  int label(int image) {
    return labels[image];
  }

  /** From 0 to 255. */
  int grey(int image, int pixel) {
    return images[image * PIXELS + pixel] & 0xFF;
  }
}
