package org.percept4j.core.plot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.percept4j.core.internal.AtomicFile;

/**
 * A drawing of lines and text as SVG. It follows the reader's light or dark colours and carries its
 * own description for those who cannot see it. Immutable.
 */
public interface Figure {

  /**
   * Returns the drawing.
   *
   * @return a whole SVG document, without an XML declaration, so that it can stand in HTML
   */
  String toSvg();

  /**
   * Describes what is seen, as an alternative text.
   *
   * @return one or more sentences of plain text
   */
  String description();

  /**
   * Lays the same drawing out for a narrow screen: parts go below each other, lines of text are
   * broken, and letters stay as large as they are.
   *
   * @param pixels how wide it may be at most, at least 300
   * @return the narrow drawing; this one if it is narrow enough
   * @throws IllegalArgumentException if that is too narrow
   */
  Figure narrowed(int pixels);

  /**
   * Writes an SVG file, replacing one that is there.
   *
   * @param path the file, in an existing folder
   * @throws IOException if it cannot be written; what was there is then left as it was
   */
  default void writeSvg(Path path) throws IOException {
    AtomicFile.write(path, part -> Files.writeString(part, toSvg()));
  }
}
