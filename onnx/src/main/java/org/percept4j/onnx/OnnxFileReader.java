package org.percept4j.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.percept4j.onnx.OnnxNode.OnnxAttribute;

/** Reads a model file: the messages of onnx.proto3 that describe a network. */
final class OnnxFileReader {

  private final TensorReader tensors;
  private final Map<String, OnnxTensor> constants = new LinkedHashMap<>();
  private final List<OnnxNode> nodes = new ArrayList<>();
  private final List<OnnxModel.Value> inputs = new ArrayList<>();
  private final List<OnnxModel.Value> outputs = new ArrayList<>();

  private OnnxFileReader(Path folder) {
    this.tensors = new TensorReader(folder);
  }

  static OnnxModel read(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    ByteBuffer all = map(file, 0, -1);
    return new OnnxFileReader(folder == null ? file : folder).model(new WireMessage(all));
  }

  /**
   * A part of a file, or all of it, as memory.
   *
   * @param length in bytes; −1 for all that there is
   * @throws IOException if it is no regular file, or has not that much
   */
  static ByteBuffer map(Path file, long offset, long length) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": expected a file, got none");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      long wanted = length < 0 ? size - offset : length;
      if (offset < 0 || offset > size || wanted > size - offset || wanted > Integer.MAX_VALUE) {
        throw new MalformedOnnxException(
            String.format(
                "%s: expected %d bytes from %d on, at most 2147483647, got a file of %d bytes",
                file, wanted, offset, size));
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, offset, wanted);
    }
  }

  private OnnxModel model(WireMessage message) throws IOException {
    long opset = -1;
    boolean graph = false;
    while (message.next()) {
      switch (message.field()) {
        case 7 -> {
          graph(message.message());
          graph = true;
        }
        case 8 -> opset = Math.max(opset, opset(message.message()));
        default -> message.skip();
      }
    }
    if (!graph || opset < 0) {
      throw new MalformedOnnxException(
          "expected an ONNX model with a graph and a version of its operators, got "
              + (graph ? "no version" : "no graph"));
    }
    inputs.removeIf(input -> constants.containsKey(input.name()));
    return new OnnxModel(opset, nodes, constants, inputs, outputs);
  }

  /** The version of ONNX's own operators; −1 if it is another domain's. */
  private static long opset(WireMessage message) throws IOException {
    String domain = "";
    long version = -1;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> domain = message.string();
        case 2 -> version = message.integer();
        default -> message.skip();
      }
    }
    return domain.isEmpty() || domain.equals("ai.onnx") ? version : -1;
  }

  private void graph(WireMessage message) throws IOException {
    while (message.next()) {
      switch (message.field()) {
        case 1 -> nodes.add(node(message.message()));
        case 5 -> {
          OnnxTensor tensor = tensors.read(message.message());
          constants.put(tensor.name(), tensor);
        }
        case 11 -> inputs.add(value(message.message()));
        case 12 -> outputs.add(value(message.message()));
        default -> message.skip();
      }
    }
  }

  private OnnxNode node(WireMessage message) throws IOException {
    String name = "";
    String operator = "";
    String domain = "";
    List<String> from = new ArrayList<>();
    List<String> to = new ArrayList<>();
    Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
    while (message.next()) {
      switch (message.field()) {
        case 1 -> from.add(message.string());
        case 2 -> to.add(message.string());
        case 3 -> name = message.string();
        case 4 -> operator = message.string();
        case 5 -> attribute(message.message(), attributes);
        case 7 -> domain = message.string();
        default -> message.skip();
      }
    }
    if (to.isEmpty()) {
      throw new MalformedOnnxException("node \"" + name + "\": expected an output, got none");
    }
    String own = domain.equals("ai.onnx") ? "" : domain;
    return new OnnxNode(name.isEmpty() ? to.get(0) : name, operator, own, from, to, attributes);
  }

  private void attribute(WireMessage message, Map<String, OnnxAttribute> to) throws IOException {
    String name = "";
    Float f = null;
    Long i = null;
    String s = null;
    @Nullable OnnxTensor t = null;
    List<ByteBuffer> floats = new ArrayList<>();
    List<Long> ints = new ArrayList<>();
    while (message.next()) {
      switch (message.field()) {
        case 1 -> name = message.string();
        case 2 -> f = message.single();
        case 3 -> i = message.integer();
        case 4 -> s = message.string();
        case 5 -> t = tensors.read(message.message());
        case 7 -> message.fixed(Float.BYTES, floats);
        case 8 -> message.integers(ints);
        default -> message.skip();
      }
    }
    to.put(name, new OnnxAttribute(f, i, s, t, WireMessage.floats(floats), ints));
  }

  private static OnnxModel.Value value(WireMessage message) throws IOException {
    String name = "";
    List<Long> shape = new ArrayList<>();
    while (message.next()) {
      switch (message.field()) {
        case 1 -> name = message.string();
        case 2 -> type(message.message(), shape);
        default -> message.skip();
      }
    }
    return new OnnxModel.Value(name, shape.stream().mapToLong(Long::longValue).toArray());
  }

  private static void type(WireMessage message, List<Long> shape) throws IOException {
    while (message.next()) {
      if (message.field() == 1) {
        WireMessage tensor = message.message();
        while (tensor.next()) {
          if (tensor.field() == 2) {
            shape(tensor.message(), shape);
          } else {
            tensor.skip();
          }
        }
      } else {
        message.skip();
      }
    }
  }

  private static void shape(WireMessage message, List<Long> shape) throws IOException {
    while (message.next()) {
      if (message.field() != 1) {
        message.skip();
        continue;
      }
      long size = -1;
      WireMessage dimension = message.message();
      while (dimension.next()) {
        if (dimension.field() == 1) {
          size = dimension.integer();
        } else {
          dimension.skip();
        }
      }
      shape.add(size);
    }
  }
}
