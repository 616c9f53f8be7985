package dev.plimsoll.offsetlog.packing;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;

/// The reverse of [NumberWriter].
public final class NumberReader {
  private static final int LAST_SHIFT = 63;

  private final byte[] bytes;
  private int next;

  public NumberReader(byte[] bytes, int from) {
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

  public long signed() {
    long folded = unsigned();
    return (folded >>> 1) ^ -(folded & 1);
  }
}
