package dev.plimsoll.benchmarks.advise.workload;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Torc's schema and query patterns, from the analysis of its indexes, for PostgreSQL.
///
/// Workflows are skewed in size, as parameters are: they are drawn from rows, so that large
/// workflows are asked for more often.
public final class Torc {
  public static final String SCHEMA = "torc";

  private Torc() {}

  /// Creates and fills the schema, and leaves the session in it. 300,000 jobs in 200 workflows
  /// take
  /// 20 s and 230 MB.
  public static void create(Connection connection, int jobs, int workflows) throws SQLException {
    Map<String, String> values =
        Map.of("schema", SCHEMA, "jobs", "" + jobs, "workflows", "" + workflows);
    for (String script : List.of("torc-schema.sql", "torc-data.sql", "torc-foreign-keys.sql")) {
      for (String statement : QueryTexts.statements(script, values)) {
        BenchDatabase.execute(connection, statement);
      }
    }
    BenchDatabase.execute(connection, "VACUUM ANALYZE", "SET search_path = " + SCHEMA);
  }

  /// The queries with parameters of rows drawn by the seed.
  ///
  /// @param bindings of each query
  public static List<WorkloadQuery> queries(Connection connection, long seed, int bindings)
      throws SQLException {
    List<WorkloadQuery> queries = new ArrayList<>();
    for (QueryTexts.QueryText text : QueryTexts.queries("torc-queries.sql", Map.of())) {
      String drawn =
          "SELECT %s ORDER BY hashtextextended(ctid::text, %d) LIMIT %d"
              .formatted(text.binds(), seed, bindings);
      queries.add(text.query().boundBy(Sql.of(connection, drawn).list(Torc::values)));
    }
    return queries;
  }

  private static List<Object> values(ResultSet row) throws SQLException {
    List<Object> values = new ArrayList<>();
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      values.add(row.getObject(i));
    }
    return values;
  }

  /// The thirteen indexes that the analysis recommends.
  public static List<String> seedIndexes() {
    return QueryTexts.statements("torc-seed-indexes.sql", Map.of()).stream()
        .map(statement -> statement.lines().filter(line -> !line.startsWith("--")).toList())
        .map(lines -> String.join(" ", lines))
        .toList();
  }
}
