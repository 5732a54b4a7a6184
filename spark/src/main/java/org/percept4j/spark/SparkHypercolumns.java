package org.percept4j.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import org.percept4j.core.internal.Checks;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.learn.ImageLabels;
import org.percept4j.hypercolumn.learn.ImageSums;
import org.percept4j.hypercolumn.learn.ImageTargets;
import org.percept4j.hypercolumn.learn.Mergeable;
import org.percept4j.hypercolumn.learn.PixelSource;

/**
 * Takes the hypercolumns of images that are spread over a cluster: as rows of a table at some
 * pixels of each, or as the source that k-means, principal components, scalers, classifiers and
 * regressions are fitted on, over all pixels. No volume is built and none crosses the network:
 * executors send sums.
 *
 * <pre>{@code
 * SharedNetwork network = SharedNetwork.of(spark, model);
 * try (SparkHypercolumns columns =
 *     SparkHypercolumns.builder(
 *             spark, () -> HypercolumnExtractor.builder(network.copy()).layers(0, 2).build(), reader)
 *         .files("hdfs:///photos/*.png")
 *         .build()) {
 *   columns.sample(PixelChoice.random(1000, 0)).write().parquet("hdfs:///columns");
 *   PixelClusters clusters = KMeans.builder(8).build().fit(columns);
 * }
 * }</pre>
 *
 * <p>A partition is a group of {@link PixelSource#ofGroups}: for the same images in the same
 * partitions every cluster, and one process, gives the same bits. An image that cannot be read or
 * extracted is an entry of {@link #failures} and a row with its error; fits go on without it.
 *
 * <p>The first pass of a fit leaves the layers' maps with the executors, in memory or on their
 * disks, until this object is closed. Thread-safe.
 */
public final class SparkHypercolumns implements PixelSource, AutoCloseable {

  /** Images that the check in the driver tries to read. */
  private static final int MAX_CHECKED_IMAGES = 16;

  private static final StructType TABLE =
      new StructType()
          .add("image", DataTypes.StringType, false)
          .add("y", DataTypes.DoubleType)
          .add("x", DataTypes.DoubleType)
          .add("label", DataTypes.IntegerType)
          .add("vector", DataTypes.createArrayType(DataTypes.FloatType, false))
          .add("error", DataTypes.StringType);

  /** Collects settings. Not thread-safe. */
  public static final class Builder {
    private final SparkSession spark;
    private final Recipe<HypercolumnExtractor> extractor;
    private final ImageReader reader;
    private @Nullable String files;
    private @Nullable Dataset<Row> images;
    private @Nullable Integer partitions;

    private Builder(
        SparkSession spark, Recipe<HypercolumnExtractor> extractor, ImageReader reader) {
      this.spark = Objects.requireNonNull(spark, "spark");
      this.extractor = Objects.requireNonNull(extractor, "extractor");
      this.reader = Objects.requireNonNull(reader, "reader");
    }

    /**
     * Takes files. Their names in tables are their addresses, and their order is that of these.
     *
     * @param pattern a file, a folder or a pattern, of any file system that Spark reads and all
     *     executors see
     * @return this builder
     */
    public Builder files(String pattern) {
      files = Objects.requireNonNull(pattern, "pattern");
      return this;
    }

    /**
     * Takes images from a table, in its partitions and its order, which must be the same whenever
     * it is computed.
     *
     * @param images with a column called image, a name, and one called content, a file's bytes
     * @return this builder
     */
    public Builder images(Dataset<Row> images) {
      this.images = Objects.requireNonNull(images, "images");
      return this;
    }

    /**
     * Sets how many groups the files are divided into, consecutive ones together. The bits of what
     * is fitted depend on it; best a few times the number of cores.
     *
     * @param partitions at least 1; twice Spark's default parallelism if not set
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    public Builder partitions(int partitions) {
      this.partitions = Checks.atLeast("partitions", 1, partitions);
      return this;
    }

    /**
     * Finishes, after one image was extracted in the driver.
     *
     * @return the images
     * @throws IllegalStateException if not exactly one of files and images is set, or partitions
     *     beside images, whose table has its own
     * @throws IllegalArgumentException if there are no files, the table lacks a column, none of the
     *     first 16 images can be read, or the network has no such layer or takes no such image
     */
    public SparkHypercolumns build() {
      if ((files == null) == (images == null)) {
        throw new IllegalStateException(
            "images: expected files or a table, got " + (files == null ? "neither" : "both"));
      }
      if (images != null && partitions != null) {
        throw new IllegalStateException(
            "partitions: expected none beside a table, which has its own, got " + partitions);
      }
      return new SparkHypercolumns(this);
    }

