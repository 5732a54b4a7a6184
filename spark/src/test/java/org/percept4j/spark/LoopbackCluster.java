package org.percept4j.spark;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkConf;

/**
 * A standalone Spark cluster on the loopback address: a master and workers, each in a JVM of its
 * own, as on real machines. Executors are processes that a test may kill.
 */
final class LoopbackCluster implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final List<Process> processes = new ArrayList<>();
  private final Path home;
  private final int port;

  /**
   * Starts a cluster.
   *
   * @param home an empty folder
   * @param workers how many, each with one core
   */
  LoopbackCluster(Path home, int workers) throws IOException {
    this.home = home;
    this.port = freePort();
    Files.createDirectories(
        home.resolve("jars")); // the class path has them; its launcher asks for it
    start(
        "org.apache.spark.deploy.master.Master",
        "--host",
        HOST,
        "--port",
        "" + port,
        "--webui-port",
        "0");
    await("a master on port " + port, () -> listens(port));
    for (int i = 0; i < workers; i++) {
      Path folder = Files.createDirectories(home.resolve("work" + i));
      start(
          "org.apache.spark.deploy.worker.Worker",
          "--host",
          HOST,
          "--cores",
          "1",
          "--memory",
          "1g",
          "--webui-port",
          "0",
          "--work-dir",
          folder.toString(),
          url());
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private void start(String main, String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
    command.addAll(SparkJvm.OPTIONS);
    command.add("-Dspark.deploy.maxExecutorRetries=-1"); // tests kill executors
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> env = builder.environment();
    env.put("SPARK_HOME", home.toString());
    env.put("SPARK_SCALA_VERSION", "2.13");
    env.put("SPARK_LOCAL_IP", HOST);
    env.remove("SPARK_CONF_DIR");
    File log =
        home.resolve(main.substring(main.lastIndexOf('.') + 1) + processes.size() + ".log")
            .toFile();
    processes.add(builder.redirectErrorStream(true).redirectOutput(log).start());
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("expected " + what + " within " + PATIENCE + ", got none");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for " + what, e);
      }
    }
  }

  String url() {
    return "spark://" + HOST + ":" + port;
  }

  /** Returns a configuration for a driver in this JVM. */
  SparkConf conf(String name) {
    return SparkJvm.conf(name)
        .setMaster(url())
        .set("spark.executor.memory", "600m")
        .set("spark.executor.cores", "1")
        .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .set("spark.executor.extraJavaOptions", String.join(" ", SparkJvm.OPTIONS))
        .set("spark.task.maxFailures", "1000") // tests kill executors
        .set("spark.executorEnv.OMP_NUM_THREADS", "1");
  }

  /** Returns the executors that run now: workers start nothing else. */
  List<ProcessHandle> executors() {
    return processes.stream().flatMap(Process::children).filter(ProcessHandle::isAlive).toList();
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
