package org.percept4j.benchmarks.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the figures as a section of {@code benchmarks/RESULTS.md}; others stay. */
public final class Report {

  private static final String HEADING = "## Over Apache Spark";

  private final Map<String, Double> figures = new HashMap<>();
  private final List<String> lines = new ArrayList<>();

  private Report() {}

  /**
   * Runs.
   *
   * @param args the file of figures, the document, then the components of {@code Sizes}
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String... args) throws IOException {
    Report report = new Report();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      String[] parts = line.split("\t", -1);
      report.figures.put(parts[0] + " " + parts[1], Double.parseDouble(parts[2]));
    }
    report.write(Sizes.of(Arrays.copyOfRange(args, 2, args.length)));
    String section = String.join("\n", report.lines) + "\n";
    System.out.println(section);
    Path document = Path.of(args[1]);
    List<String> kept = new ArrayList<>();
    for (String part : Files.readString(document).split("(?m)^(?=## )", -1)) {
      if (!part.startsWith(HEADING + "\n")) {
        kept.add(part.strip() + "\n");
      }
    }
    kept.add(section);
    Files.writeString(document, String.join("\n", kept));
  }

  private double of(int executors, String what) {
    Double value = figures.get(executors + " " + what);
    if (value == null) {
      throw new IllegalStateException(
          "figures: expected " + what + " of " + executors + " executors, got none");
    }
    return value;
  }

  @SuppressWarnings("AnnotateFormatMethod") // needs a library for one private method
  private void add(String format, Object... values) {
    lines.add(String.format(Locale.ROOT, format, values));
  }

  private void write(Sizes sizes) throws IOException {
    add("%s", HEADING);
    add("");
    add(
        "Made by `benchmarks/spark/run`: executors of one core each in JVMs of their own on one"
            + " machine, one native thread. %s.",
        machine());
    add("");
    scaling(sizes);
    network(sizes);
    manyPartitions(sizes);
    againstSparkMl(sizes);
  }

  private void scaling(Sizes sizes) {
    add(
        "| what, seconds | one process | 1 executor | 2 executors | 1 → 2 | by processor time |"
            + " goal |");
    add("|---|---|---|---|---|---|---|");
    row(
        "extraction of " + sizes.images() + " images of " + sizes.side() + "²",
        "extraction",
        "extraction");
    row("k-means over them, k = 8, 10 iterations and their seeding", "k-means", "iteration");
    row("receptive field of " + sizes.draws() + " draws", "receptive field", "receptive field");
    add("");
    add(
        "One process did a quarter, times four. By processor time: of all tasks with one executor"
            + " by that of the busier of two (k-means: of an iteration); what the machine does"
            + " besides does not count there. Overhead of one executor against one process:"
            + " %.2f, %.2f and %.2f. A session takes %.1f s to start, the first job %.1f s.",
        of(1, "extraction") / of(0, "extraction") / OneProcess.SHARE,
        of(1, "k-means") / of(0, "k-means") / OneProcess.SHARE,
        of(1, "receptive field") / of(0, "receptive field") / OneProcess.SHARE,
        of(2, "session"),
        of(2, "first job"));
    add("");
    add(
        "Weak scaling, half of the images on one executor against all on two (1 is ideal):"
            + " extraction %.2f, k-means %.2f.",
        of(1, "extraction, half") / of(2, "extraction"), of(1, "k-means, half") / of(2, "k-means"));
    add("");
  }

  private void row(String name, String what, String busy) {
    double ratio = of(1, what) / of(2, what);
    double byProcessor = of(1, busy + ", all") / of(2, busy + ", busiest");
    add(
        "| %s | %.1f | %.1f | %.1f | %.2f | %.2f | ≥ 1.7 %s |",
        name,
        of(0, what) * OneProcess.SHARE,
        of(1, what),
        of(2, what),
        ratio,
        byProcessor,
        met(ratio >= 1.7));
  }

  private static String met(boolean met) {
    return met ? "met" : "**missed**";
  }

  private void network(Sizes sizes) {
    double block = SparkScaling.K * of(2, "k-means depth") * 8;
    add(
        "| an iteration of k-means, bytes | %d images | %d images | k·D·8 |",
        sizes.images() / 2, sizes.images());
    add("|---|---|---|---|");
    add(
        "| from a partition to the driver | %.0f | %.0f | %.0f |",
        of(1, "iteration, bytes a task, half"), of(1, "iteration, bytes a task"), block);
    add(
        "| to an executor, compressed | %.0f | %.0f | %.0f |",
        of(1, "iteration, bytes broadcast, half"), of(1, "iteration, bytes broadcast"), block);
    add("");
  }

  private void manyPartitions(Sizes sizes) {
    double perTask = of(2, "many, pass, driver") / sizes.partitions();
    double matrix = 8.0 * 1472 * 1472;
    double scatter = of(2, "scatter, driver");
    double bytes = of(2, "scatter, bytes a task");
    add(
        "%d partitions of one small image: a pass of k-means takes %.2f s with two executors and"
            + " %.2f s of the driver's processor, %.2f ms a partition; a scatter matrix (%.0f"
            + " bytes) %.2f ms a partition. By arithmetic, for 1,000 executors of one partition"
            + " each, so: the driver takes %.1f s a pass of k-means whatever the images (26 passes:"
            + " %.0f s), and at %.1f ns a byte %.0f s for one scatter matrix of D = 1472 (%.0f MB)"
            + " from each. A pass of k-means with D = 1472 sends 94 MB in all each way; by torrent,"
            + " from executor to executor, a network of 59 MB reaches 1,000 executors in some ten"
            + " rounds: at 10 Gbit/s 0.5 s. An executor should have much more than %.1f s of work a"
            + " pass.",
        sizes.partitions(),
        of(2, "many, pass"),
        of(2, "many, pass, driver"),
        perTask * 1e3,
        bytes,
        scatter * 1e3,
        1000 * perTask,
        26 * 1000 * perTask,
        scatter / bytes * 1e9,
        1000 * matrix * scatter / bytes,
        matrix / 1e6,
        1000 * perTask);
    add("");
  }

  private void againstSparkMl(Sizes sizes) {
    double ours = Math.min(of(2, "dense, our k-means 1"), of(2, "dense, our k-means 2"));
    double cached = of(2, "dense, their k-means from a cached table");
    double read = of(2, "dense, their k-means from Parquet, which it caches itself");
    double theirs = Math.min(cached, read);
    int grid = sizes.side() / 4;
    add(
        "| k-means of %d × %d² pixels, 2 executors | ours | Spark ML | ratio | goal |",
        sizes.dense(), grid);
    add("|---|---|---|---|---|");
    add(
        "| seconds: ours of a first and a second fit; theirs of a cached table, and of Parquet that"
            + " it caches itself; ratio of the faster ones | %.1f, %.1f | %.1f, %.1f | %.2f |"
            + " ≤ 0.2 %s |",
        of(2, "dense, our k-means 1"),
        of(2, "dense, our k-means 2"),
        cached,
        read,
        ours / theirs,
        met(ours / theirs <= 0.2));
    double made = of(2, "dense, made");
    add(
        "| the same and making columns dense | %.1f | %.1f | %.2f | |",
        ours, theirs + made, ours / (theirs + made));
    add(
        "| megabytes kept by executors | %.0f | %.0f | %.2f | |",
        of(2, "dense, our megabytes"),
        of(2, "dense, their megabytes"),
        of(2, "dense, our megabytes") / of(2, "dense, their megabytes"));
    add(
        "| inertia | %.6g | %.6g | %.4f | |",
        of(2, "dense, our inertia"),
        of(2, "dense, their inertia"),
        of(2, "dense, our inertia") / of(2, "dense, their inertia"));
    add(
        "| iterations | %.0f | %.0f | | |",
        of(2, "dense, our iterations"), of(2, "dense, their iterations"));
  }

  private static String machine() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    String processor = System.getProperty("os.arch");
    if (Files.exists(info)) {
      for (String line : Files.readAllLines(info)) {
        if (line.startsWith("model name")) {
          processor = line.substring(line.indexOf(':') + 1).strip();
          break;
        }
      }
    }
    return String.format(
        Locale.ROOT,
        "%d cores of %s, %s, Java %s, Spark %s",
        Runtime.getRuntime().availableProcessors(),
        processor,
        System.getProperty("os.name"),
        System.getProperty("java.version"),
        org.apache.spark.package$.MODULE$.SPARK_VERSION());
  }
}
