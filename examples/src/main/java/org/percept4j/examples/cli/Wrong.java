package org.percept4j.examples.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoublePredicate;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Refuses what a command cannot do, before it begins. */
final class Wrong {

  private Wrong() {}

  static void ifNot(
      CommandSpec command, String option, double value, DoublePredicate right, String expected) {
    if (!right.test(value)) {
      String got =
          value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : "" + value;
      throw new ParameterException(
          command.commandLine(), option + ": expected " + expected + ", got " + got);
    }
  }

  static void ifBelow(CommandSpec command, String option, long value, long least) {
    ifNot(command, option, (double) value, v -> v >= least, "at least " + least);
  }

  static void ifNoRate(CommandSpec command, double learningRate) {
    ifNot(
        command,
        "--learning-rate",
        learningRate,
        v -> v > 0 && v < Double.POSITIVE_INFINITY,
        "a number more than 0");
  }

  /** A file's name says what it holds, and so what opens it. */
  static void ifOtherSuffix(CommandSpec command, Path file, String... suffixes) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (Arrays.stream(suffixes).noneMatch(name::endsWith)) {
      throw new ParameterException(
          command.commandLine(),
          "expected a file to write that ends in "
              + String.join(" or ", suffixes)
              + ", got "
              + file);
    }
  }
}
