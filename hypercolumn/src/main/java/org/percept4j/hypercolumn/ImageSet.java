package org.percept4j.hypercolumn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Named images whose hypercolumns are taken one after another: memory holds one at a time, however
 * many there are. Immutable; as thread-safe as its images' sources.
 */
public final class ImageSet {

  /** Reads the pixels of a file. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Reads a file.
     *
     * @param file the file. Not modified.
     * @return an image as {@link HypercolumnExtractor#extract} takes it
     * @throws IOException if it cannot be read; the message names it
     */
    INDArray read(Path file) throws IOException;
  }

  private final List<NamedImage> images;

  private ImageSet(List<NamedImage> images) {
    this.images = images;
  }

  /**
   * Makes a set of images.
   *
   * @param images in their order
   * @return the set
   * @throws IllegalArgumentException if a name comes twice
   */
  public static ImageSet of(List<NamedImage> images) {
    Set<String> names = new HashSet<>();
    for (NamedImage image : images) {
      if (!names.add(image.name())) {
        throw new IllegalArgumentException(
            "images: expected each name once, got \"" + image.name() + "\" twice");
      }
    }
    return new ImageSet(List.copyOf(images));
  }

  /**
   * Makes a set of a folder's files, in the order of their names; folders in it and hidden files
   * are left out. Nothing but names is read yet.
   *
   * @param folder the folder. Not modified.
   * @param reader reads a file
   * @return the set, with files' names
   * @throws IOException if the folder cannot be listed
   */
  public static ImageSet folder(Path folder, Reader reader) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return of(
          files
              .filter(f -> Files.isRegularFile(f) && !f.getFileName().toString().startsWith("."))
              .sorted()
              .map(f -> new NamedImage(f.getFileName().toString(), () -> reader.read(f)))
              .toList());
    }
  }

  /**
   * Returns the images.
   *
   * @return in their order
   */
  public List<NamedImage> images() {
    return images;
  }

  /**
   * Extracts from one image after another, each when it is asked for.
   *
   * @param extractor extracts
   * @return the images' columns in their order; sequential. What an image's source or the extractor
   *     throws comes out of the stream, {@link IOException} as {@link UncheckedIOException}
   */
  public Stream<NamedColumns> stream(HypercolumnExtractor extractor) {
    return images.stream().map(image -> new NamedColumns(image.name(), extract(image, extractor)));
  }

  /**
   * Offers the columns to algorithms that go through them several times, such as those of {@code
   * learn.PixelSource}: every pass extracts anew.
   *
   * @param extractor extracts
   * @return the images' columns in their order
   */
  public Iterable<Hypercolumns> columns(HypercolumnExtractor extractor) {
    return () -> {
      Iterator<NamedImage> each = images.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return each.hasNext();
        }

        @Override
        public Hypercolumns next() {
          return extract(each.next(), extractor);
        }
      };
    };
  }

  private static Hypercolumns extract(NamedImage image, HypercolumnExtractor extractor) {
    try {
      return extractor.extract(image.source().load());
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      boolean named = message.contains(image.name());
      throw new UncheckedIOException(named ? message : image.name() + ": " + message, e);
    }
  }

  @Override
  public String toString() {
    return "ImageSet of " + images.size() + " images";
  }
}
