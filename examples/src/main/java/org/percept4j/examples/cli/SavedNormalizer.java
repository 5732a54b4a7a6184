package org.percept4j.examples.cli;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.percept4j.core.npy.SerializedArray;

/**
 * Reads the normaliser that {@code ModelSerializer} saves with a network, in the format of ND4J's
 * {@code NormalizerSerializer}. Custom ones are refused: their name would be a class to load.
 */
final class SavedNormalizer {

  /** More means and deviations than any image has pixels. */
  private static final long MAX_STATISTICS = 1 << 26;

  private SavedNormalizer() {}

  static DataNormalization read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    if (!data.readUTF().equals("NORMALIZER") || data.readInt() != 1) {
      throw new StreamCorruptedException(
          "a normaliser that ND4J's NormalizerSerializer did not write");
    }
    String type = data.readUTF();
    return switch (type) {
      case "STANDARDIZE" -> standardize(data);
      case "MIN_MAX" -> minMax(data);
      case "IMAGE_MIN_MAX" -> imageScaler(data);
      default ->
          throw new StreamCorruptedException(
              "a normaliser of type "
                  + type
                  + "; known are STANDARDIZE, MIN_MAX and IMAGE_MIN_MAX,"
                  + " --pixels leaves it out");
    };
  }

  private static DataNormalization standardize(DataInputStream data) throws IOException {
    data.readBoolean(); // whether there are statistics of labels too, which nobody needs here
    INDArray mean = array(data);
    return new NormalizerStandardize(mean, array(data));
  }

  private static DataNormalization minMax(DataInputStream data) throws IOException {
    data.readBoolean();
    NormalizerMinMaxScaler scaler =
        new NormalizerMinMaxScaler(data.readDouble(), data.readDouble());
    INDArray min = array(data);
    scaler.setFeatureStats(min, array(data));
    return scaler;
  }

  private static DataNormalization imageScaler(DataInputStream data) throws IOException {
    ImagePreProcessingScaler scaler =
        new ImagePreProcessingScaler(data.readDouble(), data.readDouble());
    scaler.setMaxPixelVal(data.readDouble());
    return scaler;
  }

  private static INDArray array(DataInputStream data) throws IOException {
    return SerializedArray.readNext(data, MAX_STATISTICS);
  }
}
