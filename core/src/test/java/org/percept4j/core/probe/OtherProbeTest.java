package org.percept4j.core.probe;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients through rare layers and every activation function. */
@ExtendWith(GradientCheck.DoublesByDefault.class)
class OtherProbeTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("org.percept4j.core.probe.OtherProbeCases#all")
  void gradientsAreThoseOfCentralDifferences(ProbeCases.Case c) {
    GradientCheck.check(c);
  }
}
