package org.percept4j.examples;

import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs programs the same way: what goes wrong is told in one line. */
public final class Launcher {

  /** How the library names a setting in what it says of it. */
  private static final Pattern SETTING = Pattern.compile("([a-z][A-Za-z]*)(: expected .*)");

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
    line.setParameterExceptionHandler((e, parsed) -> calledWrongly(e));
    line.setExecutionExceptionHandler(
        (e, failed, parsed) ->
            failure(failed.getErr(), asOption(message(e), failed.getCommandSpec())));
    try {
      return line.execute(args);
    } catch (OutOfMemoryError e) {
      return failure(line.getErr(), "out of memory, try java -Xmx with more: " + e.getMessage());
    }
  }

  private static int failure(PrintWriter err, String message) {
    err.println(firstLine(message));
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static int calledWrongly(ParameterException e) {
    List<String> alike =
        e instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions().stream().limit(3).toList()
            : List.of();
    PrintWriter err = e.getCommandLine().getErr();
    err.printf(
        "%s%s (%s --help lists what can be given)%n",
        firstLine(String.valueOf(e.getMessage())),
        alike.isEmpty() ? "" : ", perhaps " + String.join(" or ", alike) + " is meant",
        e.getCommandLine().getCommandSpec().qualifiedName(" "));
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse(message);
  }

  /** Calls a setting of the library's as the command does, where the command has it. */
  private static String asOption(String message, CommandSpec command) {
    Matcher setting = SETTING.matcher(message);
    if (!setting.matches()) {
      return message;
    }
    String option = "--" + setting.group(1).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    return command.findOption(option) == null ? message : option + setting.group(2);
  }

  /** File system exceptions often have nothing but a path for a message. */
  private static String message(Exception e) {
    if (e instanceof NoSuchFileException missing) {
      String reason = missing.getReason();
      return missing.getFile() + ": " + (reason == null ? "no such file or folder" : reason);
    }
    if (e instanceof FileAlreadyExistsException existing) {
      String reason = existing.getReason();
      return existing.getFile() + ": " + (reason == null ? "is there already" : reason);
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
