package org.percept4j.examples.cli;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.modelimport.keras.KerasModelImport;
import org.deeplearning4j.nn.modelimport.keras.exceptions.InvalidKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;

/**
 * Whole networks as Keras's {@code model.save("….h5")} leaves them: configuration and weights. They
 * are read by DL4J's import, and thereby by HDF5's natives.
 */
final class KerasModelFile {

  private static final String CONFIGURATION = "model_config";
  private static final Pattern SEQUENTIAL =
      Pattern.compile("\\s*\\{\\s*\"class_name\"\\s*:\\s*\"Sequential\"");

  private KerasModelFile() {}

  /** Whether a file is one; weights alone, and files that are no HDF5, are not. */
  static boolean isOne(Path path) {
    try (HdfFile file = new HdfFile(path)) {
      return file.getAttribute(CONFIGURATION) != null;
    } catch (RuntimeException e) {
      return false;
    }
  }

  static Model read(Path path) throws IOException {
    try {
      return isSequential(path)
          ? KerasModelImport.importKerasSequentialModelAndWeights(path.toString(), false)
          : KerasModelImport.importKerasModelAndWeights(path.toString(), false);
    } catch (InvalidKerasConfigurationException
        | UnsupportedKerasConfigurationException
        | RuntimeException e) {
      throw bad(path, e);
    } catch (LinkageError e) {
      throw new IOException(
          path + ": expected HDF5's natives to read Keras networks by, got none for this machine",
          e);
    }
  }

  private static boolean isSequential(Path path) {
    try (HdfFile file = new HdfFile(path)) {
      Attribute configuration = file.getAttribute(CONFIGURATION);
      return SEQUENTIAL.matcher(String.valueOf(configuration.getData())).lookingAt();
    }
  }

  private static IOException bad(Path path, Exception e) {
    return new IOException(
        path + ": expected a Keras network that DL4J can import, got " + e.getMessage(), e);
  }
}
