package org.percept4j.examples.gallery;

import java.io.IOException;

/** A part of the gallery page. */
public interface GallerySection {

  /**
   * Returns its heading.
   *
   * @return plain text
   */
  String title();

  /**
   * Returns how many steps {@link #run} will report.
   *
   * @param quick whether the short form is asked for
   * @return the count
   */
  int steps(boolean quick);

  /**
   * Does the work and writes what it finds to the page.
   *
   * @param page the page; files go into its folder
   * @param quick whether to do just enough to see that everything works
   * @param progress told after each step
   * @throws IOException if something cannot be read or written
   */
  void run(Page page, boolean quick, Progress progress) throws IOException;

  /** Told how far the work is. */
  interface Progress {

    /**
     * Reports that one step is done.
     *
     * @param what what is being worked on
     */
    void step(String what);
  }
}
