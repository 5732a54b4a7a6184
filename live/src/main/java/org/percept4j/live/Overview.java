package org.percept4j.live;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole of a run in at most {@value #MAX_BLOCKS} blocks of frames: of each quantity the
 * smallest and largest value, and how often it was exactly zero or no number, so that nothing
 * vanishes from a plot however far it is zoomed out. Blocks double when there are too many, or
 * fewer of very many layers, so memory is bounded. Not thread-safe.
 */
final class Overview {

  static final int MAX_BLOCKS = 4096;
  private static final int MAX_RANGES = 1 << 19;
  private static final int FIRST_SIZE = 64;

  /** What one quantity did within one block. */
  private static final class Range {
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private long zeros;
    private long bad;

    void add(double value) {
      if (!Double.isFinite(value)) {
        bad++;
      } else if (value == 0) {
        zeros++;
      } else {
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }

    void add(Range other) {
      min = Math.min(min, other.min);
      max = Math.max(max, other.max);
      zeros += other.zeros;
      bad += other.bad;
    }

    void write(JsonGenerator json) throws IOException {
      json.writeStartArray();
      if (max >= min) {
        json.writeNumber(min);
        json.writeNumber(max);
      } else {
        json.writeNull();
        json.writeNull();
      }
      json.writeNumber(zeros);
      json.writeNumber(bad);
      json.writeEndArray();
    }
  }

  private List<Map<String, Range>> blocks = new ArrayList<>();
  private long size = FIRST_SIZE;
  private long frames;

  /** Begins the next frame; {@link #add} then tells its quantities. */
  void next() {
    while (frames % size == 0 && blocks.size() >= allowed()) {
      halve();
    }
    if (frames % size == 0) {
      blocks.add(new LinkedHashMap<>());
    }
    frames++;
  }

  void add(String quantity, double value) {
    blocks.get(blocks.size() - 1).computeIfAbsent(quantity, k -> new Range()).add(value);
  }

  /** How many blocks, fewer of more layers. */
  private int allowed() {
    int quantities = blocks.isEmpty() ? 1 : Math.max(1, blocks.get(blocks.size() - 1).size());
    return Math.max(64, Math.min(MAX_BLOCKS, MAX_RANGES / quantities));
  }

  private void halve() {
    List<Map<String, Range>> halved = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i += 2) {
      Map<String, Range> merged = blocks.get(i);
      if (i + 1 < blocks.size()) {
        blocks
            .get(i + 1)
            .forEach((name, range) -> merged.computeIfAbsent(name, k -> new Range()).add(range));
      }
      halved.add(merged);
    }
    blocks = halved;
    size *= 2;
  }

  /** Writes the blocks that begin before a frame: size of a block, and an object for each. */
  void write(JsonGenerator json, long before) throws IOException {
    json.writeNumberField("size", size);
    json.writeArrayFieldStart("blocks");
    for (int i = 0; i < blocks.size() && i * size < before; i++) {
      json.writeStartObject();
      for (Map.Entry<String, Range> range : blocks.get(i).entrySet()) {
        json.writeFieldName(range.getKey());
        range.getValue().write(json);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
