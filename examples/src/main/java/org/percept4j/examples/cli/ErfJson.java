package org.percept4j.examples.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.percept4j.erf.AnalysisInfo;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.Estimate;
import org.percept4j.erf.measure.GaussianFit;
import org.percept4j.examples.Json;

/** A measured field as one line of JSON, lengths in pixels. */
final class ErfJson {

  private ErfJson() {}

  static String of(EffectiveReceptiveField field) throws IOException {
    AnalysisInfo info = field.info();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("layer", info.layer());
    all.put("unit", List.of(info.row(), info.column()));
    all.put("channel", info.channel().isPresent() ? info.channel().getAsInt() : null);
    all.put("convention", info.aggregation());
    all.put("samples", info.samples());
    all.put("inputs", info.inputs());
    all.put("size", estimate(field.size()));
    all.put("ratio", estimate(field.ratio()));
    all.put("theory", List.of(field.theory().rows().size(), field.theory().columns().size()));
    all.put("gaussian", fit(field.gaussianFit()));
    all.put("warnings", List.copyOf(field.warnings()));
    all.put("seconds", info.seconds());
    return Json.of(all);
  }

  private static Map<String, Object> estimate(Estimate estimate) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("value", estimate.value());
    values.put("standard_error", estimate.standardError());
    return values;
  }

  private static Map<String, Object> fit(GaussianFit fit) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("converged", fit.converged());
    values.put("sigma_major", fit.sigmaMajor());
    values.put("sigma_minor", fit.sigmaMinor());
    values.put("r2", fit.r2());
    return values;
  }
}
