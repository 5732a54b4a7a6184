package org.percept4j.examples.experiments.hypercolumn;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.hypercolumn.FeatureMaps;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.learn.PixelRegression;
import org.percept4j.hypercolumn.learn.PixelScaler;

/**
 * Colours a grey picture from a few pixels whose colours are known: ridge regression from each
 * pixel's features to a* and b*. It does not guess colours by itself: what no hint says it cannot
 * know.
 */
public final class Colouriser {

  /** Names what is known of each pixel. */
  public enum Features {
    /** Lightness and position alone. */
    POSITION("position and lightness"),
    /** The last layer's activations as well. */
    LAST_LAYER("and the last layer"),
    /** The activations of all layers as well. */
    HYPERCOLUMNS("and hypercolumns");

    private final String text;

    Features(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final double PENALTY = 30;

  private final float[][] lab;
  private final int width;
  private final Hypercolumns all;

  private Colouriser(float[][] lab, int width, Hypercolumns all) {
    this.lab = lab;
    this.width = width;
    this.all = all;
  }

  /**
   * Looks at the grey version of a picture.
   *
   * @param network what looks
   * @param picture grey or coloured; of colours only the lightness is used. Not modified
   * @return a colouriser of the picture, brought to the network's size
   */
  public static Colouriser of(PhotoNetwork network, BufferedImage picture) {
    float[][] grey = Lab.of(picture);
    grey[1] = new float[grey[0].length];
    grey[2] = grey[1];
    SeenPhoto seen = SeenPhoto.of(network, Lab.picture(grey, picture.getWidth()));
    int width = seen.photo().getWidth();
    int height = seen.photo().getHeight();
    float[][] lab = Lab.of(seen.photo());
    float[] position = new float[2 * width * height];
    for (int p = 0; p < width * height; p++) {
      int row = p / width;
      position[p] = row / (float) height;
      position[width * height + p] = p % width / (float) width;
    }
    List<FeatureMaps> maps = new ArrayList<>();
    maps.add(FeatureMaps.of("lightness", 1, height, width, lab[0]));
    maps.add(FeatureMaps.of("position", 2, height, width, position));
    seen.columns().layers().forEach(l -> maps.add(seen.columns().maps(l.name())));
    return new Colouriser(lab, width, Hypercolumns.of(maps, height, width, Convention.HALF_PIXEL));
  }

  /**
   * Returns the number of columns at which it works.
   *
   * @return pixels
   */
  public int width() {
    return width;
  }

  /**
   * Returns the number of rows at which it works.
   *
   * @return pixels
   */
  public int height() {
    return lab[0].length / width;
  }

  private Hypercolumns features(Features which) {
    List<Hypercolumns.Layer> layers = all.layers();
    return switch (which) {
      case POSITION -> all.select("lightness", "position");
      case LAST_LAYER -> all.select("lightness", "position", layers.get(layers.size() - 1).name());
      case HYPERCOLUMNS -> all;
    };
  }

  /**
   * Colours the picture.
   *
   * @param hints a* and b* of each pixel, NaN where they are not known; at least one known. Not
   *     modified
   * @param which what is known of each pixel
   * @return L*, a*, b* of each pixel
   * @throws IllegalArgumentException if no pixel is known
   */
  public float[][] colour(float[][] hints, Features which) {
    Hypercolumns columns = features(which);
    Hypercolumns scaled = PixelScaler.fit(columns).transform(columns);
    float[][] found = PixelRegression.fit(scaled, hints, PENALTY).predict(scaled);
    return new float[][] {lab[0].clone(), found[0], found[1]};
  }
}
