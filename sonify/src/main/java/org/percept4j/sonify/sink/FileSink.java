package org.percept4j.sonify.sink;

import java.io.IOException;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;

/**
 * A sink of one file: begun beside its place, so that several sinks can be opened before any of
 * them touches what is there. What becomes of a file whose frames end early is one rule for all.
 */
abstract class FileSink implements GradientSink {

  private boolean failed;
  private boolean abandoned;
  private boolean closed;

  /** Moves a file that is fit to be seen while it grows to its place. */
  void begin() throws IOException {}

  /** Gives up what {@link #begin} replaced: every sink that belongs together has begun. */
  void settle() {}

  abstract void write(GradientFrame frame) throws IOException;

  /** Ends a file that is whole. */
  abstract void finish() throws IOException;

  /** Ends a file that will not become whole: what can be played as it is stays. */
  void giveUp() throws IOException {
    discard();
  }

  /** Removes the file. */
  abstract void discard() throws IOException;

  @Override
  public final void accept(GradientFrame frame) throws IOException {
    try {
      write(frame);
    } catch (IOException | RuntimeException | Error e) {
      failed = true;
      throw e;
    }
  }

  @Override
  public final void abandon() {
    abandoned = true;
  }

  @Override
  public final void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (abandoned) {
      discard();
    } else if (failed) {
      giveUp();
    } else {
      try {
        finish();
      } catch (IOException | RuntimeException | Error e) {
        try {
          giveUp();
        } catch (IOException again) {
          e.addSuppressed(again);
        }
        throw e;
      }
    }
  }

  /** Removes what was begun when something else could not be opened. */
  final void undo() throws IOException {
    closed = true;
    discard();
  }
}
