package org.percept4j.sonify.sink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.percept4j.sonify.frame.GradientSink;

/** The sinks that a recording is to have, opened all or none. */
final class SinkPlans {

  /** How many frames may wait for live sound before newer ones are merged. */
  private static final int LIVE_CAPACITY = 4;

  /** Opens a sink; told whether it may overwrite. */
  interface Opener {
    GradientSink open(boolean overwrite) throws IOException;
  }

  /** A sink to be opened. */
  record Plan(@Nullable Path file, String name, boolean lossless, Opener opener) {}

  /** A sink that is open, and how its queue behaves. */
  record OpenSink(GradientSink sink, boolean lossless, int capacity) {}

  private final List<Plan> plans = new ArrayList<>();
  private final List<GradientSink> given = new ArrayList<>();

  void add(Plan plan) {
    plans.add(plan);
  }

  void addGiven(GradientSink sink) {
    given.add(sink);
    plans.add(new Plan(null, "sink", true, replace -> sink));
  }

  /** Opens all, or none and leaves no trace. */
  List<OpenSink> open(boolean overwrite, int capacity) throws IOException {
    Set<GradientSink> different = Collections.newSetFromMap(new IdentityHashMap<>());
    different.addAll(given);
    if (different.size() < given.size()) {
      throw new IllegalArgumentException("sink: expected a new one, got one given before");
    }
    checkFilesDiffer();
    return openAll(overwrite, capacity);
  }

  private void checkFilesDiffer() throws IOException {
    List<Path> files = plans.stream().map(Plan::file).filter(Objects::nonNull).toList();
    for (int i = 0; i < files.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (OutputFile.same(files.get(i), files.get(j))) {
          throw new IllegalArgumentException(
              "path: expected a file of its own, got "
                  + files.get(i)
                  + (files.get(i).equals(files.get(j)) ? " again" : ", which is " + files.get(j)));
        }
      }
    }
  }

  private List<OpenSink> openAll(boolean overwrite, int capacity) throws IOException {
    List<OpenSink> all = new ArrayList<>();
    List<GradientSink> own = new ArrayList<>(); // those that were given are their giver's to undo
    try {
      for (Plan plan : plans) {
        GradientSink sink = plan.opener().open(overwrite);
        all.add(new OpenSink(sink, plan.lossless(), plan.lossless() ? capacity : LIVE_CAPACITY));
        if (!given.contains(sink)) {
          own.add(sink);
        }
      }
      for (GradientSink sink : own) {
        if (sink instanceof FileSink file) {
          file.begin();
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      own.forEach(sink -> undo(sink, e));
      throw e;
    }
    for (GradientSink sink : own) {
      if (sink instanceof FileSink file) {
        file.settle();
      }
    }
    return all;
  }

  private static void undo(GradientSink sink, Throwable reason) {
    try {
      if (sink instanceof FileSink file) {
        file.undo();
      } else if (sink instanceof LiveSink live) {
        live.close();
      }
    } catch (IOException | RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  @Override
  public String toString() {
    return plans.stream().map(Plan::name).toList().toString();
  }
}
