package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.DatabaseFacts.JointDistinct;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Distinct combinations of columns that `CREATE STATISTICS … (ndistinct)` has counted.
final class JointDistinctQuery {
  // The value is JSON with the columns' numbers as keys: {"1, 2": 33178}. Negative numbers are
  // expressions, which have no attribute: such combinations come out short and are left out.
  private static final String JOINT =
      """
      SELECT n.nspname, c.relname, joint.value::float8 AS distinct_count,
             cardinality(string_to_array(joint.key, ', ')) AS wanted,
             ARRAY(SELECT a.attname::text
                   FROM unnest(string_to_array(joint.key, ', ')::int2[]) AS k (attnum)
                   JOIN pg_catalog.pg_attribute a
                     ON a.attrelid = c.oid AND a.attnum = k.attnum) AS columns
      FROM pg_catalog.pg_stats_ext s
      JOIN pg_catalog.pg_namespace n ON n.nspname = s.schemaname
      JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
      CROSS JOIN LATERAL json_each_text(s.n_distinct::text::json) AS joint
      WHERE s.n_distinct IS NOT NULL AND
      """
          + CatalogScope.FILTER
          + "ORDER BY n.nspname, c.relname, s.statistics_name, joint.key";

  private JointDistinctQuery() {}

  static Map<QualifiedName, List<JointDistinct>> run(Connection connection, CatalogScope scope)
      throws SQLException {
    Map<QualifiedName, List<JointDistinct>> joint = new HashMap<>();
    try (PreparedStatement query = scope.prepare(connection, JOINT);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        List<String> columns = TextArrays.read(row, "columns");
        if (columns.size() == row.getInt("wanted")) {
          joint
              .computeIfAbsent(
                  new QualifiedName(row.getString("nspname"), row.getString("relname")),
                  _ -> new ArrayList<>())
              .add(new JointDistinct(Set.copyOf(columns), row.getDouble("distinct_count")));
        }
      }
    }
    return joint;
  }
}
