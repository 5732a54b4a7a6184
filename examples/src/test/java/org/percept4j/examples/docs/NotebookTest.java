package org.percept4j.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jdk.jshell.JShell;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import org.junit.jupiter.api.Test;

/** The notebook is one by its format, and its cells run in JShell as they do in a Java kernel. */
class NotebookTest {

  private static final Path NOTEBOOK = Path.of("notebook", "percept4j.ipynb");

  private static String source(Map<String, String> fields, int cell) {
    StringBuilder text = new StringBuilder();
    for (int line = 0; fields.containsKey(path(cell, "source/" + line)); line++) {
      text.append(fields.get(path(cell, "source/" + line)));
    }
    return text.toString();
  }

  private static String path(int cell, String field) {
    return "/cells/" + cell + "/" + field;
  }

  /** The type of a cell's last value. */
  private static String type(JShell shell, String cell) {
    String rest = cell;
    String type = "";
    while (!rest.isBlank()) {
      SourceCodeAnalysis.CompletionInfo found = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      for (SnippetEvent event : shell.eval(found.source())) {
        if (event.exception() != null) {
          throw new AssertionError(found.source(), event.exception());
        }
        assertThat(event.status()).as(found.source()).isEqualTo(jdk.jshell.Snippet.Status.VALID);
        assertThat(shell.diagnostics(event.snippet()).filter(d -> d.isError()).toList())
            .as(found.source())
            .isEmpty();
        if (event.snippet() instanceof jdk.jshell.VarSnippet variable) {
          type = variable.typeName();
        }
      }
      rest = found.remaining();
    }
    return type;
  }

  @Test
  void cellsRunAndPicturesAreTheirLastValues() throws IOException {
    Map<String, String> fields = FlatJson.read(NOTEBOOK);
    assertThat(fields).containsEntry("/nbformat", "4").containsEntry("/nbformat_minor", "5");
    assertThat(fields).containsEntry("/metadata/kernelspec/language", "java");
    List<String> pictures = new ArrayList<>();
    try (JShell shell = JShell.builder().executionEngine("local").build()) {
      shell.addToClasspath(System.getProperty("java.class.path"));
      for (int cell = 0; fields.containsKey(path(cell, "cell_type")); cell++) {
        String id = fields.get(path(cell, "id"));
        assertThat(id).matches("[a-zA-Z0-9-_]{1,64}");
        assertThat(fields.get(path(cell, "cell_type"))).isIn("code", "markdown");
        if (fields.get(path(cell, "cell_type")).equals("code")) {
          assertThat(fields).containsKey(path(cell, "execution_count"));
          String code = source(fields, cell).replaceAll("(?m)^%maven .*$", "");
          if (type(shell, code).endsWith("BufferedImage")) {
            pictures.add(id);
          }
        }
      }
    }
    assertThat(pictures).containsExactly("field", "pixels");
  }
}
