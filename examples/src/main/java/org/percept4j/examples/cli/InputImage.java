package org.percept4j.examples.cli;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.NetworkInput;
import org.percept4j.core.resample.Bilinear;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.hypercolumn.vgg16.Preprocessing;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** An image file as the input of a network. */
final class InputImage {

  /** How a network was trained to see pixels. */
  enum Pixels {
    /** From 0 to 1. */
    UNIT,
    /** From -1 to 1. */
    SIGNED,
    /** From 0 to 255. */
    BYTES,
    /** Blue first, from 0 to 255 minus the mean of VGG's training images. */
    VGG;

    private float of(float grey) {
      return switch (this) {
        case UNIT -> grey / 255;
        case SIGNED -> grey / 127.5f - 1;
        case BYTES -> grey;
        case VGG -> throw new IllegalStateException("expected to be left to Preprocessing");
      };
    }
  }

  /** The most pixels whose values in three channels one array holds. */
  private static final int MAX_PIXELS = Integer.MAX_VALUE / 3;

  private InputImage() {}

  /** Refuses a size of pictures that none can have. */
  static void check(CommandSpec command, @Nullable RowColumn size) {
    if (size != null) {
      long pixels = (long) size.row() * size.column();
      if (pixels < 1 || pixels > MAX_PIXELS) {
        throw new ParameterException(
            command.commandLine(), "--size: expected 1 to " + MAX_PIXELS + " pixels, got " + size);
      }
    }
  }

  /** [1, channels, rows, columns], or with the channels last, as the network takes it. */
  static INDArray of(BufferedImage image, Model model, @Nullable RowColumn size, Pixels pixels) {
    NetworkInput input = NetworkInput.of(model).get(0);
    RowColumn target = target(image, input, size);
    if (pixels == Pixels.VGG) {
      return Preprocessing.VGG.of(image, target.row(), target.column());
    }
    int channels = channels(input);
    float[] values = resized(image, channels, target);
    for (int i = 0; i < values.length; i++) {
      values[i] = pixels.of(values[i]);
    }
    return laidOut(values, channels, target, input);
  }

  /**
   * As the other, with the normaliser that was saved with the network. It gets what DL4J's own
   * image loader would give it: values from 0 to 255, blue first.
   */
  static INDArray of(
      BufferedImage image, Model model, @Nullable RowColumn size, DataNormalization normalizer) {
    NetworkInput input = NetworkInput.of(model).get(0);
    RowColumn target = target(image, input, size);
    int channels = channels(input);
    float[] values = resized(image, channels, target);
    if (channels == 3) {
      int pixels = values.length / 3;
      float[] red = Arrays.copyOf(values, pixels);
      System.arraycopy(values, 2 * pixels, values, 0, pixels);
      System.arraycopy(red, 0, values, 2 * pixels, pixels);
    }
    INDArray array = laidOut(values, channels, target, input);
    normalizer.transform(array);
    return array;
  }

  private static float[] resized(BufferedImage image, int channels, RowColumn target) {
    return Bilinear.of(
            image.getHeight(), image.getWidth(), target.row(), target.column(), Convention.PILLOW)
        .resize(planes(image, channels), channels);
  }

  private static INDArray laidOut(
      float[] values, int channels, RowColumn target, NetworkInput input) {
    INDArray array =
        Nd4j.createFromArray(values).reshape(1, channels, target.row(), target.column());
    return input.isChannelsLast() ? array.permute(0, 2, 3, 1).dup('c') : array;
  }

  /** Red, green and blue one after another, or luminance (ITU-R 601) alone, from 0 to 255. */
  private static float[] planes(BufferedImage image, int channels) {
    int width = image.getWidth();
    int[] rgb = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    float[] planes = new float[channels * rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      int red = rgb[i] >> 16 & 0xFF;
      int green = rgb[i] >> 8 & 0xFF;
      int blue = rgb[i] & 0xFF;
      if (channels == 1) {
        planes[i] = (299 * red + 587 * green + 114 * blue) / 1000f;
      } else {
        planes[i] = red;
        planes[rgb.length + i] = green;
        planes[2 * rgb.length + i] = blue;
      }
    }
    return planes;
  }

  private static int channels(NetworkInput input) {
    int channels =
        input
            .channels()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "expected a network that tells its channels, got " + input));
    if (!input.isPicture() || (channels != 1 && channels != 3)) {
      throw new IllegalArgumentException(
          "expected a network for images of 1 or 3 channels, got one for " + input);
    }
    return channels;
  }

  /** The size that was asked for, else the network's own, else the image's. */
  private static RowColumn target(
      BufferedImage image, NetworkInput input, @Nullable RowColumn size) {
    if (size != null) {
      return size;
    }
    return input.size().size() == 2
        ? new RowColumn(input.size().get(0), input.size().get(1))
        : new RowColumn(image.getHeight(), image.getWidth());
  }
}
