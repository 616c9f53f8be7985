package dev.plimsoll.cli.text;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.function.Supplier;

public final class Usage {
  private Usage() {}

  /// Runs a parser or constructor, with its IllegalArgumentException as USAGE.
  ///
  /// @param before prefix of the message, for example `not an address: `
  /// @throws PlimsollException USAGE
  public static <T> T checked(String before, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new PlimsollException(ErrorCode.USAGE, before + e.getMessage(), e);
    }
  }
}
