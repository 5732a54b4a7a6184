package org.percept4j.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads the pixels of an image, on executors and for a check in the driver. Best a lambda that
 * holds nothing but numbers.
 */
@FunctionalInterface
public interface ImageReader extends Serializable {

  /**
   * Reads an image.
   *
   * @param content the file's bytes; need not be closed
   * @param name what messages call it
   * @return an image as the network takes it: [channels, height, width] or a batch of one
   * @throws IOException if the bytes are no image; it then becomes a row with that error
   */
  INDArray read(InputStream content, String name) throws IOException;
}
