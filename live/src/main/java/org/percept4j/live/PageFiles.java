package org.percept4j.live;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of the page, all of them read when first asked for; no other is ever opened. */
final class PageFiles {

  /** The modules, each after those it imports. */
  static final List<String> MODULES =
      List.of(
          "words.js",
          "mapping.js",
          "runs.js",
          "synthesis.js",
          "player.js",
          "canvas.js",
          "charts.js",
          "pictures.js",
          "source.js",
          "page.js");

  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

  /** What is sent. */
  record PageFile(String type, byte[] bytes) {}

  private static final Map<String, PageFile> FILES = load();

  private PageFiles() {}

  private static Map<String, PageFile> load() {
    Map<String, PageFile> files = new LinkedHashMap<>();
    files.put("/", new PageFile("text/html; charset=utf-8", bytes("page.html")));
    files.put("/page.css", new PageFile("text/css; charset=utf-8", bytes("page.css")));
    for (String module : MODULES) {
      files.put("/" + module, new PageFile(JAVASCRIPT, bytes(module)));
    }
    return files;
  }

  private static byte[] bytes(String name) {
    try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("page: expected " + name + " beside the classes");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("page: expected to read " + name, e);
    }
  }

  /** The file for a path, or null. */
  static @Nullable PageFile at(String path) {
    return FILES.get(path);
  }

  static String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }
}
