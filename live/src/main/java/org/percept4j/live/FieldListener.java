package org.percept4j.live;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.percept4j.erf.ErfTracker;
import org.percept4j.erf.measure.ErfMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a tracker record and shows each frame it adds. */
final class FieldListener extends BaseTrainingListener {

  private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);

  /** Larger maps are shown at half the size, a quarter, and so on. */
  private static final int MAX_PIXELS = 128;

  private final ErfTracker tracker;
  private final PictureChannel panel;
  private int shownUpdates = -1;
  private boolean failed;

  FieldListener(ErfTracker tracker, PictureChannel panel) {
    this.tracker = tracker;
    this.panel = panel;
    showNew();
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    if (failed) {
      return;
    }
    try {
      tracker.iterationDone(model, iteration, epoch);
      showNew();
    } catch (RuntimeException | Error e) {
      failed = true;
      LOG.error("The receptive field is shown no further; training goes on", e);
    }
  }

  /** By the number of updates and not by position: a full tracker gives up every other frame. */
  private void showNew() {
    List<ErfTracker.Frame> frames = tracker.frames();
    for (ErfTracker.Frame frame : frames) {
      if (frame.updates() > shownUpdates) {
        shownUpdates = frame.updates();
        panel.add(encode(frame));
      }
    }
  }

  private static byte[] encode(ErfTracker.Frame frame) {
    ErfMap map = frame.field().map();
    int step = (Math.max(map.rows(), map.columns()) + MAX_PIXELS - 1) / MAX_PIXELS;
    int rows = (map.rows() + step - 1) / step;
    int columns = (map.columns() + step - 1) / step;
    ByteBuffer values = ByteBuffer.allocate(rows * columns * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        values.putFloat((float) mean(map, r * step, c * step, step));
      }
    }
    String data = Base64.getEncoder().encodeToString(values.array());
    return Json.object(
        json -> {
          json.writeNumberField("updates", frame.updates());
          json.writeStringField("layer", frame.field().info().layer());
          json.writeFieldName("size");
          Json.number(json, frame.field().size().value());
          json.writeFieldName("error");
          Json.number(json, frame.field().size().standardError());
          json.writeNumberField("rows", rows);
          json.writeNumberField("columns", columns);
          json.writeNumberField("pixel", step);
          json.writeStringField("values", data);
        });
  }

  private static double mean(ErfMap map, int row, int column, int step) {
    double sum = 0;
    int count = 0;
    for (int r = row; r < Math.min(row + step, map.rows()); r++) {
      for (int c = column; c < Math.min(column + step, map.columns()); c++) {
        sum += Math.abs(map.get(r, c));
        count++;
      }
    }
    return sum / count;
  }
}
