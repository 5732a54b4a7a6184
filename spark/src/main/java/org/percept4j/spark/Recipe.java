package org.percept4j.spark;

import java.io.Serializable;

/**
 * Makes a tool where it is needed: in the driver to check it, and on executors, once for every task
 * that runs at the same time. Best a lambda that holds nothing but settings and a {@link
 * SharedNetwork}.
 *
 * @param <T> what is made
 */
@FunctionalInterface
public interface Recipe<T> extends Serializable {

  /**
   * Makes it; every time alike.
   *
   * @return a new one
   */
  T make();
}
