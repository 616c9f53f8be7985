package dev.plimsoll.offsetlog.packing;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.Arrays;

/// Varints, as in Protocol Buffers: base 128, lowest digits first, the top bit set where more
/// follow. Signed ones are in zigzag encoding, so that numbers near 0 are short.
public final class Varints {
  private static final int MOST_BYTES = 10;
  private static final int LAST_SHIFT = 63;

  private Varints() {}

  /// Packed numbers, one after the other.
  public static final class Writer {
    private byte[] bytes;
    private int length;

    /// @param expected bytes; it grows beyond them
    public Writer(int expected) {
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

    void signed(long value) {
      unsigned((value << 1) ^ (value >> 63));
    }

    public byte[] bytes() {
      return Arrays.copyOf(bytes, length);
    }
  }

  /// The reverse of [Writer].
  public static final class Reader {
    private final byte[] bytes;
    private int next;

    public Reader(byte[] bytes, int from) {
      this.bytes = bytes;
      this.next = from;
    }

    public boolean hasMore() {
      return next < bytes.length;
    }

    /// @throws PlimsollException CHECK_FAILED when the bytes end within a number
    public long unsigned() {
      long value = 0;
      for (int shift = 0; shift <= LAST_SHIFT && hasMore(); shift += 7) {
        byte read = bytes[next++];
        value |= (read & 0x7FL) << shift;
        if (read >= 0) {
          return value;
        }
      }
      throw new PlimsollException(ErrorCode.CHECK_FAILED, "packed numbers end within a number");
    }

    long signed() {
      long folded = unsigned();
      return (folded >>> 1) ^ -(folded & 1);
    }
  }
}