    @Override
    public String toString() {
      return "SparkHypercolumns.Builder[" + (files == null ? "a table" : files) + "]";
    }
  }

  private final SparkSession spark;
  private final JavaRDD<KeptImage> images;
  private final ImageExtraction extraction;
  private final int depth;
  private final AtomicInteger passes = new AtomicInteger();
  private @Nullable Census census;

  private SparkHypercolumns(Builder builder) {
    spark = builder.spark;
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    extraction =
        new ImageExtraction(
            new TaskPool<>(builder.extractor),
            builder.reader,
            context.broadcast(new SerializableConfiguration(context.hadoopConfiguration())));
    JavaRDD<NamedFile> all;
    String files = builder.files;
    Dataset<Row> table = builder.images;
    if (files != null) {
      List<NamedFile> found = NamedFile.matching(files, context.hadoopConfiguration());
      int wanted =
          builder.partitions == null ? 2 * context.defaultParallelism() : builder.partitions;
      depth = checked(found.subList(0, Math.min(MAX_CHECKED_IMAGES, found.size())));
      all = context.parallelize(found, Math.min(wanted, found.size()));
    } else {
      Dataset<Row> rows = ImageTable.columns(Objects.requireNonNull(table));
      depth = checked(rows.takeAsList(MAX_CHECKED_IMAGES).stream().map(ImageTable::file).toList());
      all = rows.toJavaRDD().map(ImageTable::file);
    }
    ImageExtraction how = extraction;
    int expected = depth;
    images = all.map(image -> how.of(image, expected)).setName("hypercolumns' maps");
  }

  /**
   * Starts the settings.
   *
   * @param spark the session
   * @param extractor makes an extractor of a network of its own, such as {@link SharedNetwork#copy}
   * @param reader reads an image's pixels
   * @return a builder
   */
  public static Builder builder(
      SparkSession spark, Recipe<HypercolumnExtractor> extractor, ImageReader reader) {
    return new Builder(spark, extractor, reader);
  }

  /** Extracts the first image that can be read, so that wrong settings fail here and now. */
  private int checked(List<NamedFile> first) {
    @Nullable IOException unread = null;
    for (NamedFile image : first) {
      try {
        return extraction.columns(image).depth();
      } catch (IOException e) {
        unread = unread == null ? e : unread;
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(image.name() + ": " + e.getMessage(), e);
      }
    }
    throw new IllegalArgumentException(
        "images: expected at least one of the first "
            + MAX_CHECKED_IMAGES
            + " to be readable, got "
            + (unread == null ? "no image" : unread.getMessage()),
        unread);
  }

  /**
   * Returns the length of a column.
   *
   * @return the number of channels of all layers together
   */
  public int depth() {
    return depth;
  }

  /**
   * Makes a table of columns at some pixels, computed when it is used.
   *
   * @param choice which pixels of each image
   * @return one row a pixel: {@code image}, {@code y} and {@code x} in pixels, {@code label} null,
   *     {@code vector} of {@link #depth} floats, {@code error} null; of an image that cannot be
   *     read or extracted one row with {@code image} and {@code error} alone
   */
  public Dataset<Row> sample(PixelChoice choice) {
    return table(choice, null);
  }

  /**
   * Makes a table of columns at some pixels, with their classes.
   *
   * @param choice which pixels of each image
   * @param labels gives an image's classes; what it throws is the image's error
   * @return as {@link #sample(PixelChoice)}, with the class of the nearest pixel as the label, null
   *     if it is not known
   */
  public Dataset<Row> sample(PixelChoice choice, PixelLabels labels) {
    return table(choice, Objects.requireNonNull(labels, "labels"));
  }

  private Dataset<Row> table(PixelChoice choice, @Nullable PixelLabels labels) {
    ImageTable rows = new ImageTable(Objects.requireNonNull(choice, "choice"), labels);
    return spark.createDataFrame(images.flatMap(image -> rows.of(image).iterator()), TABLE);
  }

