package org.percept4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Holds Javadoc, messages, documents and names to one dictionary: height, width, row, column,
 * channel, kernel, backward pass, gradient, tolerance, restarts, truncated, corrupt.
 */
class DictionaryTest {

  /** What is not written, and what is written for it. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("way back (through|of|to the input)|backward way", "backward pass"),
          Map.entry("(take[sn]?|took) \\w+ for square", "assumes square"),
          Map.entry("as DL4J has (it|them)", "DL4J's own implementation"),
          Map.entry("(count|is|are|come) (as|at|to) rest(ing)?", "converged, tolerance"),
          Map.entry("(bias(es)?|intercepts?) (go(es)?|is|are) free", "not penalised"),
          Map.entry("random choices? begins?", "random seed"),
          Map.entry("damage[sd]?|spoil(s|t|ed)?", "corrupt"),
          Map.entry(
              "(line|file|log|end)s? (that )?(is|are|was|were)? ?cut (off|short)", "truncated"),
          Map.entry("leeway|slack", "tolerance"),
          Map.entry("fresh starts?|new beginnings?", "restarts"),
          Map.entry("sensitivity maps?|saliency of a unit", "gradient"),
          Map.entry("breadth|tallness", "width, height"),
          Map.entry("feature planes?|colou?r planes?", "channel"));

  private static final Pattern FORBIDDEN =
      Pattern.compile("\\b(" + String.join("|", WORDS.keySet()) + ")\\b", Pattern.CASE_INSENSITIVE);

  /** A constant says what it bounds, and as MAX or MIN that it does. */
  private static final Pattern SUPERLATIVE =
      Pattern.compile(
          "static final [^=(]*\\b"
              + "(MOST|LEAST|LARGEST|SMALLEST|LONGEST|SHORTEST|WIDEST|NARROWEST|MAX|MIN|MANY|FEW)"
              + "(_\\w+)? =");

  private static final Pattern TEST = Pattern.compile("\\bvoid (\\w+)\\([^;]*$");

  private static final Pattern QUESTION =
      Pattern.compile("(what|how|whether|when|where|which|who|whose|why)([A-Z]\\w*)");

  private static final int MAX_NAME_LENGTH = 60;

  @Test
  void onlyWordsOfTheDictionaryAreUsed() throws IOException {
    List<String> wrong = new ArrayList<>();
    List<Path> all = new ArrayList<>(Sources.documents());
    all.addAll(code("src"));
    for (Path file : all) {
      for (String line : Files.readAllLines(file)) {
        if (FORBIDDEN.matcher(split(line)).find()) {
          wrong.add(file.getFileName() + ": " + line.strip());
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(all.size()).isGreaterThan(800);
  }

  /** Returns all code but this, which names what is forbidden. */
  private static List<Path> code(String folder) throws IOException {
    return Sources.java(folder).stream()
        .filter(file -> !file.endsWith("DictionaryTest.java"))
        .toList();
  }

  /** Takes names apart: damagedFilesAreRefused is three words more. */
  private static String split(String line) {
    return line.replaceAll("(?<=[a-z])(?=[A-Z])", " ");
  }

  @Test
  void constantsSayWhatTheyBound() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : code("src")) {
      for (String line : Files.readAllLines(file)) {
        var found = SUPERLATIVE.matcher(line);
        if (found.find() && (found.group(2) == null || !found.group(1).matches("MAX|MIN"))) {
          wrong.add(file.getFileName() + ": " + line.strip());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void namesOfTestsSayWhatHolds() throws IOException {
    List<String> wrong = new ArrayList<>();
    int seen = 0;
    for (Path file : Sources.java("src/test")) {
      for (String line : Files.readAllLines(file)) {
        var found = TEST.matcher(line);
        if (found.find()) {
          seen++;
          String name = found.group(1);
          if (name.length() > MAX_NAME_LENGTH || QUESTION.matcher(name).matches()) {
            wrong.add(file.getFileName() + ": " + name);
          }
        }
      }
      String type = file.getFileName().toString();
      if (QUESTION
          .matcher(
              type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1, type.length() - 5))
          .matches()) {
        wrong.add(type);
      }
    }
    assertThat(seen).isGreaterThan(800);
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "The way back through max pools, true",
    "It takes images for square, true",
    "void damagedFilesAreRefused(), true",
    "a last line that was cut off, true",
    "biases go free, true",
    "cut off by the border, false",
    "Corrupt files are refused, false",
    "the rest is background, false"
  })
  void forbiddenWordsAreFound(String text, boolean forbidden) {
    assertThat(FORBIDDEN.matcher(split(text)).find()).isEqualTo(forbidden);
  }

  @Test
  void badConstantsAreFound() {
    assertThat(Stream.of("private static final long MOST = 1;", "static final int LEAST_GAP = 2;"))
        .allMatch(line -> SUPERLATIVE.matcher(line).find());
    assertThat(SUPERLATIVE.matcher("static final int MAXIMA = 2;").find()).isFalse();
  }
}
