package org.percept4j.examples.docs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Reads what a JSON file says. */
final class FlatJson {

  private FlatJson() {}

  /** All scalars by their paths. */
  static Map<String, String> read(Path file) throws IOException {
    Map<String, String> fields = new TreeMap<>();
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      while (json.nextToken() != null) {
        if (json.currentToken().isScalarValue()) {
          fields.put(json.getParsingContext().pathAsPointer().toString(), json.getText());
        }
      }
    }
    return fields;
  }
}
