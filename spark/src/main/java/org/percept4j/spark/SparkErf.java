package org.percept4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.ErfSums;
import org.percept4j.erf.SampleRange;
import org.percept4j.erf.SampleSums;

/**
 * Measures effective receptive fields over thousands of draws, samples of noise or images on a
 * cluster, by the settings of {@link ErfAnalyzer}; {@code until} stops by the precision over all.
 *
 * <pre>{@code
 * SharedNetwork network = SharedNetwork.of(spark, model);
 * EffectiveReceptiveField erf =
 *     SparkErf.analyze(
 *         spark,
 *         () -> ErfAnalyzer.builder(500, network.copy(), WeightDraw.byConfiguration())
 *             .inputSize(111, 111));
 * }</pre>
 *
 * <p>A task computes one of the {@link ErfSums#GROUPS} groups of samples, in each round if it stops
 * by precision; so up to twenty cores share the work, and the result is bit for bit that of one
 * process, whatever the cluster.
 */
public final class SparkErf {

  private SparkErf() {}

  /**
   * Measures a field over draws or noise.
   *
   * @param spark the session
   * @param recipe makes the settings with a network of its own, such as {@link SharedNetwork#copy}
   * @return the result, bit for bit that of {@link ErfAnalyzer#analyze()}
   * @throws IllegalArgumentException as {@link ErfAnalyzer#analyze()}, before anything is sent
   * @throws IllegalStateException as {@link ErfAnalyzer#analyze()}, before anything is sent
   */
  public static EffectiveReceptiveField analyze(
      SparkSession spark, Recipe<ErfAnalyzer.Builder> recipe) {
    TaskPool<ErfAnalyzer> analyzers = new TaskPool<>(() -> recipe.make().build());
    ErfAnalyzer driver = recipe.make().build();
    driver.sums(SampleRange.of(0, 1)); // wrong settings fail here and now
    JavaRDD<Integer> groups = groups(spark);
    try {
      SampleSums spread =
          range ->
              sums(
                  groups,
                  range,
                  (group, each) -> {
                    SampleRange part = part(range, group);
                    return part == null ? null : analyzers.with(a -> a.sums(part));
                  });
      return spread.analyze(driver);
    } finally {
      analyzers.forget();
    }
  }

  /**
   * Measures a field over images.
   *
   * @param spark the session
   * @param recipe makes the settings, without inputs, with a network of its own
   * @param files a file, a folder or a pattern, of any file system that Spark reads and all
   *     executors see
   * @param reader reads an image's pixels
   * @return the result, bit for bit that of {@link ErfAnalyzer#analyze()} over the images in the
   *     order of their addresses, and the images that could not be read
   * @throws IllegalArgumentException as {@link ErfAnalyzer#analyze()}, or if no image can be read
   */
  public static OfImages analyzeImages(
      SparkSession spark, Recipe<ErfAnalyzer.Builder> recipe, String files, ImageReader reader) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    Pixels pixels = new Pixels(reader, hadoop);
    List<NamedFile> all = NamedFile.matching(files, context.hadoopConfiguration());
    Map<String, String> failures = new LinkedHashMap<>();
    ArrayList<NamedFile> readable = new ArrayList<>();
    int tasks = Math.min(all.size(), 2 * context.defaultParallelism());
    List<String> errors = errors(context.parallelize(all, tasks), pixels);
    for (int i = 0; i < all.size(); i++) {
      String error = errors.get(i);
      if (error == null) {
        readable.add(all.get(i));
      } else {
        failures.put(all.get(i).name(), error);
      }
    }
    if (readable.isEmpty()) {
      throw new IllegalArgumentException("images: expected at least one readable, got " + failures);
    }
    analyzer(recipe, readable, 0, 1, 1, pixels).sums(SampleRange.of(0, 1));
    ErfAnalyzer driver = analyzer(recipe, readable, 0, readable.size(), 1, pixels);
    Broadcast<ArrayList<NamedFile>> images = context.broadcast(readable);
    JavaRDD<Integer> groups = groups(spark);
    SampleSums spread =
        range -> {
          long end = Math.min(range.end(), readable.size());
          SampleRange there = SampleRange.of(range.first(), Math.max(end, range.first() + 1));
          return sums(
              groups,
              there,
              (group, each) -> {
                SampleRange part = part(there, group);
                if (part == null) {
                  return null;
                }
                int first = (int) part.first();
                return analyzer(recipe, images.value(), first, (int) end, ErfSums.GROUPS, pixels)
                    .sums(SampleRange.of(0, part.count()));
              });
        };
    return new OfImages(spread.analyze(driver), failures);
  }

  /**
   * A field over images.
   *
   * @param field the field
   * @param failures what is wrong with images that could not be read, by name, in their order
   */
  public record OfImages(EffectiveReceptiveField field, Map<String, String> failures) {

    /**
     * Copies the failures.
     *
     * @param field the field
     * @param failures what is wrong, by name
     */
    public OfImages {
      failures = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }
  }

  private static JavaRDD<Integer> groups(SparkSession spark) {
    List<Integer> all = IntStream.range(0, ErfSums.GROUPS).boxed().toList();
    return JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(all, ErfSums.GROUPS);
  }

  private static ErfSums sums(
      JavaRDD<Integer> groups, SampleRange range, OrderedJob.Work<Integer, ErfSums> work) {
    String what = "receptive field, samples " + range.first() + " to " + (range.end() - 1);
    return Objects.requireNonNull(OrderedJob.run(groups, what, work, ErfSums::merge));
  }

  /** The numbers of one group within a range of consecutive ones. */
  private static @Nullable SampleRange part(SampleRange range, int group) {
    long first = range.first() + Math.floorMod(group - range.first(), (long) ErfSums.GROUPS);
    return first < range.end() ? new SampleRange(first, range.end(), ErfSums.GROUPS) : null;
  }

  private static ErfAnalyzer analyzer(
      Recipe<ErfAnalyzer.Builder> recipe,
      List<NamedFile> images,
      int first,
      int end,
      int step,
      Pixels pixels) {
    Iterator<DataSet> each =
        IntStream.iterate(first, n -> n < end, n -> n + step)
            .mapToObj(n -> new DataSet(pixels.batch(images.get(n)), null))
            .iterator();
    return recipe.make().inputs(new ExistingDataSetIterator(each)).numbered(first, step).build();
  }

  private static List<String> errors(JavaRDD<NamedFile> images, Pixels pixels) {
    return Objects.requireNonNull(
        OrderedJob.run(
            images,
            "read images",
            (partition, each) -> {
              ArrayList<String> found = new ArrayList<>();
              each.forEachRemaining(image -> found.add(pixels.error(image)));
              return found;
            },
            (a, b) -> {
              a.addAll(b);
              return a;
            }));
  }

  /** Reads images in any JVM of the application. */
  private record Pixels(ImageReader reader, Broadcast<SerializableConfiguration> hadoop)
      implements java.io.Serializable {

    INDArray read(NamedFile image) throws IOException {
      return image.pixels(reader, hadoop.value().value());
    }

    @Nullable String error(NamedFile image) {
      try {
        read(image);
        return null;
      } catch (IOException | IllegalArgumentException e) {
        return String.valueOf(e.getMessage());
      }
    }

    /** A batch of one. */
    INDArray batch(NamedFile image) {
      try {
        INDArray pixels = read(image);
        return pixels.rank() == 3
            ? pixels.reshape(1, pixels.size(0), pixels.size(1), pixels.size(2))
            : pixels;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
