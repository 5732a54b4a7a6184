package org.percept4j.examples;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Says on standard error how far a program is. */
public final class Progress {

  private Progress() {}

  /**
   * Creates a bar.
   *
   * @param task a word or two
   * @param steps how many there will be; -1 if unknown
   * @return the bar, to be stepped and closed
   */
  public static ProgressBar bar(String task, long steps) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(steps)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(1000)
        .setMaxRenderedLength(110)
        .build();
  }
}
