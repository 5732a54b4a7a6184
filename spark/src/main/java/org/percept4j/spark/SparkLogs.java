package org.percept4j.spark;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.percept4j.core.internal.Checks;
import org.percept4j.sonify.frame.GradientAlarm;
import org.percept4j.sonify.frame.GradientFrame;

/**
 * Reads the gradient logs of many trainings into tables: every norm, and which run went bad in
 * which layer when. A task reads whole logs, one frame at a time. A log that is corrupt is one row
 * with its error, after what could be read; a log whose last line was truncated, as a crash leaves
 * it, is read to the line before.
 */
public final class SparkLogs {

  private static final StructType NORMS =
      new StructType()
          .add("run", DataTypes.StringType, false)
          .add("iteration", DataTypes.LongType)
          .add("epoch", DataTypes.IntegerType)
          .add("worker", DataTypes.IntegerType)
          .add("time", DataTypes.DoubleType)
          .add("score", DataTypes.DoubleType)
          .add("learning_rate", DataTypes.DoubleType)
          .add("layer", DataTypes.StringType)
          .add("norm", DataTypes.DoubleType)
          .add("update_ratio", DataTypes.DoubleType)
          .add("error", DataTypes.StringType);

  private static final StructType ALARMS =
      new StructType()
          .add("run", DataTypes.StringType, false)
          .add("worker", DataTypes.IntegerType)
          .add("layer", DataTypes.StringType)
          .add("kind", DataTypes.StringType)
          .add("iteration", DataTypes.LongType)
          .add("epoch", DataTypes.IntegerType)
          .add("value", DataTypes.DoubleType)
          .add("error", DataTypes.StringType);

  private SparkLogs() {}

  /** Makes what reads one run. */
  @FunctionalInterface
  private interface Reading extends Serializable {
    LogRows.Maker start();
  }

  /**
   * Reads every norm of every frame.
   *
   * @param spark the session
   * @param files logs as {@code GradientSonifier} writes them: a file, a folder or a pattern, of
   *     any file system that Spark reads and all executors see
   * @param partitions how many tasks, at least 1
   * @return computed when it is used; one row a frame and layer: {@code run} (the file's address),
   *     {@code iteration}, {@code epoch}, {@code worker}, {@code time} in seconds, {@code score},
   *     {@code learning_rate}, {@code layer}, {@code norm}, {@code update_ratio} (null where the
   *     log has none); of a corrupt log a last row with {@code run} and {@code error} alone
   * @throws IllegalArgumentException if there are no files or {@code partitions} is below 1
   */
  public static Dataset<Row> norms(SparkSession spark, String files, int partitions) {
    return table(spark, files, partitions, NORMS, () -> SparkLogs::addNorms);
  }

  private static void addNorms(String run, GradientFrame frame, List<Row> rows) {
    for (int t = 0; t < frame.tracks().size(); t++) {
      rows.add(
          RowFactory.create(
              run,
              frame.iteration(),
              frame.epoch(),
              frame.worker(),
              frame.time(),
              frame.score(),
              frame.learningRate(),
              frame.tracks().get(t).name(),
              frame.norm(t),
              frame.hasUpdateRatios() ? frame.updateRatio(t) : null,
              null));
    }
  }

  /**
   * Finds when each layer of each run first went bad, by the standard thresholds of {@link
   * GradientAlarm}.
   *
   * @param spark the session
   * @param files as in {@link #norms}
   * @param partitions how many tasks, at least 1
   * @return computed when it is used; one row a run, worker, layer and kind of trouble, the first
   *     of its kind: {@code run}, {@code worker}, {@code layer}, {@code kind} (a {@link
   *     GradientAlarm.Kind}), {@code iteration}, {@code epoch}, {@code value} (the norm or slope);
   *     of a corrupt log a last row with {@code run} and {@code error} alone
   * @throws IllegalArgumentException if there are no files or {@code partitions} is below 1
   */
  public static Dataset<Row> firstAlarms(SparkSession spark, String files, int partitions) {
    return table(spark, files, partitions, ALARMS, SparkLogs::alarms);
  }

  private static LogRows.Maker alarms() {
    GradientAlarm alarm = GradientAlarm.standard();
    Set<List<Object>> known = new HashSet<>();
    return (run, frame, rows) -> {
      for (GradientAlarm.Event event : alarm.observe(frame)) {
        String layer = event.track().name();
        if (event.raised() && known.add(List.of(frame.worker(), layer, event.kind()))) {
          rows.add(
              RowFactory.create(
                  run,
                  frame.worker(),
                  layer,
                  event.kind().name(),
                  event.iteration(),
                  frame.epoch(),
                  event.value(),
                  null));
        }
      }
    };
  }

  private static Dataset<Row> table(
      SparkSession spark, String files, int partitions, StructType schema, Reading reading) {
    Checks.atLeast("partitions", 1, partitions);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    List<NamedFile> logs = NamedFile.matching(files, context.hadoopConfiguration());
    int width = schema.fields().length;
    JavaRDD<Row> rows =
        context
            .parallelize(logs, Math.min(partitions, logs.size()))
            .flatMap(log -> new LogRows(log, hadoop.value().value(), reading.start(), width));
    return spark.createDataFrame(rows, schema);
  }
}
