package org.percept4j.hypercolumn.learn;

import java.util.concurrent.CancellationException;
import org.percept4j.hypercolumn.Hypercolumns;

/** What is refused, in the same words everywhere. */
final class Requirements {

  private Requirements() {}

  static void requireDepth(Hypercolumns columns, int depth) {
    if (columns.depth() != depth) {
      throw new IllegalArgumentException(
          "columns: expected a depth of " + depth + ", got " + columns.depth());
    }
  }

  static void stopIfInterrupted(String what) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException(what + ": the thread was interrupted");
    }
  }
}
