package org.percept4j.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes messages in protobuf's wire format, for models that no tool would write. */
final class ModelWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ModelWriter integer(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  ModelWriter bytes(int field, byte[] value) {
    varint(((long) field << 3) | 2);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  ModelWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ModelWriter message(int field, ModelWriter value) {
    return bytes(field, value.toBytes());
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  private void varint(long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  static ModelWriter node(String operator, String output, String... inputs) {
    ModelWriter node = new ModelWriter();
    for (String input : inputs) {
      node.text(1, input);
    }
    return node.text(2, output).text(3, "node-" + output).text(4, operator);
  }

  static ModelWriter value(String name) {
    return new ModelWriter().text(1, name);
  }

  /** A tensor without values. */
  static ModelWriter tensor(String name, int type, long... dims) {
    ModelWriter tensor = new ModelWriter();
    for (long dim : dims) {
      tensor.integer(1, dim);
    }
    return tensor.integer(2, type).text(8, name);
  }

  static ModelWriter external(ModelWriter tensor, String location, String offset, String length) {
    return tensor
        .message(13, new ModelWriter().text(1, "location").text(2, location))
        .message(13, new ModelWriter().text(1, "offset").text(2, offset))
        .message(13, new ModelWriter().text(1, "length").text(2, length))
        .integer(14, 1);
  }

  static byte[] model(int opset, ModelWriter graph) {
    return new ModelWriter()
        .integer(1, 8)
        .message(7, graph)
        .message(8, new ModelWriter().integer(2, opset))
        .toBytes();
  }

  /** A model of one node from x to y, with one tensor w. */
  static byte[] single(String operator, ModelWriter w) {
    return model(
        13,
        new ModelWriter()
            .message(1, node(operator, "y", "x", "w"))
            .message(5, w)
            .message(11, value("x"))
            .message(12, value("y")));
  }
}
