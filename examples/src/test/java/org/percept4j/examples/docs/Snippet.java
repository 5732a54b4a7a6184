package org.percept4j.examples.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One Java block of a Markdown page, with what must stand around it to run.
 *
 * <p>An HTML comment {@code <!-- setup … -->} right before a block holds lines that readers do not
 * see and that declare what the block takes for granted (a network, data).
 *
 * @param page the Markdown file
 * @param line the line of the block's first code line, 1 for the file's first
 * @param setup the hidden lines, possibly empty
 * @param code the visible lines
 */
record Snippet(Path page, int line, String setup, String code) {

  private static final Pattern BLOCK =
      Pattern.compile("(?:<!-- setup\\n(.*?)-->\\n+)?```java\\n(.*?)```", Pattern.DOTALL);

  static List<Snippet> in(Path page) {
    String text;
    try {
      text = Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Snippet> found = new ArrayList<>();
    Matcher m = BLOCK.matcher(text);
    while (m.find()) {
      int line = 1 + (int) text.substring(0, m.start(2)).chars().filter(c -> c == '\n').count();
      found.add(new Snippet(page, line, m.group(1) == null ? "" : m.group(1), m.group(2)));
    }
    return found;
  }

  /** A class that runs the block in a {@code main} method, its own imports moved to the top. */
  String asClass(String className) {
    StringBuilder imports = new StringBuilder();
    StringBuilder body = new StringBuilder();
    (setup + code)
        .lines()
        .forEach(
            l ->
                (l.startsWith("import ") ? imports : body)
                    .append(l)
                    .append(System.lineSeparator()));
    return imports
        + "public class "
        + className
        + " { public static void main(String[] args) throws Exception {\n"
        + body
        + "}}\n";
  }

  @Override
  public String toString() {
    return page.getFileName() + ":" + line;
  }
}
