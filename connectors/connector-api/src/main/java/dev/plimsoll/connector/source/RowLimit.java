package dev.plimsoll.connector.source;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.UnsupportedValueException;
import java.util.Collections;
import java.util.List;
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

  /// What is said of a row beyond it.
  ///
  /// @param columns whose values may be large
  /// @param sizes bytes of their values, in the same order
  public UnsupportedValueException exceeded(List<Column> columns, List<Long> sizes) {
    long largest = Collections.max(sizes);
    return new UnsupportedValueException(
            String.format(
                Locale.ROOT,
                "%,d bytes in a row of %,d, and a row may have %,d (plimsoll.sync.largest-row)",
                largest,
                sizes.stream().mapToLong(Long::longValue).sum(),
                bytes))
        .in(columns.get(sizes.indexOf(largest)).name());
  }
}
