package org.percept4j.benchmarks.spark;

import java.util.Locale;
import java.util.concurrent.Callable;

/** Prints one line a figure: executors, what, value. */
final class Figures {

  private final int executors;

  Figures(int executors) {
    this.executors = executors;
  }

  void print(String what, double value) {
    System.out.printf(Locale.ROOT, "%d\t%s\t%.6g%n", executors, what, value);
  }

  /** Times work, in seconds. */
  <T> T timed(String what, Callable<T> work) throws Exception {
    long begin = System.nanoTime();
    T result = work.call();
    print(what, (System.nanoTime() - begin) / 1e9);
    return result;
  }

  /** Times work, and what the busiest executor's processor and all of them spent on it. */
  <T> T metered(String what, Meter meter, Callable<T> work) throws Exception {
    meter.read();
    T result = timed(what, work);
    Meter.Reading reading = meter.read();
    print(what + ", busiest", reading.busy());
    print(what + ", all", reading.all());
    return result;
  }
}
