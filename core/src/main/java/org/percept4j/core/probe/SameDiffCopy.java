package org.percept4j.core.probe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.serde.FlatBuffersMapper;
import org.percept4j.core.internal.GraphOperations;

/**
 * A copy of just those operations of a graph that chosen variables depend on; it grows as more are
 * asked for. {@code SameDiff.dup} cannot serve: ND4J 1.0.0-M2.1 cannot read back some operations of
 * gradients, which a graph has once it has been trained.
 */
final class SameDiffCopy {

  private final SameDiff original;
  private final SameDiff copy = SameDiff.create();

  SameDiffCopy(SameDiff original) {
    this.original = original;
  }

  SameDiff graph() {
    return copy;
  }

  /** Copies what a variable of the original depends on. */
  void include(String variable) {
    List<DifferentialFunction> operations = GraphOperations.of(original, List.of(variable));
    operations.removeIf(op -> copy.opExists(op.getOwnName()));
    Map<String, Integer> numbers = new HashMap<>();
    if (!operations.isEmpty()) {
      original.getVariables().keySet().forEach(name -> numbers.put(name, numbers.size()));
    }
    addSource(original.getVariable(variable));
    operations.forEach(op -> add(op, numbers));
    readParameters();
  }

  /** Takes over the parameters' values as they are now. */
  void readParameters() {
    for (SDVariable own : original.variables()) {
      if (own.getVariableType() == VariableType.VARIABLE && copy.hasVariable(own.name())) {
        copy.getVariable(own.name()).setArray(own.getArr());
      }
    }
  }

  private void addSource(SDVariable variable) {
    String name = variable.name();
    if (copy.hasVariable(name)) {
      return;
    }
    switch (variable.getVariableType()) {
      case PLACEHOLDER -> {
        long[] shape = variable.getShape();
        if (shape == null) {
          copy.placeHolder(name, variable.dataType());
        } else {
          copy.placeHolder(name, variable.dataType(), shape.clone());
        }
      }
      case CONSTANT -> copy.constant(name, variable.getArr());
      case VARIABLE -> copy.var(name, variable.getArr());
      default -> {} // made with its operation
    }
  }

  /** Adds an operation, by numbers of the original's variables. */
  private void add(DifferentialFunction op, Map<String, Integer> numbers) {
    for (SDVariable argument : op.args()) {
      addSource(argument);
    }
    String[] outputs = op.outputVariablesNames();
    for (String output : outputs) {
      SDVariable variable = original.getVariable(output);
      copy.addVariable(new SDVariable(output, VariableType.ARRAY, copy, null, variable.dataType()));
    }
    DifferentialFunction same = FlatBuffersMapper.cloneViaSerialize(original, op, numbers);
    same.setSameDiff(copy);
    same.setOwnName(op.getOwnName());
    copy.putOpForId(op.getOwnName(), same);
    String[] arguments = new String[op.args().length];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = op.args()[i].name();
    }
    copy.addArgsFor(arguments, same);
    copy.addOutgoingFor(outputs, same);
  }
}
