package dev.plimsoll.sync.source;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.column.UnsupportedValueException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps rows of a PostgreSQL's table that are too large out of this process: a condition for the
/// statements that read it, and what the error means that it makes.
///
/// @param only the table without what inherits from it
/// @param key columns that a row is called by; empty for none
public record RowGuard(
    QualifiedName table, boolean only, List<Column> columns, List<String> key, RowLimit limit) {
  private static final String CTID = "ctid";

  /// Null where no row can be too large.
  public @Nullable String condition() {
    return limit.condition(
        columns,
        place().stream().map(name -> name.equals(CTID) ? name : Identifiers.quote(name)).toList());
  }

  // What is no table has no ctid.
  private List<String> place() {
    return key.isEmpty() && only ? List.of(CTID) : key;
  }

  /// What an error of a statement with that condition means.
  ///
  /// @return the exception itself where it has another cause
  /// @throws PlimsollException VALUE_NOT_CARRIED, naming table, column and row
  SQLException meaning(SQLException e) {
    String message = String.valueOf(e.getMessage());
    int start = message.indexOf(RowLimit.MARK);
    int end = message.lastIndexOf("]}");
    if (start < 0 || end < start) {
      return e;
    }
    throw refusal(
        Json.read(message.substring(start + RowLimit.MARK.length(), end + 2), Said.class), e);
  }

  /// @param sizes of the measured columns, in their order
  /// @param place as text
  record Said(List<Long> sizes, List<String> place) {}

  private PlimsollException refusal(Said said, SQLException cause) {
    List<Long> sizes = said.sizes();
    List<Column> measured = RowLimit.measured(columns);
    int largest = 0;
    for (int i = 1; i < sizes.size(); i++) {
      largest = sizes.get(i) > sizes.get(largest) ? i : largest;
    }
    long row = sizes.stream().mapToLong(Long::longValue).sum();
    UnsupportedValueException uncarried =
        RowLimit.uncarried(sizes.get(largest), row, limit.bytes()).in(measured.get(largest).name());
    String name = said.place().isEmpty() ? "a row" : RowName.byKey(place(), said.place());
    return new PlimsollException(
        ErrorCode.VALUE_NOT_CARRIED, table + ": " + uncarried.of(name), cause);
  }
}
