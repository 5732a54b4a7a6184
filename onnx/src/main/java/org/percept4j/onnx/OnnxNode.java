package org.percept4j.onnx;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a model.
 *
 * @param name its name; its first output's where it has none
 * @param operator the kind of operation, such as Conv
 * @param domain of the operator; empty for ONNX's own
 * @param inputs names of what it reads; an empty name stands for nothing
 * @param outputs names of what it gives
 * @param attributes its settings
 */
record OnnxNode(
    String name,
    String operator,
    String domain,
    List<String> inputs,
    List<String> outputs,
    Map<String, OnnxAttribute> attributes) {

  /** One setting: whichever of these the file has. */
  record OnnxAttribute(
      @Nullable Float f,
      @Nullable Long i,
      @Nullable String s,
      @Nullable OnnxTensor t,
      List<Float> floats,
      List<Long> ints) {}

  boolean has(String attribute) {
    return attributes.containsKey(attribute);
  }

  /** Whether an input is there: trailing ones may be left out, others be empty. */
  boolean hasInput(int index) {
    return index < inputs.size() && !inputs.get(index).isEmpty();
  }

  double number(String attribute, double otherwise) {
    OnnxAttribute found = attributes.get(attribute);
    return found == null || found.f() == null ? otherwise : found.f();
  }

  long integer(String attribute, long otherwise) {
    OnnxAttribute found = attributes.get(attribute);
    return found == null || found.i() == null ? otherwise : found.i();
  }

  String text(String attribute, String otherwise) {
    OnnxAttribute found = attributes.get(attribute);
    return found == null || found.s() == null ? otherwise : found.s();
  }

  /** A list of integers, each within what an int of moderate size can be. */
  int[] integers(String attribute, int... otherwise) throws MalformedOnnxException {
    OnnxAttribute found = attributes.get(attribute);
    return found == null ? otherwise : moderate(attribute, found.ints());
  }

  /**
   * Numbers that sizes are made of.
   *
   * @throws MalformedOnnxException if one lies outside ±2^20 and is no end of a slice
   */
  int[] moderate(String what, List<Long> values) throws MalformedOnnxException {
    int[] small = new int[values.size()];
    for (int k = 0; k < small.length; k++) {
      long value = values.get(k);
      if (Math.abs(value) > 1 << 20) {
        throw new MalformedOnnxException(
            this + ": expected " + what + " within ±1048576, got " + value);
      }
      small[k] = (int) value;
    }
    return small;
  }

  @Override
  public String toString() {
    return "\"" + name + "\" (" + (domain.isEmpty() ? "" : domain + ".") + operator + ")";
  }
}
