package org.percept4j.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads tensors, whose values may lie in the message as bytes or as numbers, or in other files. */
final class TensorReader {

  private static final int EXTERNAL = 1;

  private final Path folder;

  /**
   * @param folder the model's own, which no file of values may lie outside of
   */
  TensorReader(Path folder) {
    this.folder = folder;
  }

  OnnxTensor read(WireMessage message) throws IOException {
    String name = "";
    List<Long> shape = new ArrayList<>();
    long code = 0;
    ByteBuffer raw = null;
    List<ByteBuffer> fixed = new ArrayList<>();
    List<Long> integers = new ArrayList<>();
    Map<String, String> external = new HashMap<>();
    long location = 0;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> message.integers(shape);
        case 2 -> code = message.integer();
        case 4 -> message.fixed(Float.BYTES, fixed);
        case 5, 7 -> message.integers(integers);
        case 8 -> name = message.string();
        case 9 -> raw = message.bytes();
        case 10 -> message.fixed(Double.BYTES, fixed);
        case 13 -> entry(message.message(), external);
        case 14 -> location = message.integer();
        default -> message.skip();
      }
    }
    long[] dims = shape.stream().mapToLong(Long::longValue).toArray();
    OnnxTensor.Type type = OnnxTensor.Type.of(name, code);
    long needed = (long) OnnxTensor.length(name, dims) * type.size;
    ByteBuffer bytes =
        location == EXTERNAL
            ? external(name, external, needed)
            : raw != null ? raw : numbers(type, fixed, integers, needed);
    if (bytes.remaining() != needed) {
      throw new MalformedOnnxException(
          String.format(
              "tensor \"%s\": expected %d bytes for shape %s of %s, got %d",
              name, needed, shape, type, bytes.remaining()));
    }
    return new OnnxTensor(name, dims, type, bytes);
  }

  /** Numbers one by one, packed or not, as bytes. Their count is checked by the caller. */
  private static ByteBuffer numbers(
      OnnxTensor.Type type, List<ByteBuffer> fixed, List<Long> integers, long needed) {
    if (fixed.size() == 1) {
      return fixed.get(0);
    }
    long size =
        integers.isEmpty()
            ? fixed.stream().mapToLong(ByteBuffer::remaining).sum()
            : (long) integers.size() * type.size;
    if (size != needed) {
      return ByteBuffer.allocate(0);
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    fixed.forEach(bytes::put);
    for (long value : integers) {
      switch (type.size) {
        case 1 -> bytes.put((byte) value);
        case 2 -> bytes.putShort((short) value);
        case 4 -> bytes.putInt((int) value);
        default -> bytes.putLong(value);
      }
    }
    return bytes.flip();
  }

  private static void entry(WireMessage message, Map<String, String> to) throws IOException {
    String key = "";
    String value = "";
    while (message.next()) {
      switch (message.field()) {
        case 1 -> key = message.string();
        case 2 -> value = message.string();
        default -> message.skip();
      }
    }
    to.put(key, value);
  }

  private ByteBuffer external(String name, Map<String, String> entries, long needed)
      throws IOException {
    String location = entries.getOrDefault("location", "");
    String what = "tensor \"" + name + "\": ";
    try {
      long offset = Long.parseLong(entries.getOrDefault("offset", "0"));
      long length = Long.parseLong(entries.getOrDefault("length", String.valueOf(needed)));
      if (length != needed) {
        throw new MalformedOnnxException(
            what + "expected " + needed + " bytes in \"" + location + "\", got " + length);
      }
      Path file = folder.resolve(location).normalize();
      if (location.isEmpty()
          || !file.startsWith(folder.normalize())
          || !file.toRealPath().startsWith(folder.toRealPath())) {
        throw new MalformedOnnxException(
            what + "expected values in a file in the model's folder, got \"" + location + "\"");
      }
      return OnnxFileReader.map(file.toRealPath(), offset, needed);
    } catch (NumberFormatException | InvalidPathException e) {
      throw new MalformedOnnxException(what + "expected a path and numbers, got " + entries, e);
    }
  }
}
