package org.percept4j.hypercolumn.vgg16;

import java.awt.image.BufferedImage;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.resample.Bilinear;
import org.percept4j.core.resample.Bilinear.Convention;

/**
 * Turns pictures into what VGG-16 is fed with: arrays [1, 3, height, width] of type FLOAT whose
 * channels are blue, green and red, in this order. Transparency is ignored. Thread-safe.
 */
public enum Preprocessing {
  /** As in the script behind this library: values from 0 to 255. */
  BLOG(0, 0, 0),

  /**
   * As in VGG's training: the same minus the training images' means, 103.939 for blue, 116.779 for
   * green and 123.68 for red.
   */
  VGG(103.939f, 116.779f, 123.68f);

  private final float blue;
  private final float green;
  private final float red;

  Preprocessing(float blue, float green, float red) {
    this.blue = blue;
    this.green = green;
    this.red = red;
  }

  /**
   * Takes a picture in its own size.
   *
   * @param image the picture. Not modified.
   * @return a new array [1, 3, image height, image width]
   */
  public INDArray of(BufferedImage image) {
    return array(planes(image), image.getHeight(), image.getWidth());
  }

  /**
   * Takes a picture in another size, resized as Pillow does bilinearly ({@link Convention#PILLOW}).
   *
   * @param image the picture. Not modified.
   * @param height rows, at least 1
   * @param width columns, at least 1
   * @return a new array [1, 3, height, width]
   * @throws IllegalArgumentException if a size is below 1
   */
  public INDArray of(BufferedImage image, int height, int width) {
    Bilinear resizing =
        Bilinear.of(image.getHeight(), image.getWidth(), height, width, Convention.PILLOW);
    return array(resizing.resize(planes(image), 3), height, width);
  }

  private static INDArray array(float[] planes, int height, int width) {
    return Nd4j.createFromArray(planes).reshape(1, 3, height, width);
  }

  private float[] planes(BufferedImage image) {
    int width = image.getWidth();
    int[] rgb = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    float[] planes = new float[3 * rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      planes[i] = (rgb[i] & 0xFF) - blue;
      planes[rgb.length + i] = ((rgb[i] >> 8) & 0xFF) - green;
      planes[2 * rgb.length + i] = ((rgb[i] >> 16) & 0xFF) - red;
    }
    return planes;
  }
}
