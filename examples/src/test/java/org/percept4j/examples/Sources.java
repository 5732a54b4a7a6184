package org.percept4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources of every module that the build names, whatever modules there will be. */
final class Sources {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  private Sources() {}

  static List<String> modules() throws IOException {
    return MODULE
        .matcher(Files.readString(ROOT.resolve("pom.xml")))
        .results()
        .map(m -> m.group(1))
        .toList();
  }

  /** Returns the Java files of all modules below one of their folders, such as src/main. */
  static List<Path> java(String folder) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String module : modules()) {
      found.addAll(below(ROOT.resolve(module).resolve(folder), ".java"));
    }
    return found;
  }

  /** Returns what users read besides: the documents, and the page that a browser shows. */
  static List<Path> documents() throws IOException {
    List<Path> found = new ArrayList<>(below(ROOT.resolve("docs"), ".md"));
    for (String name : List.of("README.md", "CONTRIBUTING.md", "SECURITY.md")) {
      found.add(ROOT.resolve(name));
    }
    for (String ending : List.of(".js", ".html")) {
      found.addAll(below(ROOT.resolve("live/src/main/resources"), ending));
    }
    return found;
  }

  private static List<Path> below(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}
