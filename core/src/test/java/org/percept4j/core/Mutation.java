package org.percept4j.core;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** Corrupts files as disks, networks and attackers do, for tests of readers. */
public final class Mutation {

  private static final byte[] EXTREMES = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff, '0', '9', '-'};

  /** A reader under test. */
  @FunctionalInterface
  public interface Reading {

    /** Reads everything in the file. */
    void read(Path file) throws IOException;
  }

  private Mutation() {}

  /** How many mutations to try: {@code -Dpercept4j.fuzz=200000} for many. */
  public static int trials() {
    return Integer.getInteger("percept4j.fuzz", 500);
  }

  /**
   * Whether so many refusals can be: at least a quarter of all corruptions make a file unreadable,
   * and some do not. A share of few trials scatters, so four standard deviations less are allowed,
   * and all of them where there are fewer than 500.
   *
   * @param refused what {@link #refusals} gave
   */
  public static boolean isPlausible(int refused) {
    double least = trials() / 4.0 - 4 * Math.sqrt(trials() * 3 / 16.0);
    return refused >= least && (trials() < 500 || refused < trials());
  }

  /**
   * Reads mutations of a file: each must be read or refused with an {@link IOException} that names
   * the file and what was expected; anything else that is thrown fails.
   *
   * @return how many were refused
   */
  public static int refusals(byte[] good, Path file, long seed, Reading reading)
      throws IOException {
    Random random = new Random(seed);
    int refused = 0;
    for (int trial = 0; trial < trials(); trial++) {
      byte[] bad = mutated(good, random);
      Files.write(file, bad);
      try {
        reading.read(file);
      } catch (IOException e) {
        if (!e.getMessage().contains(file + "") || !e.getMessage().contains("expected")) {
          throw new AssertionError(
              "trial " + trial + " of seed " + seed + ": message says too little", e);
        }
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("trial " + trial + " of seed " + seed, e);
      }
    }
    return refused;
  }

  /** One to four edits: bytes set, flipped, cut out, repeated or put in, or the end truncated. */
  static byte[] mutated(byte[] good, Random random) {
    byte[] bytes = good.clone();
    for (int edits = 1 + random.nextInt(4); edits > 0 && bytes.length > 0; edits--) {
      // Headers stand at the beginning and matter most.
      int reach = random.nextBoolean() ? Math.min(bytes.length, 160) : bytes.length;
      int at = random.nextInt(reach);
      int length = 1 + random.nextInt(Math.min(16, bytes.length - at));
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = EXTREMES[random.nextInt(EXTREMES.length)];
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = spliced(bytes, at, at + length, new byte[0]);
        case 3 -> bytes = spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
        case 4 -> {
          byte[] inserted = new byte[length];
          random.nextBytes(inserted);
          bytes = spliced(bytes, at, at, inserted);
        }
        default -> bytes = Arrays.copyOf(bytes, at);
      }
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, from);
    out.write(between, 0, between.length);
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }
}
