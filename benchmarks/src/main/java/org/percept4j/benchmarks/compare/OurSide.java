package org.percept4j.benchmarks.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Answers {@code benchmarks/compare.py}: for each line with the name of a workload the milliseconds
 * it took, for {@code memory} the most memory this process has had, in MB.
 */
public final class OurSide {

  private OurSide() {}

  /**
   * Reads names until the input ends.
   *
   * @param args none
   * @throws IOException if standard input or, on Linux, the process's status cannot be read
   */
  public static void main(String[] args) throws IOException {
    Map<String, Workload> workloads = new HashMap<>();
    BufferedReader names =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String name = names.readLine(); name != null; name = names.readLine()) {
      if (name.equals("memory")) {
        answer(peakMegabytes());
      } else {
        Workload workload = workloads.computeIfAbsent(name, Workload::of);
        long start = System.nanoTime();
        workload.body().run();
        answer((System.nanoTime() - start) / 1e6 / workload.repetitions());
      }
    }
    System.exit(0); // listeners' threads
  }

  private static void answer(double value) {
    System.out.printf(Locale.ROOT, "= %.6f%n", value);
    System.out.flush();
  }

  private static double peakMegabytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    return Double.NaN;
  }
}
