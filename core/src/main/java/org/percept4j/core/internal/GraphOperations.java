package org.percept4j.core.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Finds the operations of a SameDiff graph that variables depend on. */
public final class GraphOperations {

  private GraphOperations() {}

  /**
   * Returns the operations that compute variables.
   *
   * @param graph the graph. Not modified
   * @param variables names of variables of the graph
   * @return each operation once, after those whose results it reads
   */
  public static List<DifferentialFunction> of(SameDiff graph, Collection<String> variables) {
    List<DifferentialFunction> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    variables.forEach(variable -> collect(graph, variable, found, seen));
    return found;
  }

  private static void collect(
      SameDiff graph, String variable, List<DifferentialFunction> to, Set<String> seen) {
    DifferentialFunction op = graph.getVariableOutputOp(variable);
    if (op == null || !seen.add(op.getOwnName())) {
      return;
    }
    for (SDVariable argument : op.args()) {
      collect(graph, argument.name(), to, seen);
    }
    to.add(op);
  }
}
