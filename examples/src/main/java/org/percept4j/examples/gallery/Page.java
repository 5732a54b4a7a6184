package org.percept4j.examples.gallery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.percept4j.core.plot.Figure;

/** One HTML page that holds its pictures and sounds in itself, growing from top to bottom. */
public final class Page {

  /** What is left of a telephone's 390 pixels between the margins. */
  private static final int NARROW = 356;

  private final Path folder;
  private final StringBuilder body = new StringBuilder();
  private boolean unfinished = true;

  /**
   * Creates an empty page.
   *
   * @param folder where it and the files it shows are written; exists
   */
  public Page(Path folder) {
    this.folder = Objects.requireNonNull(folder, "folder");
  }

  /**
   * Returns the folder where files belong.
   *
   * @return the folder
   */
  public Path folder() {
    return folder;
  }

  /**
   * Adds a heading.
   *
   * @param level 2 for a section, 3 below it
   * @param text plain text
   */
  public void heading(int level, String text) {
    body.append(String.format("<h%d>%s</h%d>%n", level, escape(text), level));
  }

  /**
   * Tells whether more will come; an unfinished page says so at its top.
   *
   * @param more true from the beginning
   */
  public void unfinished(boolean more) {
    unfinished = more;
  }

  /**
   * Adds a paragraph that tells what to conclude.
   *
   * @param text plain text
   */
  public void conclusion(String text) {
    body.append("<p class=\"so\"><strong>So what?</strong> ").append(escape(text)).append("</p>\n");
  }

  /**
   * Adds another page of the same folder: shown where there is room, and a link to it.
   *
   * @param file an HTML file in this page's folder
   * @param text what it is
   */
  public void embedded(Path file, String text) {
    String name = escape(String.valueOf(file.getFileName()));
    body.append(
        String.format(
            "<p><a href=\"%s\">%s</a></p><iframe loading=\"lazy\" src=\"%1$s\" title=\"%2$s\">"
                + "</iframe>%n",
            name, escape(text)));
  }

  /**
   * Adds a paragraph.
   *
   * @param text plain text
   */
  public void paragraph(String text) {
    body.append("<p>").append(escape(text)).append("</p>\n");
  }

  /**
   * Adds a picture.
   *
   * @param file a PNG or SVG file, or a GIF, which may be animated
   * @param caption plain text, also its alternative text
   * @throws IOException if it cannot be read
   */
  public void picture(Path file, String caption) throws IOException {
    String name = file.toString();
    String type = name.endsWith(".gif") ? "gif" : name.endsWith(".svg") ? "svg+xml" : "png";
    body.append(
        String.format(
            "<figure><img alt=\"%s\" src=\"data:image/%s;base64,%s\"><figcaption>%s</figcaption>"
                + "</figure>%n",
            escape(caption), type, base64(file), escape(caption)));
  }

  /**
   * Adds a drawing.
   *
   * @param figure drawn into the page itself, with its own description for who cannot see it; a
   *     second time as narrow screens need it, of which a reader sees one
   * @param caption plain text
   */
  public void figure(Figure figure, String caption) {
    body.append("<figure class=\"drawing\"><div class=\"wide\">")
        .append(figure.toSvg())
        .append("</div><div class=\"narrow\">")
        .append(figure.narrowed(NARROW).toSvg())
        .append("</div><figcaption>")
        .append(escape(caption))
        .append("</figcaption></figure>\n");
  }

  /**
   * Adds a player.
   *
   * @param wav a WAV file
   * @param caption plain text
   * @throws IOException if it cannot be read
   */
  public void sound(Path wav, String caption) throws IOException {
    body.append(
        String.format(
            "<figure><audio controls preload=\"metadata\" src=\"data:audio/wav;base64,%s\"></audio>"
                + "<figcaption>%s</figcaption></figure>%n",
            base64(wav), escape(caption)));
  }

  /**
   * Adds a table.
   *
   * @param header plain text of the columns
   * @param rows plain text of the cells
   */
  public void table(List<String> header, List<List<String>> rows) {
    body.append("<table><thead>");
    row(header, "th");
    body.append("</thead><tbody>\n");
    rows.forEach(r -> row(r, "td"));
    body.append("</tbody></table>\n");
  }

  private void row(List<String> cells, String tag) {
    body.append("<tr>");
    for (String cell : cells) {
      String unbroken = cell.replace(" ± ", "\u00a0±\u00a0").replace(" %", "\u00a0%");
      body.append(String.format("<%s>%s</%s>", tag, escape(unbroken), tag));
    }
    body.append("</tr>\n");
  }

  /**
   * Writes {@code index.html}, whole or not at all.
   *
   * @return the file
   * @throws IOException if it cannot be written
   */
  public Path write() throws IOException {
    String template;
    try (InputStream in = Page.class.getResourceAsStream("page.html")) {
      template = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    Path index = folder.resolve("index.html");
    String note =
        unfinished ? "<p role=\"status\">This page is not finished: more will follow.</p>\n" : "";
    Path part = folder.resolve("index.html.part");
    Files.writeString(part, template.replace("${body}", note + body));
    Files.move(part, index, StandardCopyOption.ATOMIC_MOVE);
    return index;
  }

  private static String base64(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
