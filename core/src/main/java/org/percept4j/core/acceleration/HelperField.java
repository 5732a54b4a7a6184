package org.percept4j.core.acceleration;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.Properties;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.LayerHelper;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.jspecify.annotations.Nullable;

/**
 * The field in which DL4J's layers keep their helper: the one place that reaches into DL4J by
 * reflection, for the one version where this is known to work.
 */
final class HelperField {

  private static final String KNOWN_VERSION = "1.0.0-M2.1";
  private static final String VERSION_FILE =
      "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties";

  private static final @Nullable String OBSTACLE = findObstacle();

  private HelperField() {}

  /** Why helpers cannot be set at all; null if they can. */
  static @Nullable String obstacle() {
    return OBSTACLE;
  }

  private static @Nullable String findObstacle() {
    String version = version();
    if (!KNOWN_VERSION.equals(version)) {
      return "DeepLearning4J " + version + "; expected " + KNOWN_VERSION;
    }
    try {
      field(ConvolutionLayer.class);
      field(SubsamplingLayer.class);
      field(BatchNormalization.class);
      return null;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return "DeepLearning4J's layers are closed to reflection: " + e.getMessage();
    }
  }

  /** Whether the layer is exactly of a class that has such a field. */
  static boolean isIn(Layer layer) {
    return layer.getClass() == ConvolutionLayer.class
        || layer.getClass() == SubsamplingLayer.class
        || layer.getClass() == BatchNormalization.class;
  }

  /** Puts a helper into a layer that {@link #isIn} is true for, or takes it out. */
  static void set(Layer layer, @Nullable LayerHelper helper) {
    try {
      field(layer.getClass()).set(layer, helper);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Field field(Class<?> owner) throws ReflectiveOperationException {
    Field field = owner.getDeclaredField("helper");
    field.setAccessible(true);
    return field;
  }

  private static String version() {
    try (InputStream in = ConvolutionLayer.class.getResourceAsStream(VERSION_FILE)) {
      if (in == null) {
        return "of unknown version";
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "of unknown version");
    } catch (IOException e) {
      return "of unknown version";
    }
  }
}
