package org.percept4j.sonify.sink;

import java.io.IOException;

/** Takes samples. */
interface SampleOutput extends AutoCloseable {

  /**
   * Appends samples.
   *
   * @param samples interleaved; what is beyond ±1 is clipped. Not modified, not kept
   * @param count how many, whole frames
   */
  void write(double[] samples, int count) throws IOException;

  @Override
  void close() throws IOException;
}
