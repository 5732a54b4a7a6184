package org.percept4j.examples.explore;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.percept4j.core.plot.Pictures;
import org.percept4j.erf.theory.Interval;

/**
 * Answers the page's questions as JSON: numbers, names, and maps of one byte a pixel in base 64.
 */
final class ExploreQuestions {

  private static final int COLOURS = 8;

  private final List<ExploredModel> models;

  ExploreQuestions(List<ExploredModel> models) {
    this.models = List.copyOf(models);
  }

  /**
   * Answers.
   *
   * @param what the question
   * @param query its numbers
   * @param body its labels
   * @return JSON
   * @throws IllegalArgumentException if there is no such question, or a number is missing or wrong
   */
  String answer(String what, Map<String, String> query, String body) {
    return switch (what) {
      case "models" -> models();
      case "field" -> field(query);
      case "similar" ->
          list(
              model(query)
                  .similar(
                      number(query, "photo"),
                      number(query, "y"),
                      number(query, "x"),
                      "distance".equals(query.get("by"))),
              ExploreQuestions::encoded);
      case "segment" -> list(model(query).segment(labels(query, body)), ExploreQuestions::encoded);
      case "components" -> list(model(query).components(), i -> quoted(Pictures.dataUri(i)));
      default -> throw new IllegalArgumentException("expected a question that there is");
    };
  }

  private static <T> String list(List<T> all, java.util.function.Function<T, String> json) {
    return all.stream().map(json).collect(Collectors.joining(",", "[", "]"));
  }

  private ExploredModel model(Map<String, String> query) {
    int index = number(query, "model");
    if (index < 0 || index >= models.size()) {
      throw new IllegalArgumentException("model: expected 0 to " + (models.size() - 1));
    }
    return models.get(index);
  }

  private static int number(Map<String, String> query, String name) {
    String text = query.getOrDefault(name, "");
    if (!text.matches("-?\\d{1,9}")) {
      throw new IllegalArgumentException(name + ": expected a number");
    }
    return Integer.parseInt(text);
  }

  private String models() {
    String colours =
        list(
            IntStream.range(0, COLOURS).boxed().toList(),
            i -> String.format("\"#%06x\"", ExploredModel.colour(i)));
    return "{\"colours\":"
        + colours
        + ",\"models\":"
        + list(
            models,
            m ->
                "{\"name\":"
                    + quoted(m.name())
                    + ",\"layers\":"
                    + list(m.layers(), ExploreQuestions::quoted)
                    + ",\"photos\":"
                    + list(IntStream.range(0, m.photos().size()).boxed().toList(), i -> photo(m, i))
                    + "}")
        + "}";
  }

  private static String photo(ExploredModel model, int index) {
    BufferedImage image = model.photos().get(index);
    return String.format(
        "{\"width\":%d,\"height\":%d,\"src\":%s,\"theory\":%s}",
        image.getWidth(),
        image.getHeight(),
        quoted(Pictures.dataUri(image)),
        list(model.layers(), layer -> theory(model, index, layer)));
  }

  /** First row and height for each row of units, and likewise for the columns; or null. */
  private static String theory(ExploredModel model, int index, String layer) {
    UnitFields.Theory theory;
    try {
      theory = model.theory(index, layer);
    } catch (UnsupportedOperationException e) {
      return "null"; // whoever asks for a field of it is told why
    }
    return "{\"rows\":"
        + list(theory.rows(), ExploreQuestions::interval)
        + ",\"columns\":"
        + list(theory.columns(), ExploreQuestions::interval)
        + "}";
  }

  private static String interval(Interval interval) {
    return "[" + interval.first() + "," + interval.length() + "]";
  }

  private String field(Map<String, String> query) {
    ExploredModel.Field field =
        model(query)
            .field(
                number(query, "photo"),
                query.getOrDefault("layer", ""),
                number(query, "y"),
                number(query, "x"));
    return String.format(
        Locale.ROOT,
        "{\"map\":%s,\"top\":%d,\"left\":%d,\"height\":%d,\"width\":%d,\"size\":%.1f}",
        encoded(field.map()),
        field.top(),
        field.left(),
        field.height(),
        field.width(),
        field.size());
  }

  /** Reads {@code p:l,p:l,…}: pixels of the first photo and their labels. */
  private int[] labels(Map<String, String> query, String body) {
    BufferedImage photo = model(query).photos().get(0);
    int[] labels = new int[photo.getWidth() * photo.getHeight()];
    Arrays.fill(labels, -1);
    for (String pair : body.split(",", -1)) {
      if (!pair.matches("\\d{1,8}:\\d")) {
        throw new IllegalArgumentException("labels: expected PIXEL:LABEL,…");
      }
      int colon = pair.indexOf(':');
      int pixel = Integer.parseInt(pair.substring(0, colon));
      if (pixel >= labels.length) {
        throw new IllegalArgumentException("labels: expected pixels below " + labels.length);
      }
      labels[pixel] = Integer.parseInt(pair.substring(colon + 1));
    }
    return labels;
  }

  private static String encoded(float[] map) {
    byte[] bytes = new byte[map.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, map[i])));
    }
    return quoted(Base64.getEncoder().encodeToString(bytes));
  }

  private static String encoded(int[] labels) {
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    return quoted(Base64.getEncoder().encodeToString(bytes));
  }

  /** Writes a string of JSON. */
  static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < 0x20 || c > 0x7E) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
