package org.percept4j.examples.explore;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * A page in the browser on which one or two networks can be explored by hand. It is served on this
 * machine alone, to whoever has the address with its token.
 */
public interface Explorer extends AutoCloseable {

  /**
   * Starts to serve.
   *
   * @param models one or two networks that look at the same photos
   * @return the running explorer; close it
   * @throws IOException if no port can be had
   * @throws IllegalArgumentException if there is no model, or more than two
   */
  static Explorer start(List<ExploredModel> models) throws IOException {
    return ExploreServer.start(models);
  }

  /**
   * Returns where the page is.
   *
   * @return an address on the loopback interface, with a token that is valid as long as this runs
   */
  URI address();

  /** Stops to serve. */
  @Override
  void close();
}
