package org.percept4j.hypercolumn;

import java.io.IOException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An image of a set: a name, and how to get its pixels when they are needed.
 *
 * @param name unlike any other's in its set; a plain file name where files are named after it
 * @param source gives the pixels, the same ones each time
 */
public record NamedImage(String name, Source source) {

  /** Gives an image's pixels. */
  @FunctionalInterface
  public interface Source {
    /**
     * Gives the pixels.
     *
     * @return an image as {@link HypercolumnExtractor#extract} takes it
     * @throws IOException if they cannot be read
     */
    INDArray load() throws IOException;
  }
}
