package org.percept4j.examples.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Small data sets in both forms of CIFAR-10, with a different colour for each class. */
public final class CifarFiles {

  private static final int PIXELS = 32 * 32;

  private CifarFiles() {}

  /** Red, green and blue of a class. */
  static int[] colour(int label) {
    return new int[] {10 * label, 255 - 20 * label, 7 + label};
  }

  /**
   * The six files of the binary version.
   *
   * @param folder exists
   * @param each pictures of each class in each file
   */
  public static void writeBinary(Path folder, int each) throws IOException {
    byte[] content = new byte[10 * each * (1 + 3 * PIXELS)];
    int at = 0;
    for (int i = 0; i < 10 * each; i++) {
      content[at++] = (byte) (i % 10);
      for (int value : colour(i % 10)) {
        Arrays.fill(content, at, at + PIXELS, (byte) value);
        at += PIXELS;
      }
    }
    for (String name : new String[] {"1", "2", "3", "4", "5"}) {
      Files.write(folder.resolve("data_batch_" + name + ".bin"), content);
    }
    Files.write(folder.resolve("test_batch.bin"), content);
  }

  /**
   * Folders as DL4J unpacks them.
   *
   * @param folder exists
   * @param each pictures of each class in each of the two sets
   */
  public static void writeFolders(Path folder, int each) throws IOException {
    for (String set : new String[] {"train", "test"}) {
      for (int label = 0; label < 10; label++) {
        Path of = Files.createDirectories(folder.resolve(set).resolve("class" + label));
        for (int i = 0; i < each; i++) {
          writePng(of.resolve(i + ".png"), 32, colour(label));
        }
      }
    }
  }

  static void writePng(Path file, int side, int... colour) throws IOException {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < side * side; i++) {
      image.setRGB(i % side, i / side, colour[0] << 16 | colour[1] << 8 | colour[2]);
    }
    ImageIO.write(image, "png", file.toFile());
  }
}
