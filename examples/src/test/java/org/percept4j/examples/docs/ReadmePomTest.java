package org.percept4j.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The dependencies that the README gives are those of the consumer and the starter, which
 * continuous integration runs.
 */
class ReadmePomTest {

  private static final Pattern XML = Pattern.compile("```xml\n(.*?)```", Pattern.DOTALL);

  @Test
  void readmeGivesTheConsumersDependencies() throws Exception {
    Matcher block = XML.matcher(Files.readString(Path.of("..", "README.md")));
    assertThat(block.find()).isTrue();
    String project = "<project>" + block.group(1) + "</project>";
    Set<String> given =
        dependencies(new ByteArrayInputStream(project.getBytes(StandardCharsets.UTF_8)));
    for (String other : List.of("consumer", "starter")) {
      try (InputStream pom = Files.newInputStream(Path.of(other, "pom.xml"))) {
        assertThat(given).as(other).isEqualTo(dependencies(pom)).hasSizeGreaterThan(7);
      }
    }
  }

  /**
   * The starter's program is one file that JBang runs too: its directives name dependencies that
   * the starter's pom names, or the backend that percept4j-cpu brings, and the catalogue finds it.
   */
  @Test
  void jbangGetsTheStartersDependencies() throws Exception {
    Path start = Path.of("starter", "src", "main", "java", "com", "example", "Start.java");
    Set<String> given;
    try (InputStream pom = Files.newInputStream(Path.of("starter", "pom.xml"))) {
      given =
          dependencies(pom).stream()
              .map(d -> Stream.of(d.split(":", -1)).limit(4).filter(part -> !part.isEmpty()))
              .map(parts -> parts.collect(Collectors.joining(":")))
              .collect(Collectors.toSet());
    }
    String parent = Files.readString(Path.of("..", "pom.xml"));
    String nd4j = "org.nd4j:nd4j-native:" + property(parent, "dl4j.version");
    String javacpp = property(parent, "javacpp.version");
    String openblas = property(parent, "openblas.version").replace("${javacpp.version}", javacpp);
    given.addAll(
        List.of(
            nd4j,
            nd4j + ":${platform}-onednn",
            "org.bytedeco:openblas:" + openblas + ":${platform}",
            "org.bytedeco:javacpp:" + javacpp + ":${platform}"));
    List<String> directives =
        Files.readAllLines(start).stream()
            .filter(l -> l.startsWith("//DEPS "))
            .map(l -> l.substring(7).trim())
            .toList();
    assertThat(directives).hasSizeGreaterThan(6);
    for (String directive : directives) {
      String named =
          directive.replace("@pom", "").replace("${platform:linux-x86_64}", "${platform}");
      assertThat(given).as(directive).contains(named);
    }
    String catalogue = Files.readString(Path.of("..", "jbang-catalog.json"));
    assertThat(catalogue).contains("\"script-ref\": \"examples/" + start + "\"");
  }

  private static String property(String pom, String name) {
    return pom.replaceFirst("(?s).*?<" + name + ">([^<]+)</" + name + ">.*", "$1");
  }

  private static Set<String> dependencies(InputStream pom) throws Exception {
    NodeList found =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(pom)
            .getElementsByTagName("dependency");
    Set<String> all = new TreeSet<>();
    for (int i = 0; i < found.getLength(); i++) {
      Element dependency = (Element) found.item(i);
      all.add(
          String.join(
              ":",
              text(dependency, "groupId"),
              text(dependency, "artifactId"),
              text(dependency, "version"),
              text(dependency, "classifier"),
              text(dependency, "scope"),
              "without " + dependency.getElementsByTagName("exclusion").getLength()));
    }
    return all;
  }

  private static String text(Element dependency, String name) {
    NodeList found = dependency.getElementsByTagName(name);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent().trim();
  }
}
