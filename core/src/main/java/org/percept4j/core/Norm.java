package org.percept4j.core;

/** Chooses the norm of a vector of n values: how many numbers become one. */
public enum Norm {
  /** Sum of absolute values. */
  L1,
  /** Square root of the sum of squares, the Euclidean norm. */
  L2,
  /** Largest absolute value. */
  LINF,
  /** Square root of the mean square: {@link #L2} over √n, comparable between layers of any size. */
  RMS
}
