package org.percept4j.examples.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.percept4j.core.resample.Bilinear;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.examples.data.GarmentScene.Placed;

/**
 * Composes scenes of garments. Each garment is resized a little, perhaps mirrored, dyed in two
 * random colours, dark to light, and laid on a texture that is dyed in two random colours too;
 * noise covers all of it. So neither brightness nor colour nor contrast tells garments from
 * background, and places do not overlap.
 */
public final class GarmentScenes {

  /** The class of pixels outside of garments. */
  public static final int BACKGROUND = Garments.NAMES.size();

  /** Classes of pixels: the garments' and the background. */
  public static final int CLASSES = BACKGROUND + 1;

  /** Pixels brighter than this are garment; Fashion-MNIST is 0 around its garments. */
  static final float MASK = 0.1f;

  private static final int MIN_SIZE = 24;
  private static final int MAX_SIZE = 34;
  private static final int MAX_ATTEMPTS = 100;
  private static final double NOISE = 0.04;

  private final Garments garments;

  private GarmentScenes(Garments garments) {
    this.garments = garments;
  }

  /**
   * Scenes of given garments.
   *
   * @param garments what to place
   * @return a source of scenes
   */
  public static GarmentScenes of(Garments garments) {
    return new GarmentScenes(Objects.requireNonNull(garments, "garments"));
  }

  /**
   * Composes scenes.
   *
   * @param count how many
   * @param side rows and columns of each, at least 34
   * @param most garments in each; fewer where there is no room left
   * @param seed the same seed gives the same scenes
   * @return the scenes
   * @throws IllegalArgumentException if the side is too small
   */
  public List<GarmentScene> draw(int count, int side, int most, long seed) {
    Random random = RandomStream.GARMENTS.of(seed);
    List<GarmentScene> scenes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      scenes.add(draw(side, most, random));
    }
    return scenes;
  }

  /**
   * Composes a scene.
   *
   * @param side rows and columns, at least 34
   * @param most garments; fewer where there is no room left
   * @param random where all choices come from
   * @return the scene
   * @throws IllegalArgumentException if the side is too small
   */
  public GarmentScene draw(int side, int most, Random random) {
    if (side < MAX_SIZE) {
      throw new IllegalArgumentException("side: expected at least " + MAX_SIZE + ", got " + side);
    }
    int pixels = side * side;
    int[] labels = new int[pixels];
    Arrays.fill(labels, BACKGROUND);
    float[] planes = new float[3 * pixels];
    Dye ground = Dye.random(random);
    Texture[] textures = Texture.values();
    float[] texture = textures[random.nextInt(textures.length)].draw(side, random);
    for (int p = 0; p < pixels; p++) {
      ground.apply(texture[p], planes, p);
    }
    List<Placed> placed = place(side, most, random);
    for (Placed each : placed) {
      lay(each, Dye.random(random), side, planes, labels);
    }
    for (int i = 0; i < planes.length; i++) {
      double noisy = planes[i] + NOISE * random.nextGaussian();
      planes[i] = (float) Math.min(1, Math.max(0, noisy));
    }
    return new GarmentScene(side, planes, labels, placed);
  }

  private List<Placed> place(int side, int most, Random random) {
    List<Placed> placed = new ArrayList<>();
    for (int i = 0; i < MAX_ATTEMPTS && placed.size() < most; i++) {
      int size = MIN_SIZE + random.nextInt(MAX_SIZE - MIN_SIZE + 1);
      Placed next =
          new Placed(
              random.nextInt(garments.size()),
              random.nextInt(side - size + 1),
              random.nextInt(side - size + 1),
              size,
              random.nextBoolean());
      if (placed.stream().noneMatch(other -> overlap(next, other))) {
        placed.add(next);
      }
    }
    return placed;
  }

  private static boolean overlap(Placed a, Placed b) {
    return a.top() < b.top() + b.side()
        && b.top() < a.top() + a.side()
        && a.left() < b.left() + b.side()
        && b.left() < a.left() + a.side();
  }

  private void lay(Placed placed, Dye dye, int side, float[] planes, int[] labels) {
    int size = placed.side();
    float[] greys =
        Bilinear.of(Garments.SIDE, Garments.SIDE, size, size, Convention.HALF_PIXEL)
            .resize(garments.greys(placed.garment()), 1);
    int label = garments.label(placed.garment());
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        float grey = greys[y * size + (placed.mirrored() ? size - 1 - x : x)];
        if (grey > MASK) {
          int p = (placed.top() + y) * side + placed.left() + x;
          dye.apply(grey, planes, p);
          labels[p] = label;
        }
      }
    }
  }

  /** From grey to colour: from one to another that is lighter or darker by a good deal. */
  private record Dye(float[] dark, float[] light) {

    static Dye random(Random random) {
      float[] dark = new float[3];
      float[] light = new float[3];
      for (int c = 0; c < 3; c++) {
        dark[c] = 0.5f * random.nextFloat();
        light[c] = 0.5f + 0.5f * random.nextFloat();
      }
      return random.nextBoolean() ? new Dye(dark, light) : new Dye(light, dark);
    }

    void apply(float grey, float[] planes, int p) {
      int pixels = planes.length / 3;
      for (int c = 0; c < 3; c++) {
        planes[c * pixels + p] = dark[c] + grey * (light[c] - dark[c]);
      }
    }
  }
}
