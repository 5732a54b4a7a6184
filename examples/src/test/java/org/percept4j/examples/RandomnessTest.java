package org.percept4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every random choice takes a seed, in all sources: a test that fails once fails again. */
class RandomnessTest {

  /** What draws from a clock or from ND4J's generator, which others turn too. */
  private static final Pattern DRAWN_ANEW =
      Pattern.compile(
          "new\\s+(java\\.util\\.)?(Splittable)?Random\\(\\s*\\)"
              + "|new\\s+(Splittable)?Random\\(\\s*System\\.|ThreadLocalRandom\\.|Math\\.random\\("
              + "|Collections\\.shuffle\\([^(),]+\\)|Nd4j\\s*\\.rand\\w*\\(");

  /** jqwik and DL4J take the clock where no seed is given. */
  private static final Pattern PROPERTY = Pattern.compile("@Property\\b(?!\\([^)]*\\bseed = \")");

  private static final Pattern NETWORK =
      Pattern.compile("NeuralNetConfiguration\\s*\\.Builder\\(\\)(?![^;]*\\.seed\\()");

  /** This file, what measures time, what takes its weights from a file, and unguessable names. */
  private static final Pattern EXEMPT =
      Pattern.compile(
          "RandomnessTest|/benchmarks/|/Vgg16Layers|/NanodetGraph|/GraphConverter|/AtomicFile");

  @Test
  void everyRandomChoiceTakesASeed() throws IOException {
    List<String> found = new ArrayList<>();
    int files = 0;
    for (Path source : sources()) {
      files++;
      for (String drawn : unseeded(Files.readString(source))) {
        found.add(source + ": " + drawn);
      }
    }
    assertThat(files).isGreaterThan(400);
    assertThat(found).isEmpty();
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> all = Files.walk(Path.of(".."))) {
      return all.filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.toString().contains("/target/"))
          .filter(file -> !EXEMPT.matcher(file.toString()).find())
          .toList();
    }
  }

  private static List<String> unseeded(String source) {
    List<String> found = new ArrayList<>();
    for (Pattern pattern : List.of(DRAWN_ANEW, PROPERTY, NETWORK)) {
      Matcher matcher = pattern.matcher(source);
      while (matcher.find()) {
        found.add(matcher.group());
      }
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new Random()",
        "new SplittableRandom( )",
        "new java.util.Random()",
        "new Random(System.nanoTime())",
        "ThreadLocalRandom.current()",
        "Math.random()",
        "Collections.shuffle(list);",
        "Nd4j.rand(3, 4)",
        "Nd4j.randn(3, 4)",
        "@Property void a()",
        "@Property(tries = 5) void a()",
        "new NeuralNetConfiguration.Builder().list().build(); x.seed(1);"
      })
  void unseededDrawsAreFound(String line) {
    assertThat(unseeded(line)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new Random(1)",
        "Collections.shuffle(list, random);",
        "@Property(tries = 5, seed = \"1\") void a()",
        "import net.jqwik.api.PropertyDefaults;",
        "new NeuralNetConfiguration.Builder().updater(x).seed(1).list();"
      })
  void seededDrawsAreNotReported(String line) {
    assertThat(unseeded(line)).isEmpty();
  }
}
