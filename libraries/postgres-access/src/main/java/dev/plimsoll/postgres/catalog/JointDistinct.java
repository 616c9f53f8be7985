package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.statement.Columns;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Number of distinct combinations of columns, counted by `CREATE STATISTICS … (ndistinct)`.
///
/// @param columns in no order
public record JointDistinct(Set<String> columns, double distinct) {
  // JSON with attribute numbers as keys: {"1, 2": 33178}. Combinations with expressions, which have
  // negative numbers, are left out.
  private static final String JOINT =
      """
      SELECT n.nspname, c.relname, joint.value::float8 AS distinct_count,
             %s AS columns
      FROM pg_catalog.pg_stats_ext s
      JOIN pg_catalog.pg_namespace n ON n.nspname = s.schemaname
      JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
      CROSS JOIN LATERAL json_each_text(s.n_distinct::text::json) AS joint
      WHERE s.n_distinct IS NOT NULL AND joint.key NOT LIKE '%%-%%' AND %s
      ORDER BY n.nspname, c.relname, s.statistics_name, joint.key
      """
          .formatted(
              ColumnFacts.namesSql("c.oid", "string_to_array(joint.key, ', ')::int2[]"),
              CatalogScope.FILTER);

  public JointDistinct {
    columns = Set.copyOf(columns);
  }

  static Map<QualifiedName, List<JointDistinct>> read(Connection connection, CatalogScope scope)
      throws SQLException {
    return scope.byTable(
        connection,
        JOINT,
        row ->
            new JointDistinct(
                Set.copyOf(Columns.texts(row, "columns")), row.getDouble("distinct_count")));
  }
}
