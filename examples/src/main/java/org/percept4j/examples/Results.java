package org.percept4j.examples;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Tells what a command found: lines for people as soon as they are known, or in the end one line of
 * JSON. A mixin of commands. Not thread-safe.
 */
public final class Results {

  @Option(names = "--json", description = "Print one line of JSON instead of text.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  private final Map<String, Object> values = new LinkedHashMap<>();

  /** Creates results of nothing yet. */
  public Results() {}

  /**
   * Tells one thing.
   *
   * @param name in JSON
   * @param value in JSON: a string, number, boolean, list or map
   * @param sentence for people
   */
  public void say(String name, Object value, String sentence) {
    values.put(name, value);
    line(sentence);
  }

  /**
   * Adds to the JSON alone.
   *
   * @param name in JSON
   * @param value as for {@link #say}
   */
  public void value(String name, Object value) {
    values.put(name, value);
  }

  /**
   * Tells people alone.
   *
   * @param sentence one line
   */
  public void line(String sentence) {
    if (!json && spec != null) {
      spec.commandLine().getOut().println(sentence);
      spec.commandLine().getOut().flush();
    }
  }

  /**
   * Tells a table, a list of objects in JSON.
   *
   * @param name in JSON
   * @param header what the cells are. Not modified
   * @param rows cells. Not modified
   */
  public void table(String name, List<String> header, List<List<String>> rows) {
    List<Map<String, String>> objects = new ArrayList<>();
    line(String.join(" | ", header));
    for (List<String> row : rows) {
      Map<String, String> object = new LinkedHashMap<>();
      for (int i = 0; i < header.size(); i++) {
        object.put(header.get(i), row.get(i));
      }
      objects.add(object);
      line(String.join(" | ", row));
    }
    values.put(name, objects);
  }

  /**
   * Ends; writes the line of JSON if that was asked for.
   *
   * @throws IOException never, in practice
   */
  public void end() throws IOException {
    if (json && spec != null) {
      spec.commandLine().getOut().println(Json.of(values));
      spec.commandLine().getOut().flush();
    }
  }
}
