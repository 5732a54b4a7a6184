package org.percept4j.sonify.sink;

/** Says how a sample is stored in a WAV file. */
public enum SampleFormat {
  /** 16-bit signed integers, what every player reads. */
  PCM_16(2),
  /** 24-bit signed integers. */
  PCM_24(3),
  /** 32-bit IEEE floats. */
  FLOAT_32(4);

  private final int bytes;

  SampleFormat(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  int bits() {
    return 8 * bytes;
  }

  /** Returns the length of a WAV file's header in bytes, up to the first sample. */
  int headerBytes() {
    return this == FLOAT_32 ? 58 : 44;
  }

  /** Returns the WAVE format tag: 1 for integers, 3 for floats. */
  int tag() {
    return this == FLOAT_32 ? 3 : 1;
  }
}
