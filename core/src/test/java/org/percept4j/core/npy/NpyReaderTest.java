package org.percept4j.core.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.percept4j.core.Reference;

/** Files that NumPy wrote (the reference arrays) and files that are broken. */
class NpyReaderTest {

  @TempDir private Path dir;

  private Path copy(String reference) throws IOException {
    Path file = dir.resolve("x.npy");
    try (InputStream in = getClass().getResourceAsStream("/reference/" + reference + ".npy")) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  private Path write(String type, String shape, int dataBytes) throws IOException {
    String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer b = ByteBuffer.allocate(10 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    b.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 0);
    b.putShort((short) text.length).put(text);
    for (int i = 0; b.hasRemaining() && type.endsWith("4"); i++) {
      if (type.equals("<i4")) {
        b.putInt(i - 1);
      } else {
        b.putFloat(i - 1);
      }
    }
    for (int i = 0; b.hasRemaining(); i++) {
      b.putDouble(i - 1);
    }
    return Files.write(dir.resolve("y.npy"), b.array());
  }

  @Test
  void filesOfNumPyAreReadAsNd4jReadsThem() throws IOException {
    for (String name :
        new String[] {"erf_chain_relu/gradient", "lenet_norms/w2", "bilinear/1x1/pillow"}) {
      INDArray read = NpyReader.read(copy(name));
      assertThat(read.shape()).isEqualTo(Reference.array(name).shape());
      assertThat(read.dup('c').data().asFloat()).isEqualTo(Reference.values(name));
    }
  }

  @Test
  void theThreeTypesAndOddShapesAreRead() throws IOException {
    INDArray ints = NpyReader.read(write("<i4", "(2, 3)", 24));
    assertThat(ints.dataType()).isEqualTo(DataType.INT32);
    assertThat(ints.getInt(1, 2)).isEqualTo(4);
    INDArray doubles = NpyReader.read(write("<f8", "(3,)", 24));
    assertThat(doubles.dataType()).isEqualTo(DataType.DOUBLE);
    assertThat(doubles.data().asDouble()).containsExactly(-1, 0, 1);
    assertThat(NpyReader.read(write("<f4", "()", 4)).getFloat(0)).isEqualTo(-1f);
    assertThat(NpyReader.read(write("<f4", "(0, 3)", 0)).isEmpty()).isTrue();
    INDArray large = NpyReader.read(write("<f4", "(40000,)", 160_000));
    assertThat(large.getFloat(39_999)).isEqualTo(39_998f);
  }

  @Test
  void brokenFilesAreRefusedByName() throws IOException {
    refused(write(">f4", "(2,)", 8), "type <f4, <f8 or <i4, got >f4");
    refused(write("<f4", "(3,)", 8), "12 bytes of data for [3], got 8");
    refused(write("<f4", "(99999999, 99999999)", 8), "at most 2147483647 values");
    refused(write("<f4", "(99999999999999999999,)", 8), "a shape of whole numbers");
    refused(Files.writeString(dir.resolve("t"), "not an array at all"), "begins as .npy files do");
    refused(Files.write(dir.resolve("e"), new byte[0]), "ends too early");
  }

  /** Silently transposed values would be worse than none. */
  @Test
  void fortranOrderIsRefused() throws IOException {
    Path file = write("<f4", "(2, 3)", 24);
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(text).contains("'fortran_order': False");
    Files.write(
        file,
        text.replace("'fortran_order': False", "'fortran_order': True ")
            .getBytes(StandardCharsets.ISO_8859_1));
    refused(file, "expected C order, got Fortran order");
  }

  @Test
  void headersAreReadUpToTheLimitAndRefusedAboveIt() throws IOException {
    assertThat(NpyReader.read(withHeader(1 << 16)).getFloat(1)).isEqualTo(2f);
    refused(withHeader((1 << 16) + 1), "a header of at most 65536 bytes, got 65537");
    refused(withHeader(Integer.MIN_VALUE), "a header of at most 65536 bytes, got -2147483648");
  }

  /** Version 2, whose length has four bytes; two values follow. */
  private Path withHeader(int length) throws IOException {
    byte[] text =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"
            .getBytes(StandardCharsets.US_ASCII);
    int stored = Math.max(length, text.length);
    ByteBuffer b = ByteBuffer.allocate(12 + stored + 8).order(ByteOrder.LITTLE_ENDIAN);
    b.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0}).putInt(length).put(text);
    while (b.position() < 12 + stored) {
      b.put((byte) ' ');
    }
    b.putFloat(1).putFloat(2);
    return Files.write(dir.resolve("h.npy"), b.array());
  }

  private static void refused(Path file, String message) {
    assertThatThrownBy(() -> NpyReader.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void arraysOfEveryTypeOrderAndViewComeBackAsTheyWere() throws IOException {
    Path file = dir.resolve("w.npy");
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE, DataType.INT32}) {
      INDArray whole = Nd4j.create(type, new long[] {4, 5, 6}, 'f');
      for (int i = 0; i < 120; i++) {
        whole.putScalar(new int[] {i / 30, i / 6 % 5, i % 6}, i);
      }
      INDArray view =
          whole.get(NDArrayIndex.interval(1, 3), NDArrayIndex.all(), NDArrayIndex.point(2));
      for (INDArray array :
          new INDArray[] {whole, whole.permute(2, 0, 1), view, view.transpose()}) {
        NpyWriter.write(file, array);
        INDArray read = NpyReader.read(file);
        assertThat(read.dataType()).isEqualTo(type);
        assertThat(read).isEqualTo(array);
      }
    }
    NpyWriter.write(file, Nd4j.scalar(2.5));
    assertThat(NpyReader.read(file).getDouble(0)).isEqualTo(2.5);
    assertThatThrownBy(() -> NpyWriter.write(file, Nd4j.create(DataType.INT64, 2)))
        .hasMessage("array: expected FLOAT, DOUBLE or INT32, got LONG");
    assertThatThrownBy(() -> NpyWriter.write(dir.resolve("no/x.npy"), Nd4j.ones(2)))
        .isInstanceOf(IOException.class);
    try (var files = Files.list(dir)) {
      assertThat(files).containsExactly(file);
    }
  }

  /** Whatever a bit flip makes of a file, it is read or refused, and never asks for much memory. */
  @Test
  void mutatedFilesAreReadOrRefused() throws IOException {
    byte[] good = Files.readAllBytes(copy("bilinear/5x4/input"));
    Random random = new Random(1);
    Path file = dir.resolve("m.npy");
    for (int i = 0; i < 500; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(140)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bad);
      try {
        assertThat(NpyReader.read(file).length()).isEqualTo(77);
      } catch (IOException refused) {
        assertThat(refused).hasMessageContaining("expected");
      }
    }
  }
}
