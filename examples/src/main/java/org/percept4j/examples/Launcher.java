package org.percept4j.examples;

import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;

/** Runs programs the same way: what goes wrong is told in one line. */
public final class Launcher {

  private Launcher() {}

  /**
   * Runs a program.
   *
   * @param program annotated with picocli's {@code @Command}
   * @param args its options and parameters
   * @return 0 if all went well, 1 if something failed, 2 if it was called wrongly
   */
  public static int run(Object program, String... args) {
    return run(new CommandLine(program), args);
  }

  /**
   * Runs a program, its messages going where {@code line} says.
   *
   * @param line the program and its output. Modified.
   * @param args its options and parameters
   * @return 0 if all went well, 1 if something failed, 2 if it was called wrongly
   */
  public static int run(CommandLine line, String... args) {
    System.setProperty("java.awt.headless", "true"); // pictures are written, not shown
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((e, failed, parsed) -> failure(failed.getErr(), message(e)));
    try {
      return line.execute(args);
    } catch (OutOfMemoryError e) {
      return failure(line.getErr(), "out of memory, try java -Xmx with more: " + e.getMessage());
    }
  }

  private static int failure(PrintWriter err, String message) {
    err.println(message.lines().findFirst().orElse(message));
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** File system exceptions often have nothing but a path for a message. */
  private static String message(Exception e) {
    if (e instanceof NoSuchFileException missing) {
      String reason = missing.getReason();
      return missing.getFile() + ": " + (reason == null ? "no such file or folder" : reason);
    }
    if (e instanceof FileAlreadyExistsException existing) {
      return existing.getFile() + ": is there already";
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
