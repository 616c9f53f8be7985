package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.source.RowLimit;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.connector.table.RowName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Guard that keeps too large rows out of this process: a condition for the statements that read a
/// table, and the meaning of the error that it raises.
record RowGuard(PlannedTable table, RowLimit limit) {
  private static final String CTID = "ctid";

  /// Marks the server's errors that come from the condition.
  private static final String MARK = "plimsoll-row-limit ";

  private static final int VARHDRSZ = 4;
  private static final int BYTES_PER_CHARACTER = 4;

  // A row has few enough such values to be far from any limit.
  private static final int SMALL_VALUE = 1024;

  // lz4 compresses by a factor of 255 at most; text is about four times as long as a binary form.
  private static final int MOST_GROWTH = 1024;

  private static final int LONGEST_KEY = 100;

  // Only tables have a ctid.
  private List<String> place() {
    return table.key().isEmpty() && table.only() ? List.of(CTID) : table.key();
  }

  /// A condition that is true for rows within the limit, and raises a server error for others, with
  /// the sizes of {@link #measured} columns and the row's place: no row is left out silently.
  /// `text` and `bytea` are not detoasted for it. Null where no row can exceed the limit.
  @Nullable String condition() {
    List<Column> measured = measured(table.columns());
    if (limit.isNone() || measured.isEmpty()) {
      return null;
    }
    List<String> sizes = measured.stream().map(this::size).toList();
    return """
        CASE WHEN 0::bigint + %1$s > %2$d
        THEN ('%3$s{"sizes":' || pg_catalog.to_json(ARRAY[%4$s]::bigint[])::text || ',"place":'
              || pg_catalog.to_json(ARRAY[%5$s]::text[])::text || '}')::bool
        ELSE true END"""
        .formatted(
            String.join(" + ", sizes),
            limit.bytes(),
            MARK,
            String.join(", ", sizes),
            place().stream()
                .map(name -> name.equals(CTID) ? name : Identifiers.quote(name))
                .map(name -> "pg_catalog.left(%s::text, %d)".formatted(name, LONGEST_KEY))
                .collect(Collectors.joining(", ")));
  }

  static List<Column> measured(List<Column> columns) {
    return columns.stream().filter(RowGuard::mayBeLarge).toList();
  }

  private static boolean mayBeLarge(Column column) {
    return switch (column.type()) {
      case TEXT, BYTEA, JSON, JSONB, LITERAL -> true;
      case VARCHAR, BPCHAR ->
          column.typmod() < VARHDRSZ
              || (column.typmod() - VARHDRSZ) * (long) BYTES_PER_CHARACTER > SMALL_VALUE;
      case BOOL, INT2, INT4, INT8, FLOAT4, FLOAT8, DATE, TIME, TIMESTAMP, TIMESTAMPTZ -> false;
      case NUMERIC, MONEY, UUID, ENUM -> false;
    };
  }

  // Text and bytea have their length in the header; other values are converted to text for it, but
  // only where their stored size is large enough.
  private String size(Column column) {
    String name = Identifiers.quote(column.name());
    return switch (column.type()) {
      case JSON, JSONB, LITERAL ->
          """
          coalesce(CASE WHEN pg_catalog.pg_column_size(%1$s) <= %2$d
          THEN pg_catalog.pg_column_size(%1$s)
          ELSE pg_catalog.octet_length(%1$s::pg_catalog.text) END, 0)"""
              .formatted(name, limit.bytes() / MOST_GROWTH);
      default -> "coalesce(pg_catalog.octet_length(" + name + "), 0)";
    };
  }

  /// Meaning of an error of a statement with the condition.
  ///
  /// @return the exception itself where it has another cause
  /// @throws PlimsollException VALUE_NOT_CARRIED, naming table, column and row
  SQLException meaning(SQLException e) {
    String message = String.valueOf(e.getMessage());
    int start = message.indexOf(MARK);
    int end = message.lastIndexOf("]}");
    if (start < 0 || end < start) {
      return e;
    }
    PlimsollException refusal =
        refusal(Json.read(message.substring(start + MARK.length(), end + 2), Said.class));
    refusal.addSuppressed(e);
    throw refusal;
  }

  record Said(List<Long> sizes, List<String> place) {}

  private PlimsollException refusal(Said said) {
    String name = said.place().isEmpty() ? "a row" : RowName.byKey(place(), said.place());
    return limit.exceeded(measured(table.columns()), said.sizes()).refusal(table.name(), name);
  }
}
