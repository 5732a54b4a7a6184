package org.percept4j.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import org.deeplearning4j.nn.api.Model;
import org.percept4j.examples.Progress;

/**
 * Takes the hypercolumns of a folder's pictures one after another. Whoever is stopped starts again
 * with the same settings: pictures that are done with are left out. One that fails is remembered,
 * and the others go on.
 */
final class ColumnsFolder {

  private static final Set<String> SUFFIXES =
      Set.of("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff");
  private static final String SETTINGS = "settings.txt";

  /**
   * What became of the pictures.
   *
   * @param written how many were extracted and written
   * @param skipped how many were there already
   * @param failures what went wrong, by file name
   */
  record Report(int written, int skipped, Map<String, String> failures) {}

  private ColumnsFolder() {}

  /** The folder's pictures by their names, folders in it and hidden files left out. */
  static List<Path> pictures(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.filter(ColumnsFolder::isPicture).sorted().toList();
      if (found.isEmpty()) {
        throw new IOException(folder + ": expected pictures in the folder, got none");
      }
      return found;
    }
  }

  private static boolean isPicture(Path file) {
    String name = String.valueOf(file.getFileName());
    String suffix = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file) && !name.startsWith(".") && SUFFIXES.contains(suffix);
  }

  /**
   * Writes what is not there yet.
   *
   * @param folder with pictures
   * @param out where files go, named after their pictures; made if it is not there
   * @throws IOException if the folder cannot be read, or {@code out} was begun with other settings
   */
  static Report write(ColumnsTask task, Path folder, Path out) throws IOException {
    List<Path> pictures = pictures(folder);
    int written = 0;
    int skipped = 0;
    Map<String, String> failures = new LinkedHashMap<>();
    try (ProgressBar bar = Progress.bar("hypercolumns", pictures.size())) {
      Model model = ModelFile.read(task.file());
      task.check(model);
      Files.createDirectories(out);
      requireSettings(task, out);
      for (Path picture : pictures) {
        String name = String.valueOf(picture.getFileName());
        bar.setExtraMessage(name);
        if (Files.exists(ColumnsTask.last(out, name + "."))) {
          skipped++;
        } else {
          try {
            task.write(model, picture, out, name + ".");
            written++;
          } catch (IOException | RuntimeException e) {
            requireSpace(out, e);
            failures.put(name, message(e));
          }
        }
        bar.step();
      }
    }
    return new Report(written, skipped, failures);
  }

  /** A folder that cannot be written to any more is no picture's fault. */
  private static void requireSpace(Path out, Exception e) throws IOException {
    if (e instanceof IOException failed
        && (!Files.isWritable(out) || Files.getFileStore(out).getUsableSpace() == 0)) {
      throw failed;
    }
  }

  private static String message(Exception e) {
    String text = String.valueOf(e.getMessage() == null ? e : e.getMessage());
    return text.lines().findFirst().orElse(text);
  }

  private static void requireSettings(ColumnsTask task, Path out) throws IOException {
    Path file = out.resolve(SETTINGS);
    String own = task.settings();
    if (!Files.exists(file)) {
      Path part = Files.createTempFile(out, ".settings", ".part");
      Files.writeString(part, own);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE); // whole or absent
      return;
    }
    List<String> found = Files.readAllLines(file);
    List<String> expected = own.lines().toList();
    for (int i = 0; i < expected.size(); i++) {
      String there = i < found.size() ? found.get(i) : "nothing";
      if (!there.equals(expected.get(i))) {
        throw new IOException(
            String.format(
                "%s: expected a folder begun with %s, got one begun with %s; give another --out",
                out, expected.get(i), there));
      }
    }
  }
}
