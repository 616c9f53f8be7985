package dev.plimsoll.offsetlog.packing;

import java.util.Arrays;

/// Variable-length numbers: base 128, lowest digits first, the top bit set where more follow.
public final class NumberWriter {
  private static final int MOST_BYTES = 10;

  private byte[] bytes;
  private int length;

  /// @param expected bytes; it grows beyond them
  public NumberWriter(int expected) {
    this.bytes = new byte[expected + MOST_BYTES];
  }

  void octet(byte value) {
    bytes[length++] = value;
  }

  /// @param value unsigned: a negative one is beyond 2^63
  public void unsigned(long value) {
    if (bytes.length - length < MOST_BYTES) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
    byte[] to = bytes;
    int at = length;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      to[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    to[at++] = (byte) rest;
    length = at;
  }

  /// Zigzag encoding, so that numbers near 0 are short.
  public void signed(long value) {
    unsigned((value << 1) ^ (value >> 63));
  }

  public byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }
}
