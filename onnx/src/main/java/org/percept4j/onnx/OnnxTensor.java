package org.percept4j.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Constant numbers in a model, whose bytes stay in the file's memory until they are asked for.
 *
 * @param name what nodes call it
 * @param dims its shape, empty for a single number
 * @param type of its values
 * @param bytes little-endian values, as many as the shape has. Not modified
 */
record OnnxTensor(String name, long[] dims, Type type, ByteBuffer bytes) {

  /** Data types by their numbers in ONNX, as far as networks need them. */
  enum Type {
    FLOAT(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    UINT16(4, 2),
    INT16(5, 2),
    INT32(6, 4),
    INT64(7, 8),
    BOOL(9, 1),
    FLOAT16(10, 2),
    DOUBLE(11, 8),
    BFLOAT16(16, 2);

    final int code;
    final int size;

    Type(int code, int size) {
      this.code = code;
      this.size = size;
    }

    static Type of(String tensor, long code) throws MalformedOnnxException {
      for (Type type : values()) {
        if (type.code == code) {
          return type;
        }
      }
      throw new MalformedOnnxException(
          "tensor \""
              + tensor
              + "\": expected a data type among "
              + Arrays.toString(values())
              + ", got number "
              + code);
    }

    boolean isInteger() {
      return this == UINT8
          || this == INT8
          || this == UINT16
          || this == INT16
          || this == INT32
          || this == INT64
          || this == BOOL;
    }
  }

  OnnxTensor {
    bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A tensor of 64-bit integers, for what is worked out while reading. */
  static OnnxTensor ofLongs(String name, long[] dims, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values);
    return new OnnxTensor(name, dims, Type.INT64, bytes);
  }

  static OnnxTensor ofFloats(String name, long[] dims, List<Float> values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.size() * Float.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(bytes::putFloat);
    return new OnnxTensor(name, dims, Type.FLOAT, bytes.flip());
  }

  /**
   * How many values a shape has.
   *
   * @throws MalformedOnnxException if a dimension is negative or there are more than 2^31 − 1
   */
  static int length(String name, long... dims) throws MalformedOnnxException {
    long length = 1;
    for (long dim : dims) {
      if (dim < 0 || (dim > 0 && length > Integer.MAX_VALUE / dim)) {
        throw new MalformedOnnxException(
            "tensor \""
                + name
                + "\": expected a shape of at most 2147483647 values, got "
                + Arrays.toString(dims));
      }
      length *= dim;
    }
    return (int) length;
  }

  int length() {
    return bytes.remaining() / type.size;
  }

  int rank() {
    return dims.length;
  }

  double at(int index) {
    int i = bytes.position() + index * type.size;
    return switch (type) {
      case FLOAT -> bytes.getFloat(i);
      case DOUBLE -> bytes.getDouble(i);
      case FLOAT16 -> half(bytes.getShort(i));
      case BFLOAT16 -> Float.intBitsToFloat(bytes.getShort(i) << 16);
      default -> integerAt(index);
    };
  }

  long integerAt(int index) {
    int i = bytes.position() + index * type.size;
    return switch (type) {
      case UINT8, BOOL -> bytes.get(i) & 0xff;
      case INT8 -> bytes.get(i);
      case UINT16 -> bytes.getShort(i) & 0xffff;
      case INT16 -> bytes.getShort(i);
      case INT32 -> bytes.getInt(i);
      case INT64 -> bytes.getLong(i);
      default -> (long) at(index);
    };
  }

  float[] floats() {
    float[] values = new float[length()];
    if (type == Type.FLOAT) {
      bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      return values;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) at(i);
    }
    return values;
  }

  double[] doubles() {
    double[] values = new double[length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = at(i);
    }
    return values;
  }

  List<Long> integers() {
    List<Long> values = new ArrayList<>();
    for (int i = 0; i < length(); i++) {
      values.add(integerAt(i));
    }
    return values;
  }

  /** IEEE 754 half precision. */
  private static float half(short bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude =
        exponent == 0x1f
            ? (fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN)
            : exponent == 0
                ? fraction * 0x1p-24f
                : Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
    return bits < 0 ? -magnitude : magnitude;
  }
}
