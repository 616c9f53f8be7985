package dev.plimsoll.postgres.catalog;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Version of an extension as `pg_extension` has it.
///
/// @param text null for an extension that is not there
public record ExtensionVersion(@Nullable String text) {
  /// Whether it is this version or a later one; false for a text that is no series of numbers.
  ///
  /// @param numbers for example 0, 8, 2
  public boolean isAtLeast(int... numbers) {
    if (text == null || !text.matches("\\d{1,4}(\\.\\d{1,4})*")) {
      return false;
    }
    int[] own = Arrays.stream(text.split("\\.")).mapToInt(Integer::parseInt).toArray();
    for (int i = 0; i < numbers.length; i++) {
      int number = i < own.length ? own[i] : 0;
      if (number != numbers[i]) {
        return number > numbers[i];
      }
    }
    return true;
  }
}
