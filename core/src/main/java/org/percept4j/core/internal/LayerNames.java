package org.percept4j.core.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the names of layers unique and finds layers by them. A name that several layers have means
 * none of them: each goes by {@code name#position}.
 */
public final class LayerNames {

  private LayerNames() {}

  /**
   * Makes names unique.
   *
   * @param given what the layers are called, in their order
   * @param reserved a name that no layer can have
   * @return as many names; those that one layer alone has are as they were
   */
  public static List<String> unique(List<String> given, String reserved) {
    Set<String> taken = new HashSet<>(given);
    taken.add(reserved);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      String name = given.get(i);
      if (name.equals(reserved) || given.indexOf(name) != given.lastIndexOf(name)) {
        do {
          name = name + "#" + i;
        } while (!taken.add(name));
      }
      names.add(name);
    }
    return names;
  }

  /**
   * Finds the name that is meant.
   *
   * @param names unique names
   * @param asked the name asked for
   * @return the same if it is one of them; {@code asked#position} if only one of them is such
   * @throws IllegalArgumentException if several layers are called so
   */
  public static Optional<String> find(Collection<String> names, String asked) {
    if (names.contains(asked)) {
      return Optional.of(asked);
    }
    List<String> called = names.stream().filter(name -> isCalled(name, asked)).toList();
    if (called.size() > 1) {
      throw new IllegalArgumentException(
          "layer: expected one of "
              + String.join(", ", called)
              + ", or a position, since several layers have one name; got \""
              + asked
              + "\"");
    }
    return called.stream().findFirst();
  }

  private static boolean isCalled(String name, String asked) {
    return name.startsWith(asked) && name.substring(asked.length()).matches("(#\\d+)+");
  }
}
