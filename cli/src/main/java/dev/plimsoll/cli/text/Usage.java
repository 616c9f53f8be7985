package dev.plimsoll.cli.text;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.function.Supplier;

/// Values that people give, refused as USAGE where they make no sense.
public final class Usage {
  private Usage() {}

  /// @param before said before the reason, for example `not an address: `
  /// @param value throws IllegalArgumentException, which says why it is refused
  /// @throws PlimsollException USAGE
  public static <T> T checked(String before, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new PlimsollException(ErrorCode.USAGE, before + e.getMessage(), e);
    }
  }
}
