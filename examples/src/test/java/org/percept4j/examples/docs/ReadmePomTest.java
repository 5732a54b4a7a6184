package org.percept4j.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The dependencies that the README gives are those of the consumer, which continuous integration
 * runs.
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
    try (InputStream pom = Files.newInputStream(Path.of("consumer", "pom.xml"))) {
      assertThat(given).isEqualTo(dependencies(pom)).hasSizeGreaterThan(8);
    }
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
