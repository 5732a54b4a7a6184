package org.percept4j.sonify.frame;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
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

/**
 * A log of frames, read one at a time. JSON lines: the first names the format and holds settings, a
 * line with {@code tracks} says what the norms of the following lines belong to, every other line
 * is a frame with iteration {@code i}, epoch {@code e}, worker {@code w} if not 0, time {@code t},
 * score {@code s}, learning rate {@code lr}, norms {@code n} and update-to-weight ratios {@code u};
 * numbers that JSON lacks are the strings {@code "NaN"} and {@code "Infinity"}. The whole format is
 * in {@code docs/log-format.md}.
 *
 * <p>A last line that was cut off by the end of the program that wrote it is left out, and {@link
 * #truncated()} says so; anything else that is not a log is refused. Not thread-safe.
 */
public final class GradientLog implements AutoCloseable {

  /** The format that a log names in its first line. */
  public static final String FORMAT = "percept4j-gradients";

  /** The version of the format that is written and read. */
  public static final int VERSION = 1;

  private static final int MAX_TRACKS = 1_000_000;

  private final String name;
  private final LastByte in;
  private final JsonParser json;
  private Map<String, String> settings = Map.of();
  private List<GradientTrack> tracks = List.of();
  private boolean truncated;

  private GradientLog(String name, LastByte in, JsonParser json) {
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

  /**
   * Opens a log.
   *
   * @param path the file
   * @return the log, to be closed
   * @throws IOException if it cannot be read or is not a log
   */
  public static GradientLog open(Path path) throws IOException {
    return read(Files.newInputStream(path), path.toString());
  }

  /**
   * Reads a log from a stream, such as one that waits at its end for more.
   *
   * @param stream the bytes; closed with the log, and if it is none
   * @param name what messages call it
   * @return the log, to be closed
   * @throws IOException if it cannot be read or is not a log
   */
  public static GradientLog read(InputStream stream, String name) throws IOException {
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
    GradientLog log = new GradientLog(name, in, factory.createParser((InputStream) in));
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
      if (!FORMAT.equals(format) || version != VERSION) {
        throw bad(
            "a first line with format " + FORMAT + " and version " + VERSION,
            "format " + format + " and version " + version);
      }
    } catch (JsonProcessingException e) {
      throw bad("a first line with format " + FORMAT, "something else", e);
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

  /**
   * Returns what the writer noted about how the norms came about.
   *
   * @return settings by name, sorted; empty if there are none
   */
  public Map<String, String> settings() {
    return settings;
  }

  /**
   * Returns the next frame.
   *
   * @return the frame, or null after the last
   * @throws IOException if the file cannot be read or is corrupt; the message names the line
   */
  public @Nullable GradientFrame next() throws IOException {
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

  /**
   * Tells whether the last line was cut off. Known after {@link #next()} gave null.
   *
   * @return true if so; that line is not among the frames
   */
  public boolean truncated() {
    return truncated;
  }

  /**
   * Plays all frames that are left into a sink; closes neither.
   *
   * @param sink the sink
   * @return how many frames there were
   * @throws IOException if the log is corrupt or the sink fails
   */
  public long replay(GradientSink sink) throws IOException {
    long count = 0;
    for (GradientFrame frame = next(); frame != null; frame = next()) {
      sink.accept(frame);
      count++;
    }
    return count;
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
}
