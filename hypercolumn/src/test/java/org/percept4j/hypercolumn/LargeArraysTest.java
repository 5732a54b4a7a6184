package org.percept4j.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.resample.Bilinear.Convention;

/** Memory of large results: who owns it, and when it goes. */
class LargeArraysTest {

  private static final long ROWS = 700;
  private static final long COLUMNS = 2011;

  @Test
  void arraysAreOrdinaryOnes() {
    INDArray array = LargeArrays.create(2, ROWS, COLUMNS);
    array.assign(2);
    array.getScalar(1, 5, 7).addi(1);
    assertThat(array.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(array.shape()).containsExactly(2, ROWS, COLUMNS);
    assertThat(array.sumNumber().doubleValue()).isEqualTo(2.0 * 2 * ROWS * COLUMNS + 1);
    assertThat(array.slice(0).mmul(Nd4j.ones(COLUMNS, 1)).getFloat(0)).isEqualTo(2f * COLUMNS);
    INDArray view = array.slice(1);
    assertThat(view.dup().getFloat(5, 7)).isEqualTo(3);
    assertThat(array.closeable()).isTrue();
    array.close();
    assertThat(array.wasClosed()).isTrue();
  }

  @Test
  void closedMemoryIsUsedAgainForTheSameSizeOnly() {
    INDArray first = LargeArrays.create(ROWS, COLUMNS);
    INDArray open = LargeArrays.create(ROWS, COLUMNS);
    long address = first.data().address();
    assertThat(open.data().address()).isNotEqualTo(address);
    first.close();
    INDArray second = LargeArrays.create(COLUMNS, ROWS);
    assertThat(second.data().address()).isEqualTo(address);
    second.close();
    long before = Pointer.totalBytes();
    INDArray longer = LargeArrays.create(ROWS + 1, COLUMNS);
    assertThat(Pointer.totalBytes() - before).isLessThan(2 * COLUMNS * Float.BYTES);
    longer.close();
    open.close();
  }

  @Test
  void memoryOfArraysThatWereDroppedIsGivenBack() throws InterruptedException {
    long before = Pointer.totalBytes();
    for (int i = 0; i < 3; i++) {
      LargeArrays.create(ROWS + 2, COLUMNS).assign(1);
    }
    assertThat(Pointer.totalBytes()).isGreaterThan(before);
    for (int i = 0; i < 100 && Pointer.totalBytes() > before; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(before);
  }

  @Test
  void viewsKeepTheMemory() throws InterruptedException {
    INDArray view = view();
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(20);
      LargeArrays.create(ROWS, COLUMNS).assign(-1).close();
    }
    assertThat(view.sumNumber().doubleValue()).isEqualTo(4.0 * COLUMNS);
  }

  private static INDArray view() {
    return LargeArrays.create(ROWS, COLUMNS).assign(4).getRow(3);
  }

  @Test
  @SuppressWarnings({"try", "unchecked"}) // scopes are only closed; JavaCPP's is generic
  void scopesAroundTheCallerDoNotFreeIt() {
    INDArray array;
    try (PointerScope scope = new PointerScope()) {
      array = LargeArrays.create(ROWS + 3, COLUMNS).assign(5);
    }
    INDArray inWorkspace;
    WorkspaceConfiguration small = WorkspaceConfiguration.builder().initialSize(1000).build();
    try (MemoryWorkspace workspace =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(small, "w")) {
      inWorkspace = LargeArrays.create(ROWS + 4, COLUMNS).assign(6);
    }
    assertThat(inWorkspace.isAttached()).isFalse();
    assertThat(array.meanNumber().doubleValue()).isEqualTo(5);
    assertThat(inWorkspace.meanNumber().doubleValue()).isEqualTo(6);
  }

  /** 9.4 TB: refused before it is tried, by name. */
  @Test
  void volumesBeyondMemoryAreRefusedAtOnce() {
    Hypercolumns columns =
        Hypercolumns.of(
            List.of(FeatureMaps.of("fc", 1472, 1, 1, new float[1472])),
            40_000,
            40_000,
            Convention.HALF_PIXEL);
    for (ThrowingCallable large :
        List.<ThrowingCallable>of(
            columns::dense,
            () -> DenseVolume.rows(columns, 0, 40_000),
            () -> DenseVolume.channels(columns, 0, 1472))) {
      assertThatThrownBy(large)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageMatching(
              "memory: expected at most the [\\d.]+ GB that are free, got \\[1472, 40000, 40000] of"
                  + " FLOAT, 9420.8 GB; take fewer rows, channels or points, or write a file");
    }
    assertThat(columns.at(39_999, 7)).hasSize(1472);
  }

  @Test
  void roomIsCountedWithoutOverflow() {
    LargeArrays.requireRoom(4_000, 10, 100);
    assertThatThrownBy(() -> LargeArrays.requireRoom(3_999, 10, 100))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> LargeArrays.requireRoom(1L << 40, 1L << 31, 1L << 31, 4))
        .isInstanceOf(IllegalStateException.class);
  }
}
