package org.percept4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Networks come back as they were saved, and whatever else a file holds does no harm. */
@Timeout(60)
class ModelFileTest {

  @TempDir private Path dir;

  /** Runs code when it is deserialised, as an attacker's object would. */
  static final class Payload implements Serializable {
    @Serial private static final long serialVersionUID = 1;
    static final AtomicInteger RUNS = new AtomicInteger();

    @Serial
    private void readObject(ObjectInputStream in) {
      RUNS.incrementAndGet();
    }
  }

  @Test
  void bothKindsOfNetworkComeBackAsTheyWere() throws IOException {
    Path file = dir.resolve("net.zip");
    same(SavedNetworks.graph(file), file);
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE, DataType.FLOAT16}) {
      same(SavedNetworks.sequential(file, type), file);
    }
  }

  private static void same(Model saved, Path file) throws IOException {
    Model read = ModelFile.read(file);
    assertThat(read).isInstanceOf(saved.getClass());
    assertThat(read.params().dataType()).isEqualTo(saved.params().dataType());
    assertThat(read.params()).isEqualTo(saved.params());
    assertThat(read.conf()).isEqualTo(saved.conf());
  }

  @Test
  void objectsInTheFileAreNotUnpacked() throws IOException {
    Path file = dir.resolve("net.zip");
    MultiLayerNetwork saved = SavedNetworks.sequential(file);
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      for (String entry :
          new String[] {ModelSerializer.PREPROCESSOR_BIN, ModelSerializer.NORMALIZER_BIN}) {
        try (OutputStream out = Files.newOutputStream(zip.getPath(entry));
            ObjectOutputStream objects = new ObjectOutputStream(out)) {
          objects.writeObject(new Payload());
        }
      }
    }
    assertThat(ModelFile.read(file).params()).isEqualTo(saved.params());
    assertThat(Payload.RUNS).hasValue(0);
    assertThatThrownBy(() -> ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false))
        .isInstanceOf(ClassCastException.class);
    assertThat(Payload.RUNS).as("DL4J's own reader runs it").hasPositiveValue();
  }

  @Test
  void otherFilesAreRefusedByName() throws IOException {
    Path file = dir.resolve("other.zip");
    Files.writeString(file, "no zip at all");
    refused(file);
    SavedNetworks.sequential(file);
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Files.delete(zip.getPath(ModelSerializer.COEFFICIENTS_BIN));
    }
    assertThatThrownBy(() -> ModelFile.read(file))
        .hasMessageContaining("no entry " + ModelSerializer.COEFFICIENTS_BIN);
  }

  private static void refused(Path file) {
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + ": expected a network as DL4J's ModelSerializer writes it");
  }

  @Test
  void moreParametersThanTheNetworkHasAreRefusedUnread() throws IOException {
    Path file = dir.resolve("bomb.zip");
    long needed = SavedNetworks.sequential(file).numParams();
    for (long count : new long[] {needed - 1, needed + 1, 1 << 20}) {
      try (FileSystem zip = FileSystems.newFileSystem(file);
          OutputStream out = Files.newOutputStream(zip.getPath(ModelSerializer.COEFFICIENTS_BIN))) {
        Nd4j.write(Nd4j.zeros(DataType.FLOAT, 1, count), new DataOutputStream(out));
      }
      assertThatThrownBy(() -> ModelFile.read(file))
          .hasMessageContaining(file + ": expected a network")
          .hasMessageEndingWith(
              count < needed
                  ? count + " of " + needed + " parameters"
                  : "expected 1 to " + needed + " values, got " + count);
    }
  }

  /** A few kilobytes on disk. */
  @Test
  void aConfigurationThatUnpacksWithoutEndIsNotUnpacked() throws IOException {
    Path file = dir.resolve("bomb.zip");
    SavedNetworks.sequential(file);
    try (FileSystem zip = FileSystems.newFileSystem(file);
        OutputStream out = Files.newOutputStream(zip.getPath(ModelSerializer.CONFIGURATION_JSON))) {
      for (int megabyte = 0; megabyte < 100; megabyte++) {
        out.write(new byte[1 << 20]);
      }
    }
    assertThat(Files.size(file)).isLessThan(1 << 20);
    assertThatThrownBy(() -> ModelFile.read(file))
        .hasMessageContaining(file + ": expected a network")
        .hasMessageEndingWith("got a configuration of more than 16777216 bytes");
  }

  /** Flips bytes of each entry, not of the archive around it, whose checksums would catch them. */
  @Test
  void mutatedEntriesAreReadOrRefused() throws IOException {
    Path good = dir.resolve("good.zip");
    SavedNetworks.sequential(good);
    Random random = new Random(1);
    int refused = 0;
    for (int trial = 0; trial < 200; trial++) {
      Path file = Files.copy(good, dir.resolve(trial + ".zip"));
      try (FileSystem zip = FileSystems.newFileSystem(file)) {
        Path entry =
            zip.getPath(
                trial % 2 == 0
                    ? ModelSerializer.CONFIGURATION_JSON
                    : ModelSerializer.COEFFICIENTS_BIN);
        byte[] bytes = Files.readAllBytes(entry);
        int reach = trial % 2 == 0 ? bytes.length : 150; // the lengths stand first
        bytes[random.nextInt(reach)] = (byte) random.nextInt(256);
        Files.write(entry, bytes);
      }
      try {
        assertThat(ModelFile.read(file).numParams()).isPositive();
      } catch (IOException e) {
        assertThat(e).hasMessageContaining(file + ": expected a network");
        refused++;
      }
      Files.delete(file);
    }
    assertThat(refused).isBetween(50, 190);
  }
}
