package org.percept4j.hypercolumn;

import java.util.List;
import org.percept4j.core.Reference;
import org.percept4j.core.resample.Bilinear.Convention;

/** The reference trunk's maps (PyTorch): three convolutional layers and one fully connected. */
public final class Trunk {

  public static final int HEIGHT = 48;
  public static final int WIDTH = 64;
  public static final int PIXELS = HEIGHT * WIDTH;

  private Trunk() {}

  /** The first 72 channels: the convolutional layers alone. */
  public static Hypercolumns convolutional() {
    return withFullyConnected().select("map0", "map1", "map2");
  }

  public static Hypercolumns withFullyConnected() {
    return Hypercolumns.of(
        List.of(
            FeatureMaps.of("map0", 16, 48, 64, Reference.values("hypercolumn_trunk/map0")),
            FeatureMaps.of("map1", 24, 24, 32, Reference.values("hypercolumn_trunk/map1")),
            FeatureMaps.of("map2", 32, 12, 16, Reference.values("hypercolumn_trunk/map2")),
            FeatureMaps.of("fc", 7, 1, 1, Reference.values("hypercolumn_trunk/fc"))),
        HEIGHT,
        WIDTH,
        Convention.HALF_PIXEL);
  }

  /** PyTorch's dense volume of all 79 channels. */
  public static float[] volume() {
    return Reference.values("hypercolumn_trunk/hypercolumns");
  }
}
