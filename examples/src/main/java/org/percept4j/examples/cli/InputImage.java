package org.percept4j.examples.cli;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.NetworkLayers;
import org.percept4j.erf.theory.ReceptiveFields;

/** An image file as the input of a network. */
final class InputImage {

  /** The values of pixels from black to white. */
  enum Range {
    /** 0 to 1. */
    UNIT(1 / 255f, 0),
    /** -1 to 1. */
    SIGNED(2 / 255f, -1),
    /** 0 to 255. */
    BYTES(1, 0);

    private final float factor;
    private final float offset;

    Range(float factor, float offset) {
      this.factor = factor;
      this.offset = offset;
    }
  }

  private InputImage() {}

  /** [1, channels, rows, columns], or with the channels last, as the network takes it. */
  static INDArray read(Path path, Model model, @Nullable RowColumn size, Range range)
      throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    BufferedImage image = ImageIO.read(path.toFile());
    if (image == null) {
      throw new IOException(path + ": expected a PNG, JPEG, GIF or BMP image, got something else");
    }
    RowColumn target =
        Objects.requireNonNullElse(size, new RowColumn(image.getHeight(), image.getWidth()));
    int channels = channels(model);
    int[] rgb = pixels(image, target, channels);
    int plane = rgb.length;
    float[] values = new float[channels * plane];
    for (int c = 0; c < channels; c++) {
      for (int p = 0; p < plane; p++) {
        int value = rgb[p] >> (16 - 8 * c) & 0xFF;
        values[c * plane + p] = value * range.factor + range.offset;
      }
    }
    INDArray array =
        Nd4j.create(values, new long[] {1, channels, target.row(), target.column()}, 'c');
    return ReceptiveFields.isChannelsLast(model) ? array.permute(0, 2, 3, 1).dup('c') : array;
  }

  /** Packed pixels, red highest; of a grey image, its grey stands where red would. */
  private static int[] pixels(BufferedImage image, RowColumn size, int channels) {
    int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
    BufferedImage drawn = new BufferedImage(size.column(), size.row(), type);
    Graphics2D graphics = drawn.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, size.column(), size.row(), null);
    graphics.dispose();
    if (channels == 1) {
      int[] grey = drawn.getRaster().getSamples(0, 0, size.column(), size.row(), 0, (int[]) null);
      for (int p = 0; p < grey.length; p++) {
        grey[p] <<= 16;
      }
      return grey;
    }
    return drawn.getRGB(0, 0, size.column(), size.row(), null, 0, size.column());
  }

  private static int channels(Model model) {
    for (NetworkLayers.Entry entry : NetworkLayers.of(model)) {
      INDArray weights = entry.layer().paramTable().get("W");
      if (weights != null && weights.rank() == 4) {
        int channels = (int) weights.size(1);
        if (channels != 1 && channels != 3) {
          throw new IllegalArgumentException(
              "expected a network for images of 1 or 3 channels, got one for " + channels);
        }
        return channels;
      }
    }
    throw new IllegalArgumentException("expected a network with convolutions, got none");
  }
}
