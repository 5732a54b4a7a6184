package org.percept4j.examples.data;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files of the binary version: for each picture its label in one byte, then its planes. */
final class CifarBinary implements Cifar10.Part {

  private static final int PLANES = 3 * Cifar10.SIDE * Cifar10.SIDE;
  private static final int RECORD = 1 + PLANES;

  private final List<Path> files;
  private final int[] counts;

  private CifarBinary(List<Path> files, int... counts) {
    this.files = files;
    this.counts = counts;
  }

  static CifarBinary open(Path... files) throws IOException {
    int[] counts = new int[files.length];
    for (int f = 0; f < files.length; f++) {
      long bytes = Files.size(files[f]);
      if (bytes == 0 || bytes % RECORD != 0 || bytes / RECORD > Integer.MAX_VALUE / files.length) {
        throw new IOException(
            String.format(
                "%s: expected CIFAR-10 with %d bytes for each picture, got %d bytes",
                files[f], RECORD, bytes));
      }
      counts[f] = (int) (bytes / RECORD);
    }
    return new CifarBinary(List.of(files), counts);
  }

  @Override
  public int size() {
    int sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }

  @Override
  public Cifar10.Picture read(int index) throws IOException {
    int file = 0;
    int at = index;
    while (at >= counts[file]) {
      at -= counts[file++];
    }
    return read(files.get(file), at);
  }

  private static Cifar10.Picture read(Path file, int index) throws IOException {
    byte[] planes = new byte[PLANES];
    int label;
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek((long) index * RECORD);
      label = in.readUnsignedByte();
      in.readFully(planes);
    }
    if (label >= Cifar10.CLASSES) {
      throw new IOException(
          String.format(
              "%s: expected a label of 0 to 9 for picture %d, got %d", file, index, label));
    }
    return new Cifar10.Picture(label, planes);
  }
}
