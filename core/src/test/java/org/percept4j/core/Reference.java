package org.percept4j.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The arrays under {@code /reference}, made by {@code generate.py} with PyTorch and others. */
public final class Reference {

  private Reference() {}

  /** Loads one array by its path below {@code /reference}, without {@code .npy}. */
  public static INDArray array(String path) {
    try (InputStream in = Reference.class.getResourceAsStream("/reference/" + path + ".npy")) {
      if (in == null) {
        throw new IllegalArgumentException("path: no reference array " + path);
      }
      return Nd4j.createNpyFromInputStream(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The values of one array in C order. */
  public static float[] values(String path) {
    return array(path).dup('c').data().asFloat();
  }
}
