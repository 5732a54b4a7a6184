package org.percept4j.hypercolumn.learn;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * Images whose pixels are learned from. Algorithms go through them in passes and keep the merged
 * sums of each alone, so that images may lie in memory, come from a stream that holds one at a
 * time, or be spread over machines.
 *
 * <p>Images are merged in order within their group, and groups in order: for the same groups every
 * source gives the same bits.
 */
public interface PixelSource {

  /**
   * Goes through all images once.
   *
   * @param sums makes each image's value
   * @param <A> the value
   * @return all images' values, merged
   * @throws IllegalArgumentException if there is no image or depths differ
   */
  <A extends Mergeable<A>> A sum(ImageSums<A> sums);

  /**
   * Makes a source of one group.
   *
   * @param images gone through once a pass, holding no more than the iterator does; the same images
   *     in the same order each time. Not modified.
   * @return the source, as thread-safe as the images are
   */
  static PixelSource of(Iterable<Hypercolumns> images) {
    return ofGroups(List.of(images));
  }

  /**
   * Makes a source of several groups, such as partitions.
   *
   * @param groups the images of each; a group may be empty. Not modified; copied.
   * @return the source, as thread-safe as the images are
   */
  static PixelSource ofGroups(List<? extends Iterable<Hypercolumns>> groups) {
    return new Groups(List.copyOf(groups));
  }
}

/** Goes through groups of images on the calling thread. */
final class Groups implements PixelSource {

  private final List<Iterable<Hypercolumns>> groups;

  Groups(List<Iterable<Hypercolumns>> groups) {
    this.groups = groups;
  }

  @Override
  public <A extends Mergeable<A>> A sum(ImageSums<A> sums) {
    @Nullable A total = null;
    long image = 0;
    int depth = -1;
    for (Iterable<Hypercolumns> group : groups) {
      @Nullable A merged = null;
      for (Iterator<Hypercolumns> each = group.iterator(); each.hasNext(); image++) {
        Hypercolumns columns = each.next();
        depth = depth < 0 ? columns.depth() : depth;
        Requirements.requireDepth(columns, depth);
        A value = sums.of(image, columns);
        merged = merged == null ? value : merged.merge(value);
      }
      if (merged != null) {
        total = total == null ? merged : total.merge(merged);
      }
    }
    if (total == null) {
      throw new IllegalArgumentException("images: expected at least one, got none");
    }
    return total;
  }
}
