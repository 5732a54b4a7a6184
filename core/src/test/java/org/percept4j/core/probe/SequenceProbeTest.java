package org.percept4j.core.probe;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients over time: recurrent layers, attention, one dimension. */
@ExtendWith(GradientCheck.DoublesByDefault.class)
class SequenceProbeTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("org.percept4j.core.probe.SequenceProbeCases#all")
  void gradientsAreThoseOfCentralDifferences(ProbeCases.Case c) {
    GradientCheck.check(c);
  }
}
