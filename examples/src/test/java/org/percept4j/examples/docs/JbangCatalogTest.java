package org.percept4j.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Holds jbang-catalog.json to what JBang asks of it: an object of aliases, each with a reference to
 * a file, relative to the catalogue, whose comments name what it depends on.
 */
class JbangCatalogTest {

  private static final Path CATALOG = Path.of("..", "jbang-catalog.json");

  @Test
  void everyAliasNamesAFileThatJBangCanRun() throws IOException {
    Map<String, String> fields = FlatJson.read(CATALOG);
    Set<String> aliases =
        fields.keySet().stream().map(path -> path.split("/", -1)[2]).collect(Collectors.toSet());
    assertThat(fields.keySet()).allMatch(path -> path.startsWith("/aliases/"));
    assertThat(aliases).contains("start").allMatch(name -> name.matches("[a-z][a-z0-9-]*"));
    for (String name : aliases) {
      assertThat(fields.get("/aliases/" + name + "/description")).isNotBlank();
      Path script = Path.of("..", fields.get("/aliases/" + name + "/script-ref"));
      List<String> lines = Files.readAllLines(script);
      assertThat(lines.get(0)).as(name).startsWith("///usr/bin/env jbang");
      assertThat(lines).as(name).anyMatch(line -> line.startsWith("//DEPS org.percept4j:"));
      assertThat(lines).as(name).anyMatch(line -> line.startsWith("  public static void main("));
    }
  }
}
