package org.percept4j.core.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.percept4j.core.Mutation;

/** What ND4J writes comes back; what it did not write is refused before it takes memory. */
@Timeout(60)
class SerializedArrayTest {

  private static final long MAX_VALUES = 1 << 24;

  @TempDir private Path dir;

  private static byte[] written(INDArray array) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Nd4j.write(array, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static INDArray read(byte[] bytes) throws IOException {
    return SerializedArray.read(new ByteArrayInputStream(bytes), MAX_VALUES);
  }

  private static INDArray noise(DataType type, char order, int... shape) {
    Random random = new Random(1);
    INDArray array =
        Nd4j.create(DataType.DOUBLE, 1, Arrays.stream(shape).reduce(1, (a, b) -> a * b));
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, random.nextGaussian());
    }
    return array.castTo(type).reshape(shape).dup(order);
  }

  private static void same(INDArray array) throws IOException {
    INDArray read = read(written(array));
    assertThat(read.shape()).isEqualTo(array.shape());
    assertThat(read.dataType()).isEqualTo(array.dataType());
    assertThat(read)
        .isEqualTo(array)
        .isEqualTo(Nd4j.read(new ByteArrayInputStream(written(array))));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE", "HALF"})
  void arraysThatNd4jWritesAreReadUnchanged(DataType type) throws IOException {
    for (char order : new char[] {'c', 'f'}) {
      INDArray array = noise(type, order, 4, 3, 5);
      same(array);
      assertThat(read(written(array)).ordering()).isEqualTo(order);
      same(array.permute(2, 0, 1));
      same(array.get(NDArrayIndex.interval(1, 3), NDArrayIndex.all(), NDArrayIndex.point(2)));
      same(array.reshape(1, 60));
      same(noise(type, order, 1, 1));
      same(noise(type, order, 7));
    }
    same(Nd4j.scalar(type, 3));
  }

  @Test
  void manyPiecesAndGrowthsComeBackBitForBit() throws IOException {
    int length = (1 << 22) + 3;
    float[] values = new float[length];
    Random random = new Random(2);
    for (int i = 0; i < length; i++) {
      values[i] = Float.intBitsToFloat(random.nextInt());
    }
    INDArray read = read(written(Nd4j.createFromArray(values)));
    assertThat(Arrays.equals(read.data().asFloat(), values)).isTrue();
  }

  @Test
  void slowStreamsAndWorkspacesMakeNoDifference() throws IOException {
    INDArray array = noise(DataType.FLOAT, 'c', 30, 40);
    byte[] bytes = written(array);
    InputStream slow =
        new FilterInputStream(new ByteArrayInputStream(bytes)) {
          @Override
          public int read(byte[] b, int off, int len) throws IOException {
            return super.read(b, off, Math.min(len, 7));
          }
        };
    assertThat(SerializedArray.read(slow, array.length())).isEqualTo(array);
    INDArray read;
    try (MemoryWorkspace workspace =
        Nd4j.getWorkspaceManager()
            .getAndActivateWorkspace(
                WorkspaceConfiguration.builder().initialSize(1 << 20).build(), "here")) {
      assertThat(workspace.isScopeActive()).isTrue();
      read = read(bytes);
    }
    assertThat(read.isAttached()).isFalse();
    assertThat(read).isEqualTo(array);
  }

  /** As ND4J wrote it up to 2018: counts and shapes of 32 bits. */
  @Test
  void oldFilesAreUnderstood() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF("DIRECT");
    out.writeInt(8);
    out.writeUTF("INT");
    for (int number : new int[] {2, 2, 3, 3, 1, 0, 1, 'c'}) {
      out.writeInt(number);
    }
    out.writeUTF("JAVACPP");
    out.writeInt(6);
    out.writeUTF("FLOAT");
    for (int i = 0; i < 6; i++) {
      out.writeFloat(i);
    }
    assertThat(read(bytes.toByteArray()))
        .isEqualTo(Nd4j.createFromArray(0f, 1, 2, 3, 4, 5).reshape(2, 3));
  }

  /** A file of its own making. */
  private static byte[] made(String allocation, long count, String type, int values, long... info)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF("LONG_SHAPE");
    out.writeLong(info.length);
    out.writeUTF("LONG");
    for (long number : info) {
      out.writeLong(number);
    }
    out.writeUTF(allocation);
    out.writeLong(count);
    out.writeUTF(type);
    out.write(new byte[values * Float.BYTES]);
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MIXED_DATA_TYPES|6|FLOAT|5|expected 6 values of FLOAT, got 5 of them",
        "MIXED_DATA_TYPES|6|FLOAT|7|expected 6 values of FLOAT and no more, got further bytes",
        "MIXED_DATA_TYPES|6|DOUBLE|6|expected 6 values of DOUBLE, got 3 of them",
        "MIXED_DATA_TYPES|6|COMPRESSED|6|expected values of type FLOAT, DOUBLE or HALF, got"
            + " COMPRESSED",
        "MIXED_DATA_TYPES|5|FLOAT|5|expected a shape and strides that fill 5 values, got [2, 3] and"
            + " [3, 1]",
        "MIXED_DATA_TYPES|12|FLOAT|12|expected 6 values for [2, 3], got 12",
        "MIXED_DATA_TYPES|0|FLOAT|0|expected 1 to 16777216 values, got 0",
        "MIXED_DATA_TYPES|-6|FLOAT|6|expected 1 to 16777216 values, got -6",
        "MIXED_DATA_TYPES|1099511627776|FLOAT|6|expected 1 to 16777216 values, got 1099511627776",
        "ELSEWHERE|6|FLOAT|6|expected an array as Nd4j.write writes it, got \"ELSEWHERE\"",
      })
  void buffersThatDoNotAgreeAreRefused(
      String allocation, long count, String type, int values, String message) {
    refused(() -> made(allocation, count, type, values, 2, 2, 3, 3, 1, 0, 1, 'c'), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2,2,3,3,1,0,1,98|expected order c (99) or f (102), got 98",
        "3,2,3,3,1,0,1,99|expected rank 2.0, got 3",
        "0,2,3,3,1,0,1,99|expected rank 2.0, got 0",
        "2,2,3|expected a shape of 4 to 68 numbers, got 3",
        "2,2,3,30,1,0,1,99|expected a shape and strides that fill 6 values, got [2, 3] and [30, 1]",
        "2,2,3,0,0,0,1,99|expected a shape and strides that fill 6 values, got [2, 3] and [0, 0]",
        "2,2,3,3,-1,0,1,99|expected a shape and strides that fill 6 values, got [2, 3] and [3, -1]",
        "2,-2,-3,3,1,0,1,99|expected a shape and strides that fill 6 values, got [-2, -3] and [3,"
            + " 1]",
        "2,4294967296,4294967296,4294967296,1,0,1,99|expected a shape and strides that fill 6"
            + " values, got [4294967296, 4294967296] and [4294967296, 1]",
      })
  void shapesThatDoNotFitAreRefused(String shapeInfo, String message) {
    long[] info = Arrays.stream(shapeInfo.split(",")).mapToLong(Long::parseLong).toArray();
    refused(() -> made("MIXED_DATA_TYPES", 6, "FLOAT", 6, info), message);
  }

  private interface Bytes {
    byte[] get() throws IOException;
  }

  private static void refused(Bytes bytes, String message) {
    assertThatThrownBy(() -> read(bytes.get()))
        .isInstanceOf(StreamCorruptedException.class)
        .hasMessage(message);
  }

  @Test
  void everyCutIsRefused() throws IOException {
    byte[] bytes = written(noise(DataType.FLOAT16, 'c', 3, 2));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> read(cut))
          .isInstanceOf(StreamCorruptedException.class)
          .hasMessageContaining("expected");
    }
  }

  /** Believed, it would be four terabytes. */
  @Test
  void aClaimOfManyValuesTakesNoMemoryBeforeTheyArrive() throws IOException {
    long claim = 1L << 40;
    byte[] start = made("MIXED_DATA_TYPES", claim, "FLOAT", 1 << 21, 1, claim, 1, 0, 1, 'c');
    InputStream in = new ByteArrayInputStream(start);
    assertThatThrownBy(() -> SerializedArray.read(in, Long.MAX_VALUE))
        .isInstanceOf(StreamCorruptedException.class)
        .hasMessage("expected 1099511627776 values of FLOAT, got 2097152 of them");
    InputStream unread = new ByteArrayInputStream(start);
    assertThatThrownBy(() -> SerializedArray.read(unread, claim - 1))
        .hasMessage("expected 1 to 1099511627775 values, got 1099511627776");
    assertThat(unread.available()).isEqualTo(4 << 21);
  }

  @Test
  void corruptArraysAreReadOrRefused() throws IOException {
    Path file = dir.resolve("array.bin");
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE, DataType.FLOAT16}) {
      int refused =
          Mutation.refusals(
              written(noise(type, 'c', 5, 4)), file, 1, SerializedArrayTest::readNaming);
      assertThat(refused).matches(Mutation::isPlausible, "plausible");
    }
  }

  /** Streams have no name to say. */
  private static void readNaming(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      INDArray array = SerializedArray.read(in, MAX_VALUES);
      assertThat(array.length()).isPositive();
      assertThat(array.sumNumber()).as("every value is there").isNotNull();
    } catch (StreamCorruptedException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }
}
