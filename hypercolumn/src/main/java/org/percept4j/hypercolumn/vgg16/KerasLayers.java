package org.percept4j.hypercolumn.vgg16;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.percept4j.hypercolumn.vgg16.Vgg16Layers.Kind;
import org.percept4j.hypercolumn.vgg16.Vgg16Layers.Step;

/**
 * Finds VGG-16's layers among a file's arrays. Keras 2 puts a layer's arrays into groups of the
 * layer's name, at any depth; Keras 3 numbers layers by class, {@code conv2d}, {@code conv2d_1}, …,
 * {@code dense}, …, and their variables, {@code vars/0} and {@code vars/1}.
 */
final class KerasLayers {

  private static final Pattern VGG = Pattern.compile("block\\d+_conv\\d+|fc\\d+|predictions");
  private static final Pattern NUMBERED = Pattern.compile("(.*?)(conv2d|dense)(?:_(\\d{1,5}))?");
  private static final List<String> TOP = List.of("fc1", "fc2", "predictions");
  private static final Set<String> NO_LAYERS = Set.of("optimizer", "optimizer_weights");

  private final String file;
  private final List<StoredArray> arrays;

  KerasLayers(String file, List<StoredArray> arrays) {
    this.file = file;
    this.arrays =
        arrays.stream()
            .filter(a -> a.names().size() > 1 && !NO_LAYERS.contains(a.names().get(0)))
            .toList();
  }

  /** Arrays by VGG-16's layer names; with other layers' where those are not to be ignored. */
  Map<String, List<StoredArray>> find(Vgg16Layers layers, boolean othersIgnored)
      throws IOException {
    Map<String, List<StoredArray>> named = new LinkedHashMap<>();
    Set<String> others = new LinkedHashSet<>();
    for (StoredArray array : arrays) {
      List<String> names = array.names();
      List<String> groups = names.subList(0, names.size() - 1);
      groups.stream()
          .filter(name -> VGG.matcher(name).matches())
          .findFirst()
          .ifPresentOrElse(
              name -> named.computeIfAbsent(name, n -> new ArrayList<>()).add(array),
              () -> others.add(names.get(0)));
    }
    if (named.isEmpty() && arrays.stream().anyMatch(a -> a.names().contains("vars"))) {
      return numbered(layers, othersIgnored);
    }
    if (!othersIgnored) {
      others.forEach(other -> named.put(other, List.of()));
    } else if (!named.keySet().containsAll(TOP)) {
      named.keySet().removeAll(TOP); // another head's, which has some of the names
    }
    return named;
  }

  /** The layers of one parent by class and number, each with its two variables. */
  private Map<String, List<StoredArray>> numbered(Vgg16Layers layers, boolean othersIgnored)
      throws IOException {
    Map<String, Map<Integer, List<StoredArray>>> convolutions = new LinkedHashMap<>();
    Map<String, Map<Integer, List<StoredArray>>> denses = new LinkedHashMap<>();
    for (StoredArray array : arrays) {
      int at = array.path().lastIndexOf("/vars/");
      Matcher matcher = NUMBERED.matcher(at < 0 ? "" : array.path().substring(0, at));
      if (matcher.matches()) {
        String digits = matcher.group(3);
        (matcher.group(2).equals("dense") ? denses : convolutions)
            .computeIfAbsent(matcher.group(1), parent -> new TreeMap<>())
            .computeIfAbsent(digits == null ? 0 : Integer.parseInt(digits), n -> new ArrayList<>())
            .add(array);
      }
    }
    List<Step> trunk = layers.trunk().stream().filter(s -> s.kind() != Kind.POOLING).toList();
    Map<String, List<StoredArray>> found = new LinkedHashMap<>();
    for (Map.Entry<String, Map<Integer, List<StoredArray>>> parent : convolutions.entrySet()) {
      List<List<StoredArray>> all = List.copyOf(parent.getValue().values());
      for (int first = 0; first + trunk.size() <= all.size(); first++) {
        if (!fits(trunk, all.subList(first, first + trunk.size()))) {
          continue;
        }
        if (!found.isEmpty()) {
          throw new IOException(file + ": expected one VGG-16, got several");
        }
        for (int i = 0; i < trunk.size(); i++) {
          found.put(trunk.get(i).keras(), all.get(first + i));
        }
        Map<Integer, List<StoredArray>> top = denses.getOrDefault(parent.getKey(), Map.of());
        boolean others = all.size() > trunk.size() || (!top.isEmpty() && top.size() != 3);
        if (others && !othersIgnored) {
          throw new IOException(
              file
                  + ": expected VGG-16 alone, got other layers around its trunk, which loadTrunk"
                  + " reads");
        }
        if (!others && top.size() == 3) {
          List<List<StoredArray>> denseLayers = List.copyOf(top.values());
          for (int i = 0; i < TOP.size(); i++) {
            found.put(TOP.get(i), denseLayers.get(i));
          }
        }
      }
    }
    if (found.isEmpty()) {
      throw new IOException(
          file
              + ": expected the "
              + trunk.size()
              + " convolutions of VGG-16 among Keras 3's layers, got "
              + convolutions.values().stream().mapToInt(Map::size).sum()
              + " convolutions that are others");
    }
    return found;
  }

  private static boolean fits(List<Step> trunk, List<List<StoredArray>> layers) {
    for (int i = 0; i < trunk.size(); i++) {
      int[] kernel = {3, 3, trunk.get(i).in(), trunk.get(i).out()};
      if (layers.get(i).stream().noneMatch(a -> Arrays.equals(a.shape(), kernel))) {
        return false;
      }
    }
    return true;
  }
}
