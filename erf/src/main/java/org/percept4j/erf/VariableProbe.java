package org.percept4j.erf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.percept4j.core.LayerRef;
import org.percept4j.core.NetworkInput;
import org.percept4j.core.SameDiffGraph;
import org.percept4j.core.probe.NetworkProbe;
import org.percept4j.core.probe.SameDiffProbe;
import org.percept4j.erf.theory.InputSize;
import org.percept4j.erf.theory.ReceptiveFields;
import org.percept4j.erf.theory.TheoreticalReceptiveField;

/** One unit of one variable of a SameDiff graph. */
final class VariableProbe extends UnitProbe {

  private final SameDiff source;
  private final SameDiffGraph graph;
  private final SameDiffProbe probe;
  private final String variable;

  private VariableProbe(SameDiff source, SameDiffGraph graph, String variable, Unit unit) {
    super(unit);
    this.source = source;
    this.graph = graph;
    this.probe = SameDiffProbe.of(source);
    this.variable = variable;
  }

  static VariableProbe of(SameDiff source, ErfSettings settings, List<InputLayout> layouts) {
    SameDiffGraph graph = SameDiffGraph.of(source);
    InputSize[] sizes = layouts.stream().map(InputLayout::size).toArray(InputSize[]::new);
    ReceptiveFields fields = ReceptiveFields.of(source, sizes);
    LayerRef wanted = settings.layer();
    String name = wanted == null ? fields.nodeOf(fields.lastSpatialLayer()) : graph.nameOf(wanted);
    String before = settings.logits() ? beforeSoftmax(source, graph, name, fields) : null;
    String variable = before == null ? name : before;
    TheoreticalReceptiveField field = fields.field(LayerRef.name(variable), settings.input());
    boolean spatial = fields.isSpatial(LayerRef.name(variable));
    // Where the channels are is known once there is an output.
    UnitTarget target = target(settings, name, field, spatial, false);
    Unit unit = new Unit(layouts, settings.input(), field, spatial, target, before != null);
    return new VariableProbe(source, graph, variable, unit);
  }

  /** The argument of a softmax over channels; null if it is none. */
  private static @Nullable String beforeSoftmax(
      SameDiff source, SameDiffGraph graph, String name, ReceptiveFields fields) {
    DifferentialFunction op = source.getVariableOutputOp(name);
    if (!(op instanceof CustomOp softmax) || !"softmax".equals(op.opName())) {
      return null;
    }
    boolean last = true;
    boolean first = true;
    if (fields.isSpatial(LayerRef.name(name))) {
      last = graph.layoutOf(name, 4).isChannelsLast() || graph.layoutOf(name, 3).isChannelsLast();
      first = !last;
    }
    long axis = softmax.numIArguments() == 0 ? -1 : softmax.getIArgument(0);
    return axis == 1 ? (first ? op.arg(0).name() : null) : last ? op.arg(0).name() : null;
  }

  @Override
  Object source() {
    return source;
  }

  @Override
  UnitProbe withNewParameters() {
    return this; // the probe reads them at each call
  }

  @Override
  UnitTarget seen(INDArray output) {
    boolean last = graph.layoutOf(variable, output.rank()).isChannelsLast();
    return target().with(last);
  }

  @Override
  List<String> brokenParameters() {
    Set<String> seen = new HashSet<>();
    List<String> broken = new ArrayList<>();
    for (DifferentialFunction op : graph.operations(variable)) {
      for (SDVariable argument : op.args()) {
        boolean parameter =
            argument.getVariableType() == VariableType.VARIABLE && seen.add(argument.name());
        if (parameter && !Double.isFinite(sum(argument.getArr()))) {
          broken.add(argument.name());
        }
      }
    }
    return broken;
  }

  @Override
  DataType dataType() {
    return source.getVariable(variable).dataType();
  }

  @Override
  Optional<Crop> crop() {
    return Optional.empty();
  }

  @Override
  NetworkProbe.Gradients gradients(boolean alternating, INDArray... inputs) {
    List<NetworkInput> named = graph.inputs();
    Map<String, INDArray> values = new HashMap<>();
    for (int i = 0; i < inputs.length; i++) {
      values.put(named.get(i).name(), inputs[i].castTo(named.get(i).dataType()));
    }
    UnaryOperator<INDArray> epsilon = output -> seen(output).epsilon(output, alternating);
    return probe.inputGradient(variable, epsilon, named.get(unit().input()).name(), values);
  }
}
