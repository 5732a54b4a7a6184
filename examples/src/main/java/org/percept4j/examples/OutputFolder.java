package org.percept4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Looks at the folder that results shall go to before they are computed. */
public final class OutputFolder {

  private OutputFolder() {}

  /**
   * Refuses a place where no folder is and none can be made. Makes none: what fails later leaves
   * nothing.
   *
   * @param out the folder, or where it will be made
   * @throws IOException if a file is in the way, or nothing can be written there
   */
  public static void check(Path out) throws IOException {
    Path there = out.toAbsolutePath().normalize();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
      String got =
          there == null || Files.isDirectory(there)
              ? "one in which nothing can be written"
              : there.equals(out.toAbsolutePath().normalize()) ? "a file" : "the file " + there;
      throw new IOException(out + ": expected a folder to write to, got " + got);
    }
  }

  /**
   * Refuses to write onto what is read.
   *
   * @param out the folder
   * @param names of the files that will be written in it
   * @param inputs what is read
   * @throws IOException if one of the files is an input, by whatever spelling or link
   */
  public static void keep(Path out, List<String> names, List<Path> inputs) throws IOException {
    for (String name : names) {
      for (Path input : inputs) {
        Path file = out.resolve(name);
        if (Files.exists(file) && Files.exists(input) && Files.isSameFile(file, input)) {
          throw new IOException(
              file + ": expected a file other than what is read, got " + input + " itself");
        }
      }
    }
  }
}
