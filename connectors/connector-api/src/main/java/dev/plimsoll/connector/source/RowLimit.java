package dev.plimsoll.connector.source;

import dev.plimsoll.connector.column.UnsupportedValueException;
import java.util.Locale;

/// Bytes that a row may have to be read: a driver hands out a row whole, so it has to fit into the
/// heap before anybody can ask how large it is. The source is asked instead, in the statement that
/// reads.
///
/// @param bytes of the row's values of variable length, in COPY's form
public record RowLimit(long bytes) {
  /// Of rows that are small by themselves.
  public static final RowLimit NONE = new RowLimit(Long.MAX_VALUE);

  /// Whether there is no limit.
  public boolean isNone() {
    return bytes == Long.MAX_VALUE;
  }

  /// Half of it.
  public RowLimit half() {
    return isNone() ? this : new RowLimit(bytes / 2);
  }

  /// What is said of a row beyond a limit.
  ///
  /// @param value bytes of its largest value
  /// @param row bytes of all its values of variable length
  public static UnsupportedValueException tooLarge(long value, long row, long limit) {
    return new UnsupportedValueException(
        String.format(
            Locale.ROOT,
            "%,d bytes in a row of %,d, and a row may have %,d (plimsoll.sync.largest-row)",
            value,
            row,
            limit));
  }
}
