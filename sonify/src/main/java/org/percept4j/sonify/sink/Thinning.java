package org.percept4j.sonify.sink;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;

/** Makes one frame of so many in a row of each network, with the worst norm of each track. */
final class Thinning {

  /** Frames of one network that wait to be one. */
  private record Group(GradientFrame frame, int count) {}

  private final int size;
  private final GradientSink sink;
  private final Map<Integer, Group> groups = new LinkedHashMap<>();
  private long written;

  Thinning(int size, GradientSink sink) {
    this.size = size;
    this.sink = sink;
  }

  void accept(GradientFrame frame) throws IOException {
    Group group = groups.remove(frame.worker());
    if (group != null && !group.frame().tracks().equals(frame.tracks())) {
      write(group.frame());
      group = null;
    }
    Group grown =
        group == null
            ? new Group(frame, 1)
            : new Group(frame.worstWith(group.frame()), group.count() + 1);
    if (grown.count() == size) {
      write(grown.frame());
    } else {
      groups.put(frame.worker(), grown);
    }
  }

  private void write(GradientFrame frame) throws IOException {
    sink.accept(frame);
    written++;
  }

  /** Writes what still waits, and returns how many frames there were. */
  long end() throws IOException {
    for (Group group : groups.values()) {
      write(group.frame());
    }
    groups.clear();
    return written;
  }
}
