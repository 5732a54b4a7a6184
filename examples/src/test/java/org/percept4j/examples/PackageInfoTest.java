package org.percept4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a package's description names lives there. */
class PackageInfoTest {

  private static final Pattern NAME = Pattern.compile("\\{@code\\s+(?:\\*\\s+)?([A-Z]\\w+)}");

  /** Names that the compiler's doclint checks. */
  private static final Pattern LINK = Pattern.compile("\\{@link\\s+(?:\\*\\s+)?org\\.percept4j");

  @ParameterizedTest
  @ValueSource(strings = {"core", "sonify", "erf", "hypercolumn"})
  void namedClassesLiveInTheirPackage(String module) throws Exception {
    Path sources = Path.of("..", module, "src/main/java");
    List<Path> signs;
    try (Stream<Path> all = Files.walk(sources)) {
      signs = all.filter(file -> file.endsWith("package-info.java")).toList();
    }
    assertThat(signs).isNotEmpty();
    int named = 0;
    for (Path sign : signs) {
      String text = Files.readString(sign);
      List<String> names = NAME.matcher(text).results().map((MatchResult m) -> m.group(1)).toList();
      named += names.size() + (int) LINK.matcher(text).results().count();
      for (String name : names) {
        assertThat(sign.resolveSibling(name + ".java")).as(sign.toString()).exists();
      }
    }
    assertThat(named).isGreaterThan(5);
  }
}