  @Override
  public <A extends Mergeable<A>> A sum(ImageSums<A> sums) {
    Census known = census();
    long[] first = known.first();
    OrderedJob.Work<KeptImage, A> work = (partition, each) -> merged(sums, first[partition], each);
    String what = "pass " + passes.incrementAndGet() + " over " + known.names().size() + " images";
    @Nullable A total = OrderedJob.run(images, what, work, Mergeable::merge);
    if (total == null) {
      throw new IllegalArgumentException(
          "images: expected at least one that can be read, got none");
    }
    return total;
  }

  private static <A extends Mergeable<A>> @Nullable A merged(
      ImageSums<A> sums, long first, Iterator<KeptImage> images) {
    @Nullable A merged = null;
    long number = first;
    while (images.hasNext()) {
      KeptImage image = images.next();
      if (image.error() == null) {
        A value = sums.of(number++, image.columns());
        merged = merged == null ? value : merged.merge(value);
      }
    }
    return merged;
  }

  /**
   * Lists the images that fits go over, partition by partition; a pass over all if there was none.
   *
   * @return names, without those of failures
   */
  public List<List<String>> groups() {
    return census().groups();
  }

  /**
   * Lists the images that cannot be read or extracted; a pass over all if there was none.
   *
   * @return what is wrong by name, in the images' order
   */
  public Map<String, String> failures() {
    return census().failures();
  }

  /**
   * Gives classes by the images' names where an algorithm knows their numbers alone.
   *
   * @param labels gives an image's classes
   * @return the same for {@code LogisticRegression.fit}
   */
  public ImageLabels labels(PixelLabels labels) {
    Objects.requireNonNull(labels, "labels");
    ArrayList<String> names = new ArrayList<>(census().names());
    return (image, columns) -> labels.of(names.get((int) image), columns);
  }

  /**
   * Gives values by the images' names where an algorithm knows their numbers alone.
   *
   * @param targets gives an image's values
   * @return the same for {@code PixelRegression.fit}
   */
  public ImageTargets targets(PixelTargets targets) {
    Objects.requireNonNull(targets, "targets");
    ArrayList<String> names = new ArrayList<>(census().names());
    return (image, columns) -> targets.of(names.get((int) image), columns);
  }

  private synchronized Census census() {
    Census known = census;
    if (known == null) {
      images.persist(StorageLevel.MEMORY_AND_DISK());
      Found found =
          OrderedJob.run(
              images,
              "extract hypercolumns",
              (partition, each) -> Found.of(each),
              (a, b) -> a.merge(b));
      known = Census.of(Objects.requireNonNull(found).partitions);
      census = known;
    }
    return known;
  }

  /** Names and errors of every partition, in order. */
  private static final class Found implements java.io.Serializable {
    private static final long serialVersionUID = 1L;
    private final ArrayList<String[][]> partitions = new ArrayList<>();

    static Found of(Iterator<KeptImage> images) {
      List<String[]> all = new ArrayList<>();
      images.forEachRemaining(i -> all.add(new String[] {i.name(), i.error()}));
      Found found = new Found();
      found.partitions.add(all.toArray(String[][]::new));
      return found;
    }

    Found merge(Found other) {
      partitions.addAll(other.partitions);
      return this;
    }
  }

  /** Which images can be used. */
  private record Census(
      List<List<String>> groups, List<String> names, long[] first, Map<String, String> failures) {

    static Census of(List<String[][]> partitions) {
      List<List<String>> groups = new ArrayList<>();
      List<String> names = new ArrayList<>();
      Map<String, String> failures = new LinkedHashMap<>();
      long[] first = new long[partitions.size()];
      for (String[][] partition : partitions) {
        first[groups.size()] = names.size();
        List<String> group = new ArrayList<>();
        for (String[] image : partition) {
          if (image[1] == null) {
            group.add(image[0]);
          } else {
            failures.put(image[0], image[1]);
          }
        }
        groups.add(List.copyOf(group));
        names.addAll(group);
      }
      return new Census(List.copyOf(groups), names, first, Collections.unmodifiableMap(failures));
    }
  }

  /** Lets executors drop the maps. Tables made here can still be computed. */
  @Override
  public void close() {
    images.unpersist(false);
    extraction.forget();
  }

  @Override
  public String toString() {
    return "SparkHypercolumns of "
        + images.getNumPartitions()
        + " partitions, "
        + depth
        + " channels";
  }
}
