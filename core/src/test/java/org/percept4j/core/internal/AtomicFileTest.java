package org.percept4j.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void nothingIsSeenBeforeAllIsWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    AtomicFile.write(
        file,
        part -> {
          Files.writeString(part, "new");
          assertThat(file).hasContent("old");
          assertThat(part).hasParent(folder);
        });
    assertThat(file).hasContent("new");
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  void failuresLeaveWhatWasThere() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    part -> {
                      Files.writeString(part, "half");
                      throw new IOException("no more");
                    }))
        .hasMessage("no more");
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  void aUsersOwnPartIsNotTouched() throws IOException {
    Path own = Files.writeString(folder.resolve("a.txt.part"), "mine");
    AtomicFile.write(folder.resolve("a.txt"), part -> Files.writeString(part, "new"));
    assertThat(own).hasContent("mine");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    folder.resolve("a.txt"),
                    part -> {
                      throw new IOException("no");
                    }))
        .isInstanceOf(IOException.class);
    assertThat(own).hasContent("mine");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void symbolicLinksAreNotFollowed() throws IOException {
    Path target = Files.writeString(folder.resolve("precious"), "mine");
    Files.createSymbolicLink(folder.resolve("a.txt.part"), target);
    Path link = Files.createSymbolicLink(folder.resolve("a.txt"), target);
    AtomicFile.write(link, part -> Files.writeString(part, "new"));
    assertThat(target).hasContent("mine");
    assertThat(Files.isRegularFile(link, LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(link).hasContent("new");
  }

  @Test
  void foldersAreNeverReplacedNotEvenEmptyOnes() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("a.txt"));
    assertThatThrownBy(() -> AtomicFile.write(empty, part -> Files.writeString(part, "new")))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("got a folder");
    assertThat(empty).isDirectory();
    Path late = folder.resolve("b.txt");
    assertThatThrownBy(() -> AtomicFile.write(late, part -> Files.createDirectory(late)))
        .isInstanceOf(IOException.class);
    assertThat(late).isDirectory();
    assertThat(names()).containsExactly("a.txt", "b.txt");
  }

  @Test
  void missingFoldersAreNamed() {
    Path file = folder.resolve("none/a.txt");
    assertThatThrownBy(() -> AtomicFile.write(file, part -> Files.writeString(part, "new")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(file + ": expected a path in an existing folder");
  }

  @Test
  void writersOfOnePathNeverMixTheirBytes() throws Exception {
    Path file = folder.resolve("shared");
    List<Thread> writers = new ArrayList<>();
    for (int w = 0; w < 4; w++) {
      byte[] bytes = new byte[20_000];
      Arrays.fill(bytes, (byte) ('a' + w));
      Thread writer =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 25; i++) {
                    AtomicFile.write(file, part -> Files.write(part, bytes));
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      writer.start();
      writers.add(writer);
    }
    for (boolean running = true; running; ) {
      running = writers.stream().anyMatch(Thread::isAlive);
      if (Files.exists(file)) {
        byte[] seen = Files.readAllBytes(file);
        assertThat(seen).hasSize(20_000).containsOnly(seen[0]);
      }
    }
    assertThat(names()).containsExactly("shared");
  }

  /** Writes more than the process may, as on a full disk. */
  public static final class WritesMuch {
    private WritesMuch() {}

    /**
     * Writes 64 KiB.
     *
     * @param args the file
     * @throws IOException as expected
     */
    public static void main(String[] args) throws IOException {
      AtomicFile.write(Path.of(args[0]), part -> Files.write(part, new byte[1 << 16]));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskLeavesWhatWasThere() throws Exception {
    Path file = Files.writeString(folder.resolve("a.bin"), "old");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String command =
        String.format(
            "ulimit -f 16; exec '%s' -XX:-UsePerfData -cp '%s' '%s' '%s'",
            java, System.getProperty("java.class.path"), WritesMuch.class.getName(), file);
    Process process =
        new ProcessBuilder("bash", "-c", command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isNotZero();
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("a.bin");
  }
}
