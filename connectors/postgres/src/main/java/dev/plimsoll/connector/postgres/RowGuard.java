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

/// Keeps rows of a PostgreSQL's table that are too large out of this process: a condition for the
/// statements that read it, and what the error means that it makes.
///
/// @param table as it was planned; a row is called by its key, where it has one
record RowGuard(PlannedTable table, RowLimit limit) {
  private static final String CTID = "ctid";

  /// By which the server's error is known that the condition makes.
  private static final String MARK = "plimsoll-row-limit ";

  private static final int VARHDRSZ = 4;
  private static final int BYTES_PER_CHARACTER = 4;

  // A page holds a few hundred such values at most, which together are far from any limit.
  private static final int SMALL_VALUE = 1024;

  // Compressed by 255 at most (lz4), and text of what is kept in a form of its own by 4, about.
  private static final int MOST_GROWTH = 1024;

  private static final int LONGEST_KEY = 100;

  /// Null where no row can be too large.
  @Nullable String condition() {
    return condition(
        table.columns(),
        place().stream().map(name -> name.equals(CTID) ? name : Identifiers.quote(name)).toList());
  }

  // What is no table has no ctid.
  private List<String> place() {
    return table.key().isEmpty() && table.only() ? List.of(CTID) : table.key();
  }

  /// A condition that holds for rows within the limit. Of another it makes an error of the server,
  /// so that none is left out silently, which says the sizes of {@link #measured} columns and
  /// where the row is.
  ///
  /// Values of `text` and `bytea` are not even detoasted for that.
  ///
  /// @param columns that are read
  /// @param place expressions that say where a row is: its key, or its `ctid`
  /// @return null where no row can be beyond the limit
  private @Nullable String condition(List<Column> columns, List<String> place) {
    List<Column> measured = measured(columns);
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
            place.stream()
                .map(
                    expression ->
                        "pg_catalog.left(%s::text, %d)".formatted(expression, LONGEST_KEY))
                .collect(Collectors.joining(", ")));
  }

  /// Columns whose values may be large.
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

  // The length of text and bytea is in the value's header; another's is that of its text, which is
  // made only where the value as it is kept is large enough.
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

  /// What an error of a statement with that condition means.
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

  /// @param sizes of the measured columns, in their order
  /// @param place as text
  record Said(List<Long> sizes, List<String> place) {}

  private PlimsollException refusal(Said said) {
    String name = said.place().isEmpty() ? "a row" : RowName.byKey(place(), said.place());
    return limit.exceeded(measured(table.columns()), said.sizes()).refusal(table.name(), name);
  }
}
