package dev.plimsoll.connector.source;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.UnsupportedValueException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// Size limit of rows. A driver returns a row whole, so a larger one might not fit into the heap;
/// the statement that reads therefore checks the size at the source.
///
/// @param bytes of the row's variable-length values in COPY's form
public record RowLimit(long bytes) {
  public static final RowLimit NONE = new RowLimit(Long.MAX_VALUE);

  public boolean isNone() {
    return bytes == Long.MAX_VALUE;
  }

  public RowLimit half() {
    return isNone() ? this : new RowLimit(bytes / 2);
  }

  /// The refusal of a larger row.
  ///
  /// @param columns whose values may be large
  /// @param sizes bytes of their values
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
