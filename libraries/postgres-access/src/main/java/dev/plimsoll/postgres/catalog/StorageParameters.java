package dev.plimsoll.postgres.catalog;

import org.jspecify.annotations.Nullable;

/// Values of `pg_class.reloptions`, which keeps them as they were written.
final class StorageParameters {
  private StorageParameters() {}

  /// A whole number as PostgreSQL takes it: `2`, `2.0`, `0x2`, `02`, with spaces around it.
  ///
  /// Source: `parse_int` in `src/backend/utils/misc/guc.c`.
  ///
  /// @return null for none, and for what is no number: nothing is known of it then
  static @Nullable Integer wholeNumber(@Nullable String written) {
    if (written == null) {
      return null;
    }
    String text = written.strip();
    try {
      return Integer.decode(text);
    } catch (NumberFormatException notWhole) {
      try {
        double value = Math.rint(Double.parseDouble(text));
        return value == (int) value ? (int) value : null;
      } catch (NumberFormatException notANumber) {
        return null;
      }
    }
  }
}
