package org.percept4j.core.probe;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients through what joins layers. */
@ExtendWith(GradientCheck.DoublesByDefault.class)
class SeamProbeTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("org.percept4j.core.probe.SeamProbeCases#all")
  void gradientsAreThoseOfCentralDifferences(ProbeCases.Case c) {
    GradientCheck.check(c);
  }
}
