package org.percept4j.nanodet;

import java.awt.image.BufferedImage;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.internal.Backend;
import org.percept4j.core.resample.Bilinear;
import org.percept4j.core.resample.Bilinear.Convention;

/**
 * Loads NanoDet-g by RangiLyu (Apache License 2.0), a detector of 80 kinds of things with 3.8
 * million parameters, in the conversion by Vladimir Mandic (MIT), whose weights have half
 * precision. Its backbone has four stages; each halves the rows and columns of the one before.
 *
 * <p>Input: FLOAT [N, 3, height, width], both multiples of 32; {@link #input} makes it of a
 * picture. Outputs: {@code conv30}, {@code conv32} and {@code conv33} with one unit for every 8, 16
 * and 32 pixels and 124 channels, of which the first 80 are the logits of the classes and the
 * others describe boxes. The results agree with PyTorch's to 1e-3 ({@code NanodetTest}).
 * Thread-safe; the networks it returns are not.
 */
public final class Nanodet {

  /** Rows and columns of the pictures that the network was trained with, in pixels. */
  public static final int SIDE = 416;

  /** Both sides of an input are multiples of this. */
  public static final int MULTIPLE = 32;

  private static final List<String> STAGES = List.of("stage1", "stage2", "stage3", "stage4");
  private static final List<String> HEADS = List.of("conv30", "conv32", "conv33");

  /** Blue, green and red: what is subtracted, and what the rest is divided by. */
  private static final float[] MEAN = {103.53f, 116.28f, 123.675f};

  private static final float[] DEVIATION = {57.375f, 57.12f, 58.395f};

  private Nanodet() {}

  /**
   * Builds the network with its weights.
   *
   * @return a new graph; not accelerated
   */
  public static ComputationGraph load() {
    Backend.require();
    return NanodetGraph.load(HEADS);
  }

  /**
   * Returns the names of the classes, in the order of their channels.
   *
   * @return 80 English nouns
   */
  public static List<String> classes() {
    return Resources.lines("classes.txt");
  }

  /**
   * Returns the outputs of the backbone's stages, from fine to coarse: 64, 128, 256 and 512
   * channels at every 4, 8, 16 and 32 pixels. Together they make good hypercolumns.
   *
   * @return names of layers
   */
  public static List<String> stages() {
    return STAGES;
  }

  /**
   * Returns the layers whose first 80 channels are the logits of the classes.
   *
   * @return names of layers, from fine to coarse
   */
  public static List<String> heads() {
    return HEADS;
  }

  /**
   * Prepares a picture: resized in its proportions so that the longer side is {@link #SIDE}, the
   * shorter one the nearest multiple of 32.
   *
   * @param image the picture; transparency is ignored. Not modified
   * @return a new array [1, 3, height, width]
   */
  public static INDArray input(BufferedImage image) {
    double scale = SIDE / (double) Math.max(image.getHeight(), image.getWidth());
    return input(image, side(image.getHeight() * scale), side(image.getWidth() * scale));
  }

  private static int side(double pixels) {
    return Math.max(1, (int) Math.round(pixels / MULTIPLE)) * MULTIPLE;
  }

  /**
   * Prepares a picture in a given size: resized as Pillow does with 8 bits, bilinearly; channels in
   * the order blue, green, red, minus their mean, over their standard deviation.
   *
   * @param image the picture; transparency is ignored. Not modified
   * @param height rows, a positive multiple of 32
   * @param width columns, a positive multiple of 32
   * @return a new array [1, 3, height, width]
   * @throws IllegalArgumentException if a side is no positive multiple of 32
   */
  public static INDArray input(BufferedImage image, int height, int width) {
    if (height < 1 || width < 1 || height % MULTIPLE != 0 || width % MULTIPLE != 0) {
      throw new IllegalArgumentException(
          String.format(
              "height, width: expected positive multiples of %d, got %d and %d",
              MULTIPLE, height, width));
    }
    float[] planes = planes(image);
    // in two passes, each rounded to 8 bits, as Pillow does
    planes = resized(planes, image.getHeight(), image.getWidth(), image.getHeight(), width);
    planes = resized(planes, image.getHeight(), width, height, width);
    int pixels = height * width;
    for (int i = 0; i < planes.length; i++) {
      int channel = i / pixels;
      planes[i] = (planes[i] - MEAN[channel]) / DEVIATION[channel];
    }
    return Nd4j.createFromArray(planes).reshape(1, 3, height, width);
  }

  private static float[] resized(
      float[] planes, int fromHeight, int fromWidth, int height, int width) {
    float[] resized =
        Bilinear.of(fromHeight, fromWidth, height, width, Convention.PILLOW).resize(planes, 3);
    for (int i = 0; i < resized.length; i++) {
      resized[i] = Math.round(resized[i]);
    }
    return resized;
  }

  private static float[] planes(BufferedImage image) {
    int width = image.getWidth();
    int[] rgb = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    float[] planes = new float[3 * rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      for (int c = 0; c < 3; c++) {
        planes[c * rgb.length + i] = rgb[i] >> (8 * c) & 0xFF;
      }
    }
    return planes;
  }

  /**
   * Finds where each class is seen, at the finest grid.
   *
   * @param graph what {@link #load} returned
   * @param input what {@link #input} returned
   * @return the scores of the classes
   */
  public static ClassMaps classMaps(ComputationGraph graph, INDArray input) {
    return ClassMaps.of(graph.output(HEADS, false, new INDArray[] {input}, null));
  }
}
