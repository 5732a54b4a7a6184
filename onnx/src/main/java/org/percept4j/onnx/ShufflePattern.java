package org.percept4j.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.percept4j.onnx.OnnxNode.OnnxAttribute;

/**
 * Finds where PyTorch's ShuffleNet interleaves channels: a shape of five dimensions, the middle two
 * exchanged, the old shape. As one operation it works for images of every size, where the file has
 * one size written down, and keeps the picture.
 */
final class ShufflePattern {

  /** The name of the operator that the three become. */
  static final String OPERATOR = "percept4j.Shuffle";

  private static final int[] EXCHANGED = {0, 2, 1, 3, 4};

  private ShufflePattern() {}

  static List<OnnxNode> fold(List<OnnxNode> nodes, Map<String, OnnxTensor> constants)
      throws MalformedOnnxException {
    Map<String, List<OnnxNode>> readers = new HashMap<>();
    for (OnnxNode node : nodes) {
      for (String input : node.inputs()) {
        readers.computeIfAbsent(input, name -> new ArrayList<>()).add(node);
      }
    }
    List<OnnxNode> folded = new ArrayList<>(nodes);
    for (OnnxNode first : nodes) {
      OnnxNode second = onlyReader(first, readers);
      OnnxNode third = second == null ? null : onlyReader(second, readers);
      if (third != null && isShuffle(first, second, third, constants)) {
        long groups = Objects.requireNonNull(shape(first, constants)).integerAt(1);
        folded.remove(first);
        folded.remove(second);
        folded.set(
            folded.indexOf(third),
            new OnnxNode(
                third.name(),
                OPERATOR,
                "",
                List.of(first.inputs().get(0)),
                third.outputs(),
                Map.of(
                    "groups", new OnnxAttribute(null, groups, null, null, List.of(), List.of()))));
      }
    }
    return folded;
  }

  private static boolean isShuffle(
      OnnxNode first, OnnxNode second, OnnxNode third, Map<String, OnnxTensor> constants)
      throws MalformedOnnxException {
    OnnxTensor apart = shape(first, constants);
    OnnxTensor together = shape(third, constants);
    return apart != null
        && together != null
        && apart.length() == 5
        && together.length() == 4
        && apart.integerAt(1) > 0
        && apart.integerAt(1) <= 1 << 20
        && second.operator().equals("Transpose")
        && Arrays.equals(second.integers("perm"), EXCHANGED);
  }

  private static @Nullable OnnxTensor shape(OnnxNode node, Map<String, OnnxTensor> constants) {
    return node.operator().equals("Reshape") && node.hasInput(1)
        ? constants.get(node.inputs().get(1))
        : null;
  }

  private static @Nullable OnnxNode onlyReader(OnnxNode node, Map<String, List<OnnxNode>> readers) {
    List<OnnxNode> found = readers.getOrDefault(node.outputs().get(0), List.of());
    return found.size() == 1 ? found.get(0) : null;
  }
}
