package org.percept4j.examples.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.percept4j.core.image.PictureReader;

/** A folder with a folder of picture files for each class, as DL4J unpacks its archive. */
final class CifarFolder implements Cifar10.Part {

  private record Labelled(Path file, int label) {}

  private final List<Labelled> files;

  private CifarFolder(List<Labelled> files) {
    this.files = files;
  }

  /** Classes are numbered by the order of their names, as DL4J does. */
  static CifarFolder open(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(
          folder.toString(), null, "expected a folder with one folder for each class");
    }
    List<Path> classes = list(folder, Files::isDirectory);
    if (classes.size() != Cifar10.CLASSES) {
      throw new IOException(
          String.format(
              "%s: expected %d folders, one for each class, got %d",
              folder, Cifar10.CLASSES, classes.size()));
    }
    List<Labelled> files = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      List<Path> pictures = list(classes.get(label), CifarFolder::isPicture);
      if (pictures.isEmpty()) {
        throw new IOException(
            classes.get(label) + ": expected PNG, JPEG or BMP files, got none of them");
      }
      for (Path file : pictures) {
        files.add(new Labelled(file, label));
      }
    }
    return new CifarFolder(files);
  }

  private static List<Path> list(Path folder, Predicate<Path> which) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.filter(which).sorted().toList();
    }
  }

  private static boolean isPicture(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Stream.of(".png", ".jpg", ".jpeg", ".bmp").anyMatch(name::endsWith);
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public Cifar10.Picture read(int index) throws IOException {
    Labelled chosen = files.get(index);
    BufferedImage image = PictureReader.read(chosen.file());
    int side = Cifar10.SIDE;
    if (image.getWidth() != side || image.getHeight() != side) {
      throw new IOException(
          String.format(
              "%s: expected %d x %d pixels, got %d x %d",
              chosen.file(), side, side, image.getWidth(), image.getHeight()));
    }
    int[] rgb = image.getRGB(0, 0, side, side, null, 0, side);
    byte[] planes = new byte[3 * rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      planes[i] = (byte) (rgb[i] >> 16);
      planes[rgb.length + i] = (byte) (rgb[i] >> 8);
      planes[2 * rgb.length + i] = (byte) rgb[i];
    }
    return new Cifar10.Picture(chosen.label(), planes);
  }
}
