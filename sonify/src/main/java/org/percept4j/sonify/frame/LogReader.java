package org.percept4j.sonify.frame;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.CharConversionException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the frames of one log file. */
final class LogReader implements AutoCloseable {

  private static final int MAX_TRACKS = 1_000_000;

  private final String name;
  private final LastByte in;
  private final JsonParser json;
  private Map<String, String> settings = Map.of();
  private List<GradientTrack> tracks = List.of();
  private boolean truncated;

  private LogReader(String name, LastByte in, JsonParser json) {
    this.name = name;
    this.in = in;
    this.json = json;
  }

  /** Knows whether the file ended with the end of a line. */
  private static final class LastByte extends FilterInputStream {
    private int last = '\n';
    private boolean ended;

    LastByte(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      if (count > 0) {
        last = bytes[offset + count - 1];
      }
      ended = count < 0;
      return count;
    }

    boolean endedInsideALine() {
      return ended && last != '\n';
    }
  }

  static LogReader open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + ": expected a gradient log, got a folder");
    }
    return read(Files.newInputStream(path), path.toString());
  }

  static LogReader read(InputStream stream, String name) throws IOException {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxStringLength(10_000)
                    .maxNumberLength(100)
                    .maxNestingDepth(10)
                    .build())
            .build();
    LastByte in = new LastByte(stream);
    LogReader log = new LogReader(name, in, factory.createParser((InputStream) in));
    try {
      log.readHeader();
      return log;
    } catch (IOException | RuntimeException e) {
      log.close();
      throw e;
    }
  }

  private void readHeader() throws IOException {
    try {
      String format = null;
      int version = -1;
      expect(json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        if (field.equals("format")) {
          format = json.getValueAsString();
        } else if (field.equals("version")) {
          version = json.getValueAsInt(-1);
        } else if (field.equals("settings")) {
          settings = readSettings();
        } else {
          json.skipChildren();
        }
      }
      if (!GradientLog.FORMAT.equals(format) || version != GradientLog.VERSION) {
        throw bad(
            "a first line with format "
                + GradientLog.FORMAT
                + " and version "
                + GradientLog.VERSION,
            "format " + format + " and version " + version);
      }
    } catch (JsonProcessingException | CharConversionException e) {
      throw bad("a first line with format " + GradientLog.FORMAT, "something else", e);
    }
  }

  private Map<String, String> readSettings() throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT);
    Map<String, String> read = new TreeMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      expect(json.nextToken(), JsonToken.VALUE_STRING);
      read.put(key, json.getText());
    }
    expect(json.currentToken(), JsonToken.END_OBJECT);
    return Collections.unmodifiableMap(read);
  }

  Map<String, String> settings() {
    return settings;
  }

  /** Returns the next frame, or null after the last. */
  @Nullable GradientFrame next() throws IOException {
    if (truncated) {
      return null;
    }
    try {
      while (true) {
        JsonToken token = json.nextToken();
        if (token == null) {
          return null;
        }
        expect(token, JsonToken.START_OBJECT);
        GradientFrame frame = readLine();
        if (frame != null) {
          return frame;
        }
      }
    } catch (JsonProcessingException e) {
      if (json.releaseBuffered(OutputStream.nullOutputStream()) <= 0 && in.endedInsideALine()) {
        truncated = true;
        return null;
      }
      throw bad("JSON", e.getOriginalMessage(), e);
    } catch (CharConversionException e) {
      throw bad("JSON in UTF-8", e.getMessage(), e);
    }
  }

  private @Nullable GradientFrame readLine() throws IOException {
    long iteration = -1;
    int epoch = 0;
    int worker = 0;
    double time = Double.NaN;
    double score = Double.NaN;
    double learningRate = Double.NaN;
    double[] norms = null;
    double[] ratios = new double[0];
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "i" -> iteration = number(value).getLongValue();
        case "e" -> epoch = number(value).getIntValue();
        case "w" -> worker = number(value).getIntValue();
        case "t" -> time = readNumber(value);
        case "s" -> score = readNumber(value);
        case "lr" -> learningRate = readNumber(value);
        case "n" -> norms = readNumbers(value);
        case "u" -> ratios = readNumbers(value);
        case "tracks" -> {
          tracks = readTracks(value);
          json.nextToken();
          return null;
        }
        default -> json.skipChildren();
      }
    }
    if (norms == null || iteration < 0) {
      throw bad("a frame with i and n", "a line without");
    }
    return GradientFrame.builder(iteration, tracks, norms)
        .epoch(epoch)
        .worker(worker)
        .time(time)
        .score(score)
        .learningRate(learningRate)
        .updateRatios(ratios)
        .build();
  }

  private JsonParser number(JsonToken token) throws IOException {
    expect(token, JsonToken.VALUE_NUMBER_INT);
    return json;
  }

  private double[] readNumbers(JsonToken start) throws IOException {
    expect(start, JsonToken.START_ARRAY);
    double[] norms = new double[tracks.size()];
    int count = 0;
    for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY; t = json.nextToken()) {
      if (count == norms.length) {
        throw bad("one number for each of " + norms.length + " tracks", "more");
      }
      norms[count++] = readNumber(t);
    }
    if (count < norms.length) {
      throw bad("one number for each of " + norms.length + " tracks", String.valueOf(count));
    }
    return norms;
  }

  private double readNumber(JsonToken token) throws IOException {
    return token == JsonToken.VALUE_STRING ? nonFinite(json.getText()) : finite(token);
  }

  private double finite(JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
      throw bad("a number", String.valueOf(json.getText()));
    }
    double value = json.getDoubleValue();
    if (Double.isInfinite(value)) {
      throw bad("a number within the range of doubles", json.getText());
    }
    return value;
  }

  private double nonFinite(String text) throws IOException {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw bad("a number, NaN or Infinity", text);
    };
  }

  private List<GradientTrack> readTracks(JsonToken start) throws IOException {
    expect(start, JsonToken.START_ARRAY);
    List<GradientTrack> read = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json.currentToken(), JsonToken.START_OBJECT);
      int index = -1;
      String name = null;
      boolean frozen = false;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        switch (field) {
          case "index" -> index = number(value).getIntValue();
          case "name" -> name = json.getValueAsString();
          case "frozen" -> frozen = value == JsonToken.VALUE_TRUE;
          default -> json.skipChildren();
        }
      }
      if (name == null || index < 0 || read.size() == MAX_TRACKS) {
        throw bad("at most " + MAX_TRACKS + " tracks, each with index and name", "another");
      }
      read.add(new GradientTrack(index, name, frozen));
    }
    return List.copyOf(read);
  }

  /** Tells whether the last line was truncated; known after {@link #next()} gave null. */
  boolean truncated() {
    return truncated;
  }

  private void expect(JsonToken actual, JsonToken expected) throws IOException {
    if (actual != expected) {
      throw bad(String.valueOf(expected), String.valueOf(actual));
    }
  }

  private IOException bad(String expected, String actual) {
    return bad(expected, actual, null);
  }

  private IOException bad(String expected, String actual, @Nullable Throwable cause) {
    return new IOException(
        String.format(
            "%s, line %d: expected %s, got %s",
            name, json.currentLocation().getLineNr(), expected, actual),
        cause);
  }

  @Override
  public void close() throws IOException {
    json.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
