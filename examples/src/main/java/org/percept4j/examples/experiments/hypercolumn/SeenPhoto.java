package org.percept4j.examples.experiments.hypercolumn;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.hypercolumn.FeatureMaps;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * A photo with what a network makes of each pixel. The photo keeps its proportions, and it is
 * continued beyond its borders as in a mirror before the network sees it; what belongs to the
 * margin is cut off afterwards. Otherwise the zeros that convolutions are padded with would make
 * the border look like something else than the rest, and clusters would show a frame.
 *
 * @param photo as the network saw it, without the margin
 * @param columns the hypercolumns of its pixels
 */
public record SeenPhoto(BufferedImage photo, Hypercolumns columns) {

  private static final int MULTIPLE = 32;
  private static final int MARGIN = 64;

  /**
   * Looks at a photo.
   *
   * @param network what looks
   * @param photo any picture. Not modified
   * @return the photo, brought to the network's size, and its hypercolumns of all stages
   */
  public static SeenPhoto of(PhotoNetwork network, BufferedImage photo) {
    double scale = network.side() / (double) Math.max(photo.getHeight(), photo.getWidth());
    BufferedImage fitted =
        resized(photo, side(photo.getWidth() * scale), side(photo.getHeight() * scale));
    INDArray input = network.input().apply(mirrored(fitted));
    String[] layers =
        network.stages().stream().map(PhotoNetwork.Stage::vertex).toArray(String[]::new);
    Hypercolumns whole =
        HypercolumnExtractor.builder(network.model()).layers(layers).build().extract(input);
    List<FeatureMaps> cut = new ArrayList<>();
    for (Hypercolumns.Layer layer : whole.layers()) {
      cut.add(cut(whole.maps(layer.name()), fitted));
    }
    Hypercolumns columns =
        Hypercolumns.of(cut, fitted.getHeight(), fitted.getWidth(), Convention.HALF_PIXEL);
    return new SeenPhoto(fitted, columns);
  }

  private static int side(double pixels) {
    return Math.max(1, (int) Math.round(pixels / MULTIPLE)) * MULTIPLE;
  }

  /**
   * Resizes a picture, averaging where it gets smaller.
   *
   * @param image the picture. Not modified
   * @param width in pixels, at least 1
   * @param height in pixels, at least 1
   * @return a new RGB picture
   */
  public static BufferedImage resized(BufferedImage image, int width, int height) {
    BufferedImage current = image;
    while (current.getWidth() > 2 * width && current.getHeight() > 2 * height) {
      current = drawn(current, current.getWidth() / 2, current.getHeight() / 2);
    }
    return drawn(current, width, height);
  }

  private static BufferedImage drawn(BufferedImage image, int width, int height) {
    BufferedImage target = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = target.createGraphics();
    pen.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    pen.drawImage(image, 0, 0, width, height, null);
    pen.dispose();
    return target;
  }

  private static BufferedImage mirrored(BufferedImage image) {
    int width = image.getWidth() + 2 * MARGIN;
    int height = image.getHeight() + 2 * MARGIN;
    BufferedImage large = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int fromX = reflected(x - MARGIN, image.getWidth());
        int fromY = reflected(y - MARGIN, image.getHeight());
        large.setRGB(x, y, image.getRGB(fromX, fromY));
      }
    }
    return large;
  }

  /** Reflects a position at the borders, each border pixel twice, as often as need be. */
  static int reflected(int at, int size) {
    int within = Math.floorMod(at, 2 * size);
    return within < size ? within : 2 * size - 1 - within;
  }

  private static FeatureMaps cut(FeatureMaps maps, BufferedImage photo) {
    int stride = (photo.getHeight() + 2 * MARGIN) / maps.height();
    int margin = MARGIN / stride;
    int height = photo.getHeight() / stride;
    int width = photo.getWidth() / stride;
    float[] all = maps.toArray().dup('c').data().asFloat();
    float[] inner = new float[maps.channels() * height * width];
    for (int c = 0; c < maps.channels(); c++) {
      for (int y = 0; y < height; y++) {
        int from = (c * maps.height() + y + margin) * maps.width() + margin;
        System.arraycopy(all, from, inner, (c * height + y) * width, width);
      }
    }
    return FeatureMaps.of(maps.layer(), maps.channels(), height, width, inner);
  }
}
