package org.percept4j.core.plot;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes SVG elements in the one style of all figures; coordinates are pixels. Not thread-safe. */
final class Svg {

  /** Size of text in pixels. */
  static final double FONT = 12;

  /** Average width of a character of a sans-serif font, in its size: browsers choose the font. */
  private static final double CHARACTER_WIDTH = 0.56;

  private static final double TITLE_X = 12;
  private static final double TITLE_LINE = 18;

  /** How much wider a title is than other text. */
  private static final double TITLE_FACTOR = 1.25;

  private static final String STYLE =
      "text{font:12px system-ui,'Segoe UI','Helvetica Neue',Arial,sans-serif;fill:#333}"
          + ".title{font-size:14px;font-weight:600;fill:#111}.soft{fill:#666}.bg{fill:#fff}"
          + ".axis{stroke:#666;fill:none}.grid{stroke:#e6e6e6;fill:none}"
          + ".rail{fill:#f2f2f2}.event{stroke:#888;stroke-dasharray:3 3;fill:none}"
          + "@media(prefers-color-scheme:dark){text{fill:#ddd}.title{fill:#fff}.soft{fill:#aaa}"
          + ".bg{fill:#17191c}.axis{stroke:#999}.grid{stroke:#30343a}.rail{fill:#22262b}"
          + ".c0{stroke:#3d9be0!important}.f0{fill:#3d9be0!important}"
          + ".c6{stroke:#bbb!important}.f6{fill:#bbb!important}}";

  private final StringBuilder out = new StringBuilder();

  /** Begins a drawing with its title above, in as many lines as it needs. */
  Svg(double width, double height, String title, String description) {
    List<String> lines = wrapped(title, (width - 2 * TITLE_X) / TITLE_FACTOR);
    double head = (lines.size() - 1) * TITLE_LINE;
    out.append(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" width=\"%1$s\""
                + " height=\"%2$s\" role=\"img\"><title>%s</title><desc>%s</desc>"
                + "<style>%s</style>",
            number(width), number(height + head), escape(title), escape(description), STYLE));
    out.append(
        format(
            "<rect class=\"bg\" width=\"%s\" height=\"%s\"/>",
            number(width), number(height + head)));
    for (int i = 0; i < lines.size(); i++) {
      text("title", "start", TITLE_X, 20 + i * TITLE_LINE, lines.get(i));
    }
    out.append(format("<g transform=\"translate(0 %s)\">", number(head)));
  }

  /** Refuses what is too narrow for any figure. */
  static void requireWidth(int pixels) {
    if (pixels < 300) {
      throw new IllegalArgumentException("narrowed: expected at least 300 pixels, got " + pixels);
    }
  }

  /** Breaks lines at spaces so that each is about that wide at most, words that are wider aside. */
  static List<String> wrapped(String text, double width) {
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      StringBuilder open = new StringBuilder();
      for (String word : line.split(" ", -1)) {
        if (open.length() > 0 && widthOf(open + " " + word) > width) {
          lines.add(open.toString());
          open.setLength(0);
        }
        open.append(open.length() > 0 ? " " : "").append(word);
      }
      lines.add(open.toString());
    }
    return lines;
  }

  /** Estimates how wide a text is. */
  static double widthOf(String text) {
    return CHARACTER_WIDTH * FONT * text.codePointCount(0, text.length());
  }

  /** Shortens a number to a hundredth of a pixel. */
  static String number(double value) {
    String text = format("%.2f", value);
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }

  static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }

  static String escape(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                default -> {
                  // XML has no control characters and no half surrogate pairs
                  boolean allowed = c >= 0x20 && (c < 0xD800 || c > 0xDFFF) && c != 0xFFFE;
                  safe.appendCodePoint(allowed && c != 0xFFFF ? c : ' ');
                }
              }
            });
    return safe.toString();
  }

  Svg line(String css, double x1, double y1, double x2, double y2) {
    return raw(
        format(
            "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>",
            css, number(x1), number(y1), number(x2), number(y2)));
  }

  Svg rect(String css, double x, double y, double width, double height) {
    return raw(
        format(
            "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>",
            css, number(x), number(y), number(width), number(height)));
  }

  /** Writes text; the anchor is start, middle or end. */
  Svg text(String css, String anchor, double x, double y, String text) {
    return raw(
        format(
            "<text class=\"%s\" text-anchor=\"%s\" x=\"%s\" y=\"%s\">%s</text>",
            css, anchor, number(x), number(y), escape(text)));
  }

  /** Writes text from bottom to top, centred. */
  Svg upward(double x, double y, String text) {
    return raw(
        format(
            "<text text-anchor=\"middle\" transform=\"translate(%s %s) rotate(-90)\">%s</text>",
            number(x), number(y), escape(text)));
  }

  /** Draws an image over a rectangle, its pixels as squares. */
  Svg image(BufferedImage image, double x, double y, double width, double height) {
    return image(Pictures.dataUri(image), true, x, y, width, height);
  }

  /** Draws an image that is encoded already, its pixels as squares or smoothed. */
  Svg image(String uri, boolean squares, double x, double y, double width, double height) {
    return raw(
        format(
            "<image x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" preserveAspectRatio=\"none\""
                + "%s href=\"%s\"/>",
            number(x),
            number(y),
            number(width),
            number(height),
            squares ? " style=\"image-rendering:pixelated\"" : "",
            uri));
  }

  Svg raw(String element) {
    out.append(element).append('\n');
    return this;
  }

  @Override
  public String toString() {
    return out + "</g></svg>";
  }
}
