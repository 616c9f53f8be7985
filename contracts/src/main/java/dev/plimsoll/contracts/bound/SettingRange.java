package dev.plimsoll.contracts.bound;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;

/// Ranges of settings, checked when a service starts. Bean Validation would do it by annotations,
/// and takes some 0.3 s of the main thread to read the interfaces that bear them.
public final class SettingRange {
  private SettingRange() {}

  /// @param setting its full name
  /// @throws PlimsollException START_FAILED, naming it and its range
  public static void require(String setting, long value, long least, long most) {
    if (value < least || value > most) {
      throw new PlimsollException(
          ErrorCode.START_FAILED,
          most == Long.MAX_VALUE || most == Integer.MAX_VALUE
              ? "%s must be %d or more, and is %d".formatted(setting, least, value)
              : "%s must be %d to %d, and is %d".formatted(setting, least, most, value));
    }
  }
}
