package org.percept4j.sonify.sink;

import java.io.IOException;
import java.nio.file.Path;
import org.percept4j.sonify.frame.GradientFrame;

/** Frames to comma-separated values (RFC 4180), a line for each track of each frame. */
final class CsvSink extends TextSink {

  CsvSink(Path path, boolean overwrite) throws IOException {
    super(path, overwrite);
    try {
      line(
          "iteration,epoch,worker,time,score,learning_rate,"
              + "layer_index,track,frozen,norm,update_ratio");
    } catch (IOException | RuntimeException e) {
      undo();
      throw e;
    }
  }

  @Override
  void write(GradientFrame frame) throws IOException {
    String start =
        String.join(
            ",",
            String.valueOf(frame.iteration()),
            String.valueOf(frame.epoch()),
            String.valueOf(frame.worker()),
            Double.isNaN(frame.time()) ? "" : String.valueOf(frame.time()),
            String.valueOf(frame.score()),
            String.valueOf(frame.learningRate()));
    for (int t = 0; t < frame.tracks().size(); t++) {
      line(
          String.join(
              ",",
              start,
              String.valueOf(frame.tracks().get(t).index()),
              quoted(frame.tracks().get(t).name()),
              String.valueOf(frame.tracks().get(t).frozen()),
              String.valueOf(frame.norm(t)),
              String.valueOf(frame.updateRatio(t))));
    }
  }

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
