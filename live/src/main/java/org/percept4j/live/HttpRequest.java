package org.percept4j.live;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The head of a GET request: all that the page ever asks for.
 *
 * @param path what comes before the question mark; compared, never opened
 * @param query what comes after it, by name, decoded
 * @param headers by name in lower case
 */
record HttpRequest(String path, Map<String, String> query, Map<String, String> headers) {

  /** More than any browser sends; a larger head is refused before it is read to its end. */
  static final int MAX_BYTES = 16 * 1024;

  /** What a request is refused with. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;
    final int status;

    Refused(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  /**
   * Reads a request.
   *
   * @throws Refused if it is none, is too large, or asks for more than to read
   * @throws IOException if the connection ends
   */
  static HttpRequest read(InputStream in) throws IOException {
    String[] lines = head(in).split("\r\n", -1);
    String[] words = lines[0].split(" ", -1);
    if (words.length != 3 || !words[2].matches("HTTP/1\\.[01]")) {
      throw new Refused(400, "request: expected GET, a path and HTTP/1.1");
    }
    if (!words[0].equals("GET")) {
      throw new Refused(405, "method: expected GET");
    }
    if (!words[1].startsWith("/")) {
      throw new Refused(400, "path: expected one that begins with /");
    }
    int question = words[1].indexOf('?');
    String path = question < 0 ? words[1] : words[1].substring(0, question);
    String query = question < 0 ? "" : words[1].substring(question + 1);
    return new HttpRequest(path, query(query), headers(lines));
  }

  private static String head(InputStream in) throws IOException {
    byte[] bytes = new byte[MAX_BYTES];
    int length = 0;
    while (length < bytes.length) {
      int count = in.read(bytes, length, bytes.length - length);
      if (count < 0) {
        throw new IOException("the connection ended within a request");
      }
      int from = Math.max(0, length - 3);
      length += count;
      for (int i = from; i + 3 < length; i++) {
        if (bytes[i] == '\r'
            && bytes[i + 1] == '\n'
            && bytes[i + 2] == '\r'
            && bytes[i + 3] == '\n') {
          return new String(bytes, 0, i, StandardCharsets.ISO_8859_1);
        }
      }
    }
    throw new Refused(431, "request: expected a head of at most " + MAX_BYTES + " bytes");
  }

  private static Map<String, String> headers(String[] lines) throws Refused {
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon < 1) {
        throw new Refused(400, "headers: expected a name and a colon in each line");
      }
      String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
      String value = lines[i].substring(colon + 1).strip();
      String earlier = headers.put(name, value);
      if (earlier != null && (name.equals("host") || name.equals("cookie"))) {
        throw new Refused(400, name + ": expected one, got two");
      }
    }
    return headers;
  }

  private static Map<String, String> query(String text) throws Refused {
    Map<String, String> query = new HashMap<>();
    for (String part : text.split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        try {
          query.put(
              part.substring(0, equals),
              URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
          throw new Refused(400, "query: expected percent signs to be followed by two digits");
        }
      }
    }
    return query;
  }

  /** A header's value. */
  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /**
   * A number from the query.
   *
   * @throws Refused if it is missing, no number, or outside the range
   */
  long number(String name, long least, long most) throws Refused {
    try {
      long value = Long.parseLong(query.getOrDefault(name, ""));
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, as for a number out of range
    }
    throw new Refused(400, name + ": expected a whole number from " + least + " to " + most);
  }
}
