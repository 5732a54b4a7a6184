package org.percept4j.erf.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What each operation reads, against sliding or spreading over an axis cell by cell. */
class AxisOpTest {

  private static Set<Integer> read(AxisOp op, int output, int inputSize) {
    Set<Integer> inputs = new TreeSet<>();
    for (int tap = 0; tap < op.taps(inputSize); tap++) {
      int input = op.input(output, tap);
      if (input >= 0 && input < inputSize) {
        inputs.add(input);
      }
    }
    return inputs;
  }

  private static void checkReads(AxisOp op, int output, int inputSize, Set<Integer> expected) {
    assertThat(read(op, output, inputSize)).isEqualTo(expected);
    Interval all = op.inputOf(new Interval(output, output), inputSize);
    for (int input : expected) {
      assertThat(input).isBetween(all.first(), all.last());
    }
  }

  @Property(seed = "1")
  void windowsSlideOverThePaddedAxis(
      @ForAll @IntRange(min = 1, max = 12) int size,
      @ForAll @IntRange(min = 1, max = 4) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 1, max = 3) int dilation,
      @ForAll @IntRange(min = -1, max = 3) int before,
      @ForAll @IntRange(min = -1, max = 3) int after) {
    AxisOp.Window window = new AxisOp.Window(kernel, stride, dilation, before, after);
    int output = 0;
    for (int at = -before; at + dilation * (kernel - 1) < size + after; at += stride) {
      Set<Integer> expected = new TreeSet<>();
      for (int tap = at; tap <= at + dilation * (kernel - 1); tap += dilation) {
        if (tap >= 0 && tap < size) {
          expected.add(tap);
        }
      }
      checkReads(window, output++, size, expected);
    }
    if (output == 0) {
      int least = dilation * (kernel - 1) + 1 - before - after;
      assertThatThrownBy(() -> window.outputSize(size))
          .hasMessageContaining("expected at least " + least + " for");
      assertThat(window.outputSize(least)).isEqualTo(1);
    } else {
      assertThat(window.outputSize(size)).isEqualTo(output);
    }
  }

  @Property(seed = "1")
  void transposedWindowsSpreadEachInput(
      @ForAll @IntRange(min = 1, max = 9) int size,
      @ForAll @IntRange(min = 1, max = 4) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 1, max = 3) int dilation,
      @ForAll @IntRange(min = 0, max = 3) int before,
      @ForAll @IntRange(min = 0, max = 3) int after) {
    AxisOp.Transposed op = new AxisOp.Transposed(kernel, stride, dilation, before, after);
    int whole = (size - 1) * stride + dilation * (kernel - 1) + 1;
    if (whole - before - after < 1) {
      assertThatThrownBy(() -> op.outputSize(size)).hasMessageContaining("got " + size);
      return;
    }
    assertThat(op.outputSize(size)).isEqualTo(whole - before - after);
    for (int output = 0; output < whole - before - after; output++) {
      Set<Integer> expected = new TreeSet<>();
      for (int input = 0; input < size; input++) {
        for (int tap = 0; tap < kernel; tap++) {
          if (input * stride + tap * dilation == output + before) {
            expected.add(input);
          }
        }
      }
      checkReads(op, output, size, expected);
    }
  }

  @Property(seed = "1")
  void setsAreThoseOfTheirPositions(
      @ForAll @IntRange(min = -5, max = 12) int a,
      @ForAll @IntRange(min = 0, max = 4) int aLength,
      @ForAll @IntRange(min = -5, max = 12) int b,
      @ForAll @IntRange(min = 0, max = 4) int bLength) {
    IntervalSet one = IntervalSet.of(a, a + aLength);
    IntervalSet both = one.union(IntervalSet.of(b, b + bLength));
    IntervalSet clipped = both.clip(8);
    boolean any = false;
    for (int at = -6; at < 20; at++) {
      boolean in = (at >= a && at <= a + aLength) || (at >= b && at <= b + bLength);
      assertThat(both.contains(at)).isEqualTo(in);
      assertThat(clipped.contains(at)).isEqualTo(in && at >= 0 && at < 8);
      any |= in && at >= 0 && at < 8;
    }
    assertThat(clipped.isEmpty()).isEqualTo(!any);
    boolean apart = a + aLength + 1 < b || b + bLength + 1 < a;
    assertThat(both.intervals()).hasSize(apart ? 2 : 1);
    assertThat(both.hull())
        .isEqualTo(new Interval(Math.min(a, b), Math.max(a + aLength, b + bLength)));
  }

  @Test
  void aTableReadsWhatItSaysAndGoesOnBeyondTheMap() {
    // Four positions resized to eight by linear interpolation of half-pixel centres.
    AxisOp.Table table =
        new AxisOp.Table(4, new int[] {0, 0, 0, 1, 1, 2, 2, 3}, new int[] {0, 1, 1, 2, 2, 3, 3, 3});
    assertThat(table.outputSize(4)).isEqualTo(8);
    assertThat(table.taps(4)).isEqualTo(2);
    assertThat(table.input(3, 0)).isEqualTo(1);
    assertThat(table.input(3, 1)).isEqualTo(2);
    assertThat(table.input(0, 1)).isEqualTo(AxisOp.NONE);
    assertThat(table.inputOf(new Interval(2, 5), 4)).isEqualTo(new Interval(0, 3));
    assertThat(table.inputOf(new Interval(-2, 9), 4)).isEqualTo(new Interval(-1, 4));
    assertThatThrownBy(() -> table.outputSize(5))
        .hasMessage("input size: expected 4 as the table has it, got 5");
    assertThatThrownBy(() -> new AxisOp.Table(4, new int[2], new int[3]))
        .hasMessage("last: expected 2 positions, got 3");
  }

  @Test
  void setsAreWrittenAsIntervals() {
    assertThat(IntervalSet.EMPTY).hasToString("nothing");
    assertThat(IntervalSet.of(1, 3).union(IntervalSet.of(7, 7))).hasToString("1..3 and 7..7");
    assertThatThrownBy(IntervalSet.EMPTY::hull).isInstanceOf(IllegalStateException.class);
  }
}
