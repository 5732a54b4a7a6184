package org.percept4j.spark;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/** What a JVM needs to run Spark in tests. */
final class SparkJvm {

  /** What Spark asks of JDK 17, as its own launcher passes it. */
  static final List<String> OPTIONS =
      Stream.of(
              "java.lang",
              "java.lang.invoke",
              "java.lang.reflect",
              "java.io",
              "java.net",
              "java.nio",
              "java.util",
              "java.util.concurrent",
              "java.util.concurrent.atomic",
              "sun.nio.ch",
              "sun.nio.cs",
              "sun.security.action",
              "sun.util.calendar")
          .map(p -> "--add-opens=java.base/" + p + "=ALL-UNNAMED")
          .toList();

  private SparkJvm() {}

  static SparkConf conf(String name) {
    return new SparkConf()
        .setAppName(name)
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.sql.shuffle.partitions", "4");
  }
}
