package org.percept4j.core.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.internal.GraphOperations;

/**
 * Looks into a {@code SameDiff} graph: the value of any variable, and the gradient of any of its
 * units with respect to a placeholder.
 *
 * <p>It works on a copy of those operations that variables depend on, to which the gradients'
 * operations are added once for each variable and placeholder; the user's graph, its losses and
 * listeners stay as they are, and nothing is printed. Trainable variables are read anew at each
 * call, so what training changes later is seen. Operations do what they do in {@code
 * SameDiff.output}; of a dropout that the graph itself has, what it has there.
 *
 * <p>One call runs at a time; calls may come from any thread, but not while the graph is being
 * trained on another thread.
 */
public final class SameDiffProbe {

  private final SameDiff original;
  private final SameDiffCopy part;
  private final SameDiff copy;
  private final Map<List<String>, String> gradients = new HashMap<>();

  private SameDiffProbe(SameDiff original) {
    this.original = original;
    this.part = new SameDiffCopy(original);
    this.copy = part.graph();
  }

  /**
   * Returns a probe of a graph.
   *
   * @param graph the graph. Not modified
   * @return the probe
   */
  public static SameDiffProbe of(SameDiff graph) {
    return new SameDiffProbe(Objects.requireNonNull(graph, "graph"));
  }

  /**
   * Returns the value of a variable and the gradient of Σ ε·y with respect to a placeholder, where
   * y is that value: for ε = 1 at one unit and 0 elsewhere, the gradient of that unit.
   *
   * @param variable the name of any variable that operations compute, of floating point
   * @param epsilon gives ε for y, in the shape of y; must not modify y
   * @param placeholder the name of one of the placeholders
   * @param values an array for each placeholder that y depends on. Not modified
   * @return y and one gradient, in the shape of the placeholder's array; zero if y does not depend
   *     on it
   * @throws IllegalArgumentException if there is no such variable or placeholder, or ε has another
   *     shape than y
   */
  public synchronized NetworkProbe.Gradients inputGradient(
      String variable,
      UnaryOperator<INDArray> epsilon,
      String placeholder,
      Map<String, INDArray> values) {
    require(variable, "variable", original.hasVariable(variable));
    boolean fits =
        original.hasVariable(placeholder)
            && original.getVariable(placeholder).isPlaceHolder()
            && values.containsKey(placeholder);
    require(placeholder, "placeholder", fits);
    part.include(variable);
    requireValues(List.of(variable), values);
    INDArray y = copy.output(known(values), variable).get(variable).detach();
    INDArray start = epsilon.apply(y);
    if (!start.equalShapes(y)) {
      throw new IllegalArgumentException(
          "epsilon: expected the shape of the variable's value, "
              + y.shapeInfoToString()
              + ", got "
              + start.shapeInfoToString());
    }
    String gradient = gradients.get(List.of(variable, placeholder));
    if (gradient == null) {
      gradient = differentiate(variable, placeholder, y.rank());
      gradients.put(List.of(variable, placeholder), gradient);
    }
    INDArray input = values.get(placeholder);
    if (gradient.isEmpty()) {
      return new NetworkProbe.Gradients(y, List.of(Nd4j.zerosLike(input)));
    }
    Map<String, INDArray> all = known(values);
    all.put(epsilonName(variable), start.castTo(y.dataType()));
    INDArray found = copy.output(all, gradient).get(gradient).detach();
    return new NetworkProbe.Gradients(y, List.of(found));
  }

  /**
   * Returns the values of variables.
   *
   * @param variables names of variables that operations compute
   * @param values an array for each placeholder that they depend on. Not modified
   * @return an array for each name, detached
   * @throws IllegalArgumentException if there is no such variable, or a placeholder has no value
   */
  public synchronized Map<String, INDArray> values(
      List<String> variables, Map<String, INDArray> values) {
    for (String variable : variables) {
      require(variable, "variable", original.hasVariable(variable));
      part.include(variable);
    }
    requireValues(variables, values);
    Map<String, INDArray> found = new HashMap<>();
    copy.output(known(values), variables.toArray(String[]::new))
        .forEach((name, value) -> found.put(name, value.detach()));
    return found;
  }

  /** Without placeholders that nothing here depends on. */
  private Map<String, INDArray> known(Map<String, INDArray> values) {
    Map<String, INDArray> known = new HashMap<>(values);
    known.keySet().retainAll(copy.inputs());
    return known;
  }

  private void requireValues(List<String> variables, Map<String, INDArray> values) {
    for (DifferentialFunction op : GraphOperations.of(copy, variables)) {
      for (SDVariable argument : op.args()) {
        if (argument.isPlaceHolder() && !values.containsKey(argument.name())) {
          throw new IllegalArgumentException(
              "placeholder \"" + argument.name() + "\": expected a value, got none");
        }
      }
    }
  }

  private static void require(String name, String what, boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException(
          what
              + ": expected one that the graph has (and a value for a placeholder), got \""
              + name
              + "\"");
    }
  }

  private static String epsilonName(String variable) {
    return "percept4j-epsilon-" + variable;
  }

  /** Adds the operations of one gradient; the name of their result, empty if it is zero. */
  private String differentiate(String variable, String placeholder, int rank) {
    List<DifferentialFunction> operations = GraphOperations.of(copy, List.of(variable));
    Set<String> depending = new HashSet<>(Set.of(placeholder));
    operations.removeIf(op -> !reads(op, depending));
    if (!depending.contains(variable)) {
      return "";
    }
    long[] open = new long[rank];
    Arrays.fill(open, -1);
    Map<String, SDVariable> byName = new HashMap<>();
    String epsilon = epsilonName(variable);
    byName.put(
        variable,
        copy.hasVariable(epsilon)
            ? copy.getVariable(epsilon)
            : copy.placeHolder(epsilon, copy.getVariable(variable).dataType(), open));
    Collections.reverse(operations);
    for (DifferentialFunction op : operations) {
      List<SDVariable> outputs = outputGradients(op, byName);
      if (outputs == null) {
        continue;
      }
      List<SDVariable> inputs = op.doDiff(outputs);
      SDVariable[] arguments = op.args();
      for (int i = 0; i < Math.min(arguments.length, inputs.size()); i++) {
        String name = arguments[i].name();
        if (depending.contains(name)) {
          SDVariable before = byName.get(name);
          SDVariable part = inputs.get(i);
          byName.put(name, before == null ? part : before.add(part));
        }
      }
    }
    SDVariable found = byName.get(placeholder);
    return found == null ? "" : found.name();
  }

  /** Whether an operation depends on any of these; then so do its outputs. */
  private static boolean reads(DifferentialFunction op, Set<String> depending) {
    boolean reads = false;
    for (SDVariable argument : op.args()) {
      reads |= depending.contains(argument.name());
    }
    if (reads) {
      for (SDVariable output : op.outputVariables()) {
        depending.add(output.name());
      }
    }
    return reads;
  }

  /** Null if no output is on the way; zeros for those of several that are not. */
  private @Nullable List<SDVariable> outputGradients(
      DifferentialFunction op, Map<String, SDVariable> byName) {
    List<SDVariable> gradients = new ArrayList<>();
    boolean any = false;
    for (SDVariable output : op.outputVariables()) {
      SDVariable gradient = byName.get(output.name());
      any |= gradient != null;
      gradients.add(gradient == null ? copy.zerosLike(output) : gradient);
    }
    return any ? gradients : null;
  }

  @Override
  public String toString() {
    return "SameDiffProbe[" + copy.inputs() + "]";
  }
}
