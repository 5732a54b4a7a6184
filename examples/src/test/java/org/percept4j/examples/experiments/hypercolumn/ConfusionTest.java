package org.percept4j.examples.experiments.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ConfusionTest {

  private static final double EXACT = 1e-15;

  /** Counted by hand: two images of six and two pixels, four classes of which one never comes. */
  @Test
  void aCaseByHand() {
    Confusion confusion = new Confusion(4);
    confusion.add(new int[] {0, 0, 0, 1, 1, 2}, 0, 0, 1, 1, 2, 0);
    confusion.add(new int[] {2, 2}, 2, 2);
    assertThat(confusion.iou(0)).isCloseTo(2 / 4.0, within(EXACT)); // 3 true, 3 predicted, 2 both
    assertThat(confusion.iou(1)).isCloseTo(1 / 3.0, within(EXACT)); // 2 true, 2 predicted, 1 both
    assertThat(confusion.iou(2)).isCloseTo(2 / 4.0, within(EXACT)); // 3 true, 3 predicted, 2 both
    assertThat(confusion.iou(3)).isNaN();
    assertThat(confusion.meanIou()).isCloseTo((0.5 + 1 / 3.0 + 0.5) / 3, within(EXACT));
    assertThat(confusion.accuracy()).isEqualTo(5 / 8.0);
  }

  @Test
  void aClassThatIsOnlyPredictedCountsAsMissed() {
    Confusion confusion = new Confusion(2);
    confusion.add(new int[] {0, 0}, 0, 1);
    assertThat(confusion.iou(1)).isZero();
    assertThat(confusion.meanIou()).isEqualTo(0.25);
  }

  @Test
  void allRightIsOneAndAllWrongIsZero() {
    Confusion right = new Confusion(3);
    right.add(new int[] {0, 1, 2}, 0, 1, 2);
    assertThat(right.meanIou()).isEqualTo(1);
    assertThat(right.accuracy()).isEqualTo(1);
    Confusion wrong = new Confusion(3);
    wrong.add(new int[] {0, 1, 2}, 1, 2, 0);
    assertThat(wrong.meanIou()).isZero();
    assertThat(wrong.accuracy()).isZero();
  }

  @Test
  void sizesMustAgree() {
    assertThatThrownBy(() -> new Confusion(2).add(new int[] {0, 1}, 0))
        .hasMessage("predicted: expected 2 pixels, got 1");
  }
}
