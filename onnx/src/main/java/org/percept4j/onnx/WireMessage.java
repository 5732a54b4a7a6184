package org.percept4j.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks over the fields of one message in protobuf's wire format
 * (https://protobuf.dev/programming-guides/encoding). By hand, because ONNX needs seven small
 * messages of it: generated classes would be fifty times this file. Nothing is copied but what is
 * asked for; every length is checked against what is there before anything is made.
 */
final class WireMessage {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final ByteBuffer buffer;
  private int field;
  private int wireType;

  /**
   * @param buffer from its position to its limit. Not modified
   */
  WireMessage(ByteBuffer buffer) {
    this.buffer = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Goes to the next field; its value must be taken or skipped before the next one. */
  boolean next() throws MalformedOnnxException {
    if (!buffer.hasRemaining()) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    wireType = (int) (tag & 7);
    if (tag >>> 32 != 0 || field == 0) {
      throw malformed("a field's tag", tag);
    }
    return true;
  }

  int field() {
    return field;
  }

  void skip() throws MalformedOnnxException {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> take(Long.BYTES);
      case BYTES -> take(varint());
      case FIXED32 -> take(Integer.BYTES);
      default -> throw malformed("a wire type of 0, 1, 2 or 5", wireType);
    }
  }

  /** The bytes of a string, message or packed list; shares the file's memory. */
  ByteBuffer bytes() throws MalformedOnnxException {
    require(BYTES);
    return take(varint());
  }

  WireMessage message() throws MalformedOnnxException {
    return new WireMessage(bytes());
  }

  String string() throws MalformedOnnxException {
    ByteBuffer bytes = bytes();
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes);
      return text.toString();
    } catch (CharacterCodingException e) {
      throw new MalformedOnnxException("expected text in UTF-8, got other bytes", e);
    }
  }

  long integer() throws MalformedOnnxException {
    require(VARINT);
    return varint();
  }

  float single() throws MalformedOnnxException {
    require(FIXED32);
    return take(Float.BYTES).getFloat();
  }

  /** One integer, or a packed list of them, appended. */
  void integers(List<Long> to) throws MalformedOnnxException {
    if (wireType == VARINT) {
      to.add(varint());
      return;
    }
    WireMessage packed = message();
    while (packed.buffer.hasRemaining()) {
      to.add(packed.varint());
    }
  }

  /** One value of fixed size, or a packed list of them, appended as bytes. */
  void fixed(int size, List<ByteBuffer> to) throws MalformedOnnxException {
    if (wireType == BYTES) {
      ByteBuffer packed = bytes();
      if (packed.remaining() % size != 0) {
        throw malformed("a list of values of " + size + " bytes", packed.remaining());
      }
      to.add(packed);
      return;
    }
    require(size == Long.BYTES ? FIXED64 : FIXED32);
    to.add(take(size));
  }

  static List<Float> floats(List<ByteBuffer> parts) {
    List<Float> all = new ArrayList<>();
    for (ByteBuffer part : parts) {
      while (part.hasRemaining()) {
        all.add(part.getFloat());
      }
    }
    return all;
  }

  private void require(int type) throws MalformedOnnxException {
    if (wireType != type) {
      throw malformed("wire type " + type + " in field " + field, wireType);
    }
  }

  private ByteBuffer take(long length) throws MalformedOnnxException {
    if (length < 0 || length > buffer.remaining()) {
      throw malformed("at most the " + buffer.remaining() + " bytes that are left", length);
    }
    int end = buffer.position() + (int) length;
    ByteBuffer part = buffer.duplicate().limit(end).slice().order(ByteOrder.LITTLE_ENDIAN);
    buffer.position(end);
    return part;
  }

  private long varint() throws MalformedOnnxException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (!buffer.hasRemaining()) {
        throw malformed("an integer", "the end of the message");
      }
      byte b = buffer.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw malformed("an integer of at most ten bytes", "a longer one");
  }

  private static MalformedOnnxException malformed(String expected, Object got) {
    return new MalformedOnnxException("expected " + expected + ", got " + got);
  }
}
