package org.percept4j.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Pointer;

/**
 * By how many bytes memory grows while something runs, in a virtual machine of its own with a heap
 * that is resident from the start.
 *
 * @param counted by JavaCPP's count
 * @param resident by the system's; 0 where that cannot be read
 */
public record NativeGrowth(long counted, long resident) {

  /**
   * Starts a class whose {@code main} calls {@link #print}.
   *
   * @param tool the class
   * @return what it printed
   * @throws IOException if it cannot be started, fails, or prints nothing
   * @throws InterruptedException if this thread is interrupted
   */
  public static NativeGrowth of(Class<?> tool) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m",
                "-Xmx128m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path"),
                tool.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher grown = Pattern.compile("grown (-?\\d+) (-?\\d+)").matcher(output);
    if (process.waitFor() != 0 || !grown.find()) {
      throw new IOException(output);
    }
    return new NativeGrowth(Long.parseLong(grown.group(1)), Long.parseLong(grown.group(2)));
  }

  /**
   * Runs both and prints what the second one added.
   *
   * @param warmUp what comes before
   * @param work what is measured
   * @throws IOException if memory cannot be read
   */
  public static void print(Runnable warmUp, Runnable work) throws IOException {
    warmUp.run();
    long counted = countedBytes();
    long resident = residentBytes();
    work.run();
    System.out.println("grown " + (countedBytes() - counted) + " " + (residentBytes() - resident));
  }

  private static long countedBytes() {
    for (int i = 0; i < 5; i++) {
      System.gc();
      Pointer.deallocateReferences();
    }
    return Pointer.totalBytes();
  }

  private static long residentBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }
}
