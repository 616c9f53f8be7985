package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/// Statement that computes a table's row count and digest in one scan, parallel where the server
/// chooses so. The order of the rows does not matter.
public final class DigestSql {
  private static final String STATEMENT =
      """
      -- TimeZone UTC, DateStyle ISO, IntervalStyle iso_8601, extra_float_digits 1, bytea_output hex
      SELECT row_count,
             lpad(to_hex((CASE WHEN total >= 9223372036854775808
                               THEN total - 18446744073709551616 ELSE total END)::bigint),
                  16, '0') AS digest
      FROM (SELECT row_count,
                   mod(mod(signed_total, 18446744073709551616) + 18446744073709551616,
                       18446744073709551616) AS total
            FROM (SELECT count(*) AS row_count,
                         coalesce(sum(('x' || left(md5(convert_to(ROW(%s)::text, 'UTF8')), 16)
                                      )::bit(64)::bigint), 0) AS signed_total
                  FROM %s) AS sums) AS wrapped
      """;

  private DigestSql() {}

  /// @param only without inheriting tables
  /// @param where a condition with its keyword; empty for none
  public static String of(QualifiedName table, boolean only, List<Column> columns, String where) {
    return ofRows(Identifiers.relation(table, only) + where, columns);
  }

  public static TableDigest ask(Connection session, String sql) throws SQLException {
    return Sql.of(session, sql)
        .one(row -> new TableDigest(row.getLong("row_count"), row.getString("digest")));
  }

  /// @param rows the FROM clause without its keyword
  public static String ofRows(String rows, List<Column> columns) {
    return STATEMENT.formatted(
        columns.stream().map(DigestSql::value).collect(Collectors.joining(", ")), rows);
  }

  // Floats by their bits, so that formatting cannot differ; all NaNs, which are equal, become one.
  private static String value(Column column) {
    String name = Identifiers.quote(column.name());
    if (!column.type().isFloat()) {
      return column.carried(name);
    }
    String type = column.type() == PgType.FLOAT4 ? "float4" : "float8";
    return "encode(%1$ssend(CASE WHEN %2$s = 'NaN' THEN 'NaN'::%1$s ELSE %2$s END), 'hex')"
        .formatted(type, name);
  }
}
