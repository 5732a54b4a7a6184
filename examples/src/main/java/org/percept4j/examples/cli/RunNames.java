package org.percept4j.examples.cli;

import java.nio.file.Path;

/** Names runs after their logs. */
final class RunNames {

  private RunNames() {}

  /** The file's name without what follows the last dot. */
  static String of(Path log) {
    String file = String.valueOf(log.getFileName());
    int dot = file.lastIndexOf('.');
    return dot > 0 ? file.substring(0, dot) : file;
  }
}
