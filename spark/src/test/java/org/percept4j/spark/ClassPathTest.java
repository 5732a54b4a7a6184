package org.percept4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collections;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the module adds to Spark's class path has no second copy of what Spark brings. */
class ClassPathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org/slf4j/LoggerFactory.class",
        "com/fasterxml/jackson/core/JsonFactory.class",
        "com/fasterxml/jackson/databind/ObjectMapper.class"
      })
  void hasOneCopy(String name) throws IOException {
    assertThat(Collections.list(getClass().getClassLoader().getResources(name))).hasSize(1);
  }
}
