package dev.plimsoll.benchmarks.extract;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Column beside the key. Together they are about as wide as an order and have as many types.
///
/// @param value of row `i` in SQL of both servers
/// @param postgresValue null where PostgreSQL uses `value`
record Payload(
    String name,
    String postgresType,
    String mariaDbType,
    String value,
    @Nullable String postgresValue) {

  /// Nine columns: a table with a key of one column has ten.
  static final List<Payload> ALL =
      List.of(
          same("account_id", "integer", "i * 7919 % 100003"),
          same("quantity", "smallint", "i % 1000"),
          same("price", "numeric(12,2)", "(i * 37 % 1000000) / 100.0"),
          new Payload("ratio", "double precision", "double", "sqrt(i)", null),
          same("active", "boolean", "i % 3 = 0"),
          new Payload(
              "ordered_on",
              "date",
              "date",
              "DATE '2020-01-01' + INTERVAL (i % 2000) DAY",
              "DATE '2020-01-01' + CAST(i % 2000 AS integer)"),
          new Payload(
              "updated_at",
              "timestamp",
              "datetime",
              "TIMESTAMP '2024-01-01 00:00:00' + INTERVAL (i % 31536000) SECOND",
              "TIMESTAMP '2024-01-01 00:00:00' + (i % 31536000) * INTERVAL '1 second'"),
          new Payload(
              "status",
              "text",
              "varchar(20)",
              "CASE i % 4 WHEN 0 THEN 'ordered' WHEN 1 THEN 'packed' WHEN 2 THEN 'sent'"
                  + " ELSE 'returned' END",
              null),
          new Payload(
              "note",
              "text",
              "varchar(100)",
              "concat('order ', i, ' of account ', i * 7919 % 100003, ', leave at the door')",
              null));

  private static Payload same(String name, String type, String value) {
    return new Payload(name, type, type, value, null);
  }

  static String definitions(List<Payload> columns, Dialect dialect) {
    return columns.stream()
        .map(
            column ->
                "%s %s NOT NULL"
                    .formatted(
                        column.name,
                        dialect == Dialect.POSTGRES ? column.postgresType : column.mariaDbType))
        .collect(Collectors.joining(", "));
  }

  static String values(List<Payload> columns, Dialect dialect) {
    return columns.stream()
        .map(
            column ->
                dialect == Dialect.POSTGRES && column.postgresValue != null
                    ? column.postgresValue
                    : column.value)
        .collect(Collectors.joining(", "));
  }
}
