package dev.plimsoll.sync.increment;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.plimsoll.contracts.sync.IncrementWindow;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.sync.column.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an increment reads: the window of its table, fixed when it is planned, so that whoever
/// goes on with it reads the same.
///
/// By a column, the window is `low < column <= high`. By xmin it is of transactions, from `low` to
/// before `high`, both 64 bits wide as `xid8` has them; a row shows only the lower half of its
/// transaction's number, so what is compared is the distance from `low` around the circle of 2^32.
/// No row of the window is missed by that; one that is older by whole turns may be read again.
///
/// @param column null with {@link IncrementMode#XMIN}
/// @param low the watermark; null for the first row
/// @param high to which the watermark moves; null where nothing may be read yet
/// @param waitsFor what keeps `high` from reaching further, in a sentence; null where nothing does
/// @param addedColumns names of columns that the last increment did not have
/// @param deletes rows of the target whose key the source has no more are deleted when the window
///     has been merged, so many at most; null where none are
/// @param lateCommits what keeps rows that are committed late from being passed, in a sentence;
///     null in increments that were kept before it was noted
public record Increment(
    IncrementMode mode,
    @Nullable String column,
    @Nullable String low,
    @Nullable String high,
    @Nullable String waitsFor,
    List<String> addedColumns,
    @Nullable DeleteLimit deletes,
    @Nullable String lateCommits) {
  private static final long TURN = 1L << 32;

  /// The condition of the window.
  ///
  /// @param columns of the table
  /// @return null where every row is in it
  public @Nullable String filter(List<Column> columns) {
    if (high == null) {
      return "false";
    }
    return switch (mode) {
      case COLUMN -> ofColumn(columns, high);
      case XMIN -> low == null ? null : ofTransactions(low, high);
    };
  }

  private String ofColumn(List<Column> columns, String upTo) {
    Column by = Column.named(List.of(String.valueOf(column)), columns).getFirst();
    String name = Identifiers.quote(by.name());
    String upper = name + " <= " + constant(upTo, by);
    return low == null ? upper : name + " > " + constant(low, by) + " AND " + upper;
  }

  // The system column first: a table cannot have another of that name.
  private static String ofTransactions(String low, String high) {
    long from = Long.parseUnsignedLong(low);
    long width = Long.parseUnsignedLong(high) - from;
    return "(xmin::text::bigint - %d + %d) %% %d < %d"
        .formatted(Long.remainderUnsigned(from, TURN), TURN, TURN, width);
  }

  static String constant(String text, Column column) {
    return Identifiers.literal(text) + "::" + column.castName();
  }

  /// As views have it.
  ///
  /// @param inserted rows that the target did not have
  /// @param replaced rows that the target had otherwise
  /// @param deleted rows that the source has no more
  @JsonIgnore
  public IncrementWindow view(long inserted, long replaced, long deleted) {
    return new IncrementWindow(
        mode.value(),
        column,
        low,
        high,
        waitsFor,
        addedColumns,
        inserted,
        replaced,
        deletes == null ? null : deleted,
        lateCommits);
  }
}
