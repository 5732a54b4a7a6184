package org.percept4j.sonify.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A sink that writes lines of text in UTF-8; the file is whole or absent. */
abstract class TextSink extends FileSink {

  private static final int BUFFER = 1 << 16;

  private final OutputFile file;
  private final StringBuilder lines = new StringBuilder();

  TextSink(Path path, boolean overwrite) throws IOException {
    this.file = OutputFile.create(path, overwrite);
  }

  final void line(String text) throws IOException {
    lines.append(text).append('\n');
    if (lines.length() > BUFFER) {
      flush();
    }
  }

  private void flush() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
    lines.setLength(0);
    while (bytes.hasRemaining()) {
      file.channel().write(bytes);
    }
  }

  @Override
  void finish() throws IOException {
    flush();
    file.finish();
  }

  @Override
  void discard() throws IOException {
    file.discard();
  }
}
