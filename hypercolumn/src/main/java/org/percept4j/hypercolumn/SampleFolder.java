package org.percept4j.hypercolumn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.internal.AtomicFile;
import org.percept4j.core.internal.Checks;
import org.percept4j.core.internal.Streams;
import org.percept4j.core.npy.NpyWriter;

/**
 * Writes the hypercolumns of a set of images at some pixels of each to a folder of NumPy files:
 * {@code NAME.points.npy}, [points, 2] rows and columns, DOUBLE, and {@code NAME.columns.npy},
 * [points, depth], FLOAT.
 *
 * <p>Whoever is stopped in the middle starts again with the same settings: images whose columns are
 * there are never loaded or computed again, and no file is ever half written; what a killed program
 * had begun is removed. {@code settings.txt} in the folder keeps folders of other settings apart.
 * An image that cannot be read or extracted is reported, and the others go on. Memory holds one
 * image at a time.
 *
 * <p>Immutable; not for the same folder from several threads.
 */
public final class SampleFolder {

  /** What {@code AtomicFile} writes to first. */
  private static final Pattern PART =
      Pattern.compile("(.*)\\.(points|columns)\\.npy\\.[0-9a-f-]{36}\\.part");

  /** Hears of every image, on the thread that called {@code write}. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Hears that an image is done with.
     *
     * @param name the image's name
     * @param done how many images are done with, this one included
     * @param of how many there are
     */
    void image(String name, int done, int of);
  }

  /**
   * Counts what became of the images.
   *
   * @param written how many were extracted and written
   * @param skipped how many were there already
   * @param failures what went wrong, by image name, in the images' order
   */
  public record Report(int written, int skipped, Map<String, Exception> failures) {}

  /** Collects settings. Not thread-safe. */
  public static final class Builder {
    private final HypercolumnExtractor extractor;
    private final Path folder;
    private int pointsPerImage = 1000;
    private long seed;
    private Progress progress = (name, done, of) -> {};

    private Builder(HypercolumnExtractor extractor, Path folder) {
      this.extractor = Objects.requireNonNull(extractor, "extractor");
      this.folder = Objects.requireNonNull(folder, "folder");
    }

    /**
     * Sets how many pixels of each image are drawn, all equally likely and different.
     *
     * @param points at least 1; 1000 if not set. All pixels of an image that has fewer.
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    public Builder pointsPerImage(int points) {
      pointsPerImage = Checks.atLeast("points", 1, points);
      return this;
    }

    /**
     * Sets the random seed.
     *
     * @param seed any number; 0 if not set. An image's pixels depend on it and the image's name
     *     alone
     * @return this builder
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Sets who hears of every image.
     *
     * @param progress called once per image; what it throws ends the writing
     * @return this builder
     */
    public Builder progress(Progress progress) {
      this.progress = Objects.requireNonNull(progress, "progress");
      return this;
    }

    /**
     * Finishes.
     *
     * @return the folder
     */
    public SampleFolder build() {
      return new SampleFolder(this);
    }

    @Override
    public String toString() {
      return "SampleFolder.Builder["
          + folder
          + ", "
          + pointsPerImage
          + " points an image, seed "
          + seed
          + "]";
    }
  }

  private final HypercolumnExtractor extractor;
  private final Path folder;
  private final int pointsPerImage;
  private final long seed;
  private final Progress progress;

  private SampleFolder(Builder builder) {
    extractor = builder.extractor;
    folder = builder.folder;
    pointsPerImage = builder.pointsPerImage;
    seed = builder.seed;
    progress = builder.progress;
  }

  /**
   * Starts the settings of a folder.
   *
   * @param extractor extracts
   * @param folder where files go; made if it is not there
   * @return a builder
   */
  public static Builder builder(HypercolumnExtractor extractor, Path folder) {
    return new Builder(extractor, folder);
  }

  /**
   * Writes the images that are not there yet.
   *
   * @param images with names that can be file names
   * @return what became of them
   * @throws IOException if the folder cannot be written, or was begun with other settings
   * @throws IllegalArgumentException if a name cannot be a file's
   * @throws CancellationException if the thread is interrupted, between two images
   */
  public Report write(ImageSet images) throws IOException {
    images.images().forEach(image -> requireFileName(image.name()));
    Files.createDirectories(folder);
    requireSettings();
    removeParts(images);
    int written = 0;
    int skipped = 0;
    Map<String, Exception> failures = new LinkedHashMap<>();
    for (NamedImage image : images.images()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("images: the thread was interrupted");
      }
      if (Files.exists(columnsOf(image.name()))) {
        skipped++;
      } else if (extracted(image, failures)) {
        written++;
      }
      int done = written + skipped + failures.size();
      progress.image(image.name(), done, images.images().size());
    }
    return new Report(written, skipped, failures);
  }

  /** Whatever an image or the network throws is the image's failure; a full disk is not. */
  private boolean extracted(NamedImage image, Map<String, Exception> failures) throws IOException {
    Hypercolumns columns;
    try {
      columns = extractor.extract(image.source().load());
    } catch (IOException | RuntimeException e) {
      failures.put(image.name(), e);
      return false;
    }
    int count = Math.min(pointsPerImage, columns.pixels());
    long own = Streams.of(seed, image.name()).nextLong();
    PixelPoints points = PixelPoints.random(count, columns.height(), columns.width(), own);
    double[][] places = new double[count][2];
    for (int i = 0; i < count; i++) {
      places[i][0] = points.y(i);
      places[i][1] = points.x(i);
    }
    NpyWriter.write(folder.resolve(image.name() + ".points.npy"), Nd4j.createFromArray(places));
    try (INDArray sampled = columns.sample(points)) {
      // Last: whoever finds it finds the points too.
      NpyWriter.write(columnsOf(image.name()), sampled);
    }
    return true;
  }

  private Path columnsOf(String name) {
    return folder.resolve(name + ".columns.npy");
  }

  private void requireSettings() throws IOException {
    Path file = folder.resolve("settings.txt");
    String own =
        String.format("%s%n%d points per image, seed %d%n", extractor, pointsPerImage, seed);
    if (Files.exists(file)) {
      String found = Files.readString(file);
      if (!found.equals(own)) {
        throw new IOException(
            folder + ": expected a folder of these settings: " + own + "got one of: " + found);
      }
    } else {
      AtomicFile.write(file, part -> Files.writeString(part, own));
    }
  }

  /** What a program that was killed had begun. */
  private void removeParts(ImageSet images) throws IOException {
    Set<String> own = new HashSet<>();
    images.images().forEach(image -> own.add(image.name()));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Matcher part = PART.matcher(file.getFileName().toString());
        if (part.matches() && own.contains(part.group(1))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static void requireFileName(String name) {
    if (name.isBlank()
        || name.startsWith(".")
        || name.length() > 200
        || name.chars().anyMatch(c -> c < ' ' || "/\\:*?\"<>|".indexOf(c) >= 0)) {
      throw new IllegalArgumentException(
          "name: expected one that a file can have, got \"" + name + "\"");
    }
  }

  @Override
  public String toString() {
    return "SampleFolder["
        + folder
        + ", "
        + pointsPerImage
        + " points an image, seed "
        + seed
        + "]";
  }
}
