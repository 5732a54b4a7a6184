package org.percept4j.hypercolumn.learn;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.percept4j.core.internal.AtomicFile;
import org.percept4j.core.internal.Floats;

/**
 * Fitted models on disk: NumPy archives ({@code .npz}, a zip without compression) of float64
 * arrays, one of which is empty and named after the kind of model and its version. Nothing in a
 * file can make the reader take more memory than the file is long.
 */
final class ModelFile {

  /** A name, a shape and values in C order. */
  static final class Entry {
    private final String name;
    private final long[] shape;
    private final double[] values;

    private Entry(String name, long[] shape, double[] values) {
      this.name = name;
      this.shape = shape;
      this.values = values;
    }
  }

  private static final byte[] START = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final String SUFFIX = ".npy";
  private static final int MAX_ENTRIES = 32;
  private static final int MAX_HEADER = 1 << 12;
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '<f8', 'fortran_order': False, 'shape': \\(([\\d, ]*)\\), \\} *\n?");

  private final Path path;
  private final Map<String, Entry> entries;

  private ModelFile(Path path, Map<String, Entry> entries) {
    this.path = path;
    this.entries = entries;
  }

  static Entry of(String name, double... values) {
    return new Entry(name, new long[] {values.length}, values);
  }

  static Entry of(String name, double[][] rows) {
    double[] values = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    return new Entry(name, new long[] {rows.length, rows[0].length}, values);
  }

  static Entry of(String name, float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return of(name, wide);
  }

  static void write(Path path, String kind, List<Entry> entries) throws IOException {
    AtomicFile.write(
        path,
        part -> {
          try (OutputStream out = Files.newOutputStream(part);
              ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, of(kind));
            for (Entry entry : entries) {
              put(zip, entry);
            }
          }
        });
  }

  private static void put(ZipOutputStream zip, Entry entry) throws IOException {
    byte[] bytes = encoded(entry);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry place = new ZipEntry(entry.name + SUFFIX);
    place.setMethod(ZipEntry.STORED);
    place.setSize(bytes.length);
    place.setCrc(crc.getValue());
    place.setTime(0); // the same model gives the same file
    zip.putNextEntry(place);
    zip.write(bytes);
    zip.closeEntry();
  }

  private static byte[] encoded(Entry entry) {
    String shape =
        LongStream.of(entry.shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    String text =
        "{'descr': '<f8', 'fortran_order': False, 'shape': ("
            + shape
            + (entry.shape.length == 1 ? ",), }" : "), }");
    int header = (START.length + 2 + text.length() + 1 + 63) / 64 * 64;
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.addExact(header, Math.multiplyExact(8, entry.values.length)))
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(START)
            .putShort((short) (header - START.length - 2))
            .put(text.getBytes(StandardCharsets.US_ASCII));
    while (bytes.position() < header - 1) {
      bytes.put((byte) ' ');
    }
    bytes.put((byte) '\n').asDoubleBuffer().put(entry.values);
    return bytes.array();
  }

  static ModelFile read(Path path, String kind) throws IOException {
    Map<String, Entry> found = new HashMap<>();
    ModelFile file = new ModelFile(path, found);
    long left = Files.size(path);
    try (ZipFile zip = new ZipFile(path.toFile())) {
      if (zip.size() > MAX_ENTRIES) {
        throw file.bad("at most " + MAX_ENTRIES + " arrays", zip.size() + "");
      }
      for (ZipEntry place : (Iterable<ZipEntry>) zip.stream().map(e -> (ZipEntry) e)::iterator) {
        String name = place.getName();
        boolean plain =
            name.endsWith(SUFFIX)
                && place.getMethod() == ZipEntry.STORED
                && place.getSize() == place.getCompressedSize()
                && place.getSize() <= left;
        if (!plain) {
          throw file.bad("arrays without compression (numpy.savez)", "\"" + name + "\"");
        }
        left -= place.getSize();
        try (InputStream in = zip.getInputStream(place)) {
          byte[] bytes = in.readNBytes(Math.toIntExact(place.getSize()));
          CRC32 crc = new CRC32();
          crc.update(bytes);
          if (bytes.length != place.getSize() || crc.getValue() != place.getCrc()) {
            throw file.bad("an array whose checksum is right", "\"" + name + "\" corrupt");
          }
          String key = name.substring(0, name.length() - SUFFIX.length());
          found.put(key, file.decoded(key, bytes));
        }
      }
    } catch (ZipException | EOFException | ArithmeticException | IllegalArgumentException e) {
      throw new IOException(path + ": expected a whole .npz file, got one that is corrupt", e);
    }
    if (!found.containsKey(kind)) {
      throw file.bad("a file of " + kind, "arrays " + found.keySet().stream().sorted().toList());
    }
    return file;
  }

  private Entry decoded(String name, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int header = bytes.length < START.length + 2 ? 0 : buffer.getShort(START.length) & 0xFFFF;
    int start = START.length + 2 + header;
    if (header == 0
        || header > MAX_HEADER
        || start > bytes.length
        || !Arrays.equals(START, Arrays.copyOf(bytes, START.length))) {
      throw bad("arrays in NumPy's format 1.0", "\"" + name + "\" of another");
    }
    String text = new String(bytes, START.length + 2, header, StandardCharsets.US_ASCII);
    Matcher matcher = HEADER.matcher(text);
    if (!matcher.matches()) {
      throw bad("arrays of <f8 in C order", "\"" + name + "\" with " + text.trim());
    }
    long[] shape =
        Arrays.stream(matcher.group(1).split(","))
            .map(String::trim)
            .filter(s -> !s.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    long count = 8;
    for (long side : shape) {
      count = Math.multiplyExact(count, side);
    }
    if (count != bytes.length - start) {
      throw bad(count + " bytes in \"" + name + "\"", (bytes.length - start) + "");
    }
    double[] values = new double[(bytes.length - start) / 8];
    buffer.position(start).slice().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    return new Entry(name, shape, values);
  }

  double[] vector(String name) throws IOException {
    Entry entry = entries.get(name);
    if (entry == null || entry.shape.length != 1 || entry.values.length == 0) {
      throw bad("a vector \"" + name + "\"", entry == null ? "none" : Arrays.toString(entry.shape));
    }
    require(
        Arrays.stream(entry.values).allMatch(Double::isFinite),
        "finite values in \"" + name + "\"",
        "others");
    return entry.values;
  }

  double[] vector(String name, int length) throws IOException {
    double[] vector = vector(name);
    require(vector.length == length, length + " values in \"" + name + "\"", vector.length + "");
    return vector;
  }

  float[] floats(String name) throws IOException {
    return Floats.narrowed(vector(name));
  }

  /** Finite, at least one row. */
  double[][] matrix(String name, int columns) throws IOException {
    Entry entry = entries.get(name);
    if (entry == null || entry.shape.length != 2 || entry.shape[1] != columns) {
      throw bad(
          "a matrix \"" + name + "\" of " + columns + " columns",
          entry == null ? "none" : Arrays.toString(entry.shape));
    }
    require(
        entry.shape[0] > 0 && Arrays.stream(entry.values).allMatch(Double::isFinite),
        "rows of finite values in \"" + name + "\"",
        "others");
    double[][] rows = new double[(int) entry.shape[0]][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(entry.values, i * columns, (i + 1) * columns));
    return rows;
  }

  void require(boolean right, String expected, String actual) throws IOException {
    if (!right) {
      throw bad(expected, actual);
    }
  }

  private IOException bad(String expected, String actual) {
    return new IOException(path + ": expected " + expected + ", got " + actual);
  }
}
