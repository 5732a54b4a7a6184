package org.percept4j.spark;

import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;

/** From an image's bytes to its hypercolumns, in any JVM of the application. */
final class ImageExtraction implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  /** Depth not known yet. */
  static final int ANY = -1;

  private final TaskPool<HypercolumnExtractor> extractors;
  private final ImageReader reader;
  private final Broadcast<SerializableConfiguration> hadoop;

  ImageExtraction(
      TaskPool<HypercolumnExtractor> extractors,
      ImageReader reader,
      Broadcast<SerializableConfiguration> hadoop) {
    this.extractors = extractors;
    this.reader = reader;
    this.hadoop = hadoop;
  }

  /** Whatever the image's bytes or its extraction say is that image's error. */
  KeptImage of(NamedFile image, int depth) {
    try {
      Hypercolumns columns = columns(image);
      if (depth != ANY && columns.depth() != depth) {
        return KeptImage.failed(
            image.name(), "columns: expected " + depth + " channels, got " + columns.depth());
      }
      return KeptImage.of(image.name(), columns);
    } catch (IOException | IllegalArgumentException e) {
      return failed(image, e);
    } catch (RuntimeException e) {
      TaskContext task = TaskContext.get();
      if (Thread.currentThread().isInterrupted() || (task != null && task.isInterrupted())) {
        throw e; // the task is being ended, the image is as good as any
      }
      return failed(image, e);
    }
  }

  private static KeptImage failed(NamedFile image, Exception e) {
    String message = e.getMessage();
    return KeptImage.failed(
        image.name(), message == null || message.isBlank() ? e.toString() : message);
  }

  /** Its columns, and nothing caught. */
  Hypercolumns columns(NamedFile image) throws IOException {
    INDArray pixels = image.pixels(reader, hadoop.value().value());
    return extractors.with(extractor -> extractor.extract(pixels));
  }

  void forget() {
    extractors.forget();
  }
}
