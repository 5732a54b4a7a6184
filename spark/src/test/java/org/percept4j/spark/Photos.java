package org.percept4j.spark;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.image.PictureReader;

/** Small pictures on disk, what reads them, and a network for them. */
final class Photos {

  static final int HEIGHT = 12;
  static final int WIDTH = 16;

  private Photos() {}

  /** Writes pictures of smooth colours; the same numbers give the same pictures. */
  static Path write(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      SplittableRandom random = new SplittableRandom(i);
      double[] waves = random.doubles(6).toArray();
      BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          int rgb = 0;
          for (int c = 0; c < 3; c++) {
            double wave = Math.sin(waves[2 * c] * x + waves[2 * c + 1] * y + c + i);
            rgb = rgb << 8 | (int) (127 + 120 * wave);
          }
          picture.setRGB(x, y, rgb);
        }
      }
      ImageIO.write(picture, "png", folder.resolve(String.format("photo%03d.png", i)).toFile());
    }
    return folder;
  }

  static INDArray read(InputStream in, String name) throws IOException {
    BufferedImage picture = PictureReader.read(in, name);
    int height = picture.getHeight();
    int width = picture.getWidth();
    float[] values = new float[3 * height * width];
    for (int p = 0; p < height * width; p++) {
      int rgb = picture.getRGB(p % width, p / width);
      for (int c = 0; c < 3; c++) {
        values[c * height * width + p] = ((rgb >> (16 - 8 * c)) & 0xFF) / 255f;
      }
    }
    return Nd4j.createFromArray(values).reshape(3, height, width);
  }

  static MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(5)
                .list()
                .layer(convolution("first", 6))
                .layer(
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .name("pool")
                        .build())
                .layer(convolution("second", 8))
                .setInputType(InputType.convolutional(HEIGHT, WIDTH, 3))
                .build());
    network.init();
    return network;
  }

  private static ConvolutionLayer convolution(String name, int channels) {
    return new ConvolutionLayer.Builder(3, 3)
        .name(name)
        .nOut(channels)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.TANH)
        .build();
  }
}
