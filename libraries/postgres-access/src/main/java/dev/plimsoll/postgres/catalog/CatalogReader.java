package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.catalog.DatabaseFacts.Findings;
import dev.plimsoll.postgres.connection.ServerVersion;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reader of catalog facts. Each query is its own transaction, since a held snapshot would stall a
/// concurrent build.
public final class CatalogReader {

  private static final String SERVER =
      """
      SELECT current_setting('server_version_num')::int AS version_number,
             current_setting('server_version') AS version,
             current_database() AS database, current_user AS "user",
             current_setting('max_parallel_maintenance_workers')::int AS maintenance_workers,
             current_setting('max_parallel_workers')::int AS workers,
             pg_size_bytes(current_setting('maintenance_work_mem')) AS maintenance_work_mem,
             pg_size_bytes(current_setting('min_parallel_table_scan_size')) AS min_parallel_scan,
             pg_size_bytes(current_setting('shared_buffers')) AS shared_buffers,
             current_setting('max_worker_processes')::int AS worker_processes,
             pg_size_bytes(current_setting('effective_cache_size')) AS effective_cache,
             (SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'vector') AS pgvector
      """;

  private static final String RELATION_NAMES =
      """
      SELECT n.nspname, c.relname
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ANY (?)
      """;

  private CatalogReader() {}

  /// All facts of the tables of a scope. Leaves the session with a `search_path` of `pg_catalog`,
  /// so that expressions written by PostgreSQL are comparable, and a `lock_timeout` of a second.
  ///
  /// An unreadable table has only its name, its sizes at the last VACUUM and a [TableReadError].
  ///
  /// @throws PlimsollException UNSUPPORTED_SERVER before PostgreSQL 14, or what the SQLSTATE means
  public static DatabaseFacts read(Connection connection, CatalogScope scope) {
    try {
      ServerFacts server = server(connection);
      try (Statement statement = connection.createStatement()) {
        // Waiting for a table that is altered would block everyone behind this session.
        statement.execute("SET search_path = pg_catalog; SET lock_timeout = '1s'");
      }
      CatalogPart part = CatalogPart.read(connection, scope);
      return new DatabaseFacts(
          server,
          part.tables,
          part.columns,
          part.indexes,
          part.foreignKeys,
          relationNames(connection, part.tables.keySet()),
          part.jointDistinct,
          part.troubles,
          Findings.NONE);
    } catch (SQLException e) {
      throw failure("the catalog could not be read", e);
    }
  }

  /// Names of all tables and partitioned tables except system ones.
  public static List<QualifiedName> tableNames(Connection connection) throws SQLException {
    return Sql.of(
            connection,
            """
            SELECT n.nspname, c.relname
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            """)
        .list(CatalogScope::table);
  }

  /// Facts of the server alone: a cheap check that a database answers and is supported.
  ///
  /// @throws PlimsollException as [#read]
  public static ServerFacts readServer(Connection connection) {
    try {
      return server(connection);
    } catch (SQLException e) {
      throw failure("the server's settings could not be read", e);
    }
  }

  static PlimsollException failure(String what, SQLException e) {
    return new PlimsollException(SqlStates.errorCode(e), what + ": " + e.getMessage(), e);
  }

  private static ServerFacts server(Connection connection) throws SQLException {
    ServerFacts server =
        Sql.of(connection, SERVER)
            .one(
                row ->
                    new ServerFacts(
                        row.getInt("version_number"),
                        row.getString("version"),
                        row.getString("database"),
                        row.getString("user"),
                        new ServerFacts.Workers(
                            row.getInt("maintenance_workers"),
                            row.getInt("workers"),
                            row.getInt("worker_processes")),
                        new ServerFacts.Memory(
                            row.getLong("maintenance_work_mem"),
                            row.getLong("shared_buffers"),
                            row.getLong("effective_cache")),
                        row.getLong("min_parallel_scan"),
                        row.getString("pgvector")));
    if (server.versionNumber() < ServerVersion.OLDEST) {
      throw new PlimsollException(
          ErrorCode.UNSUPPORTED_SERVER, "the server is PostgreSQL " + server.version());
    }
    return server;
  }

  private static Map<String, Set<String>> relationNames(
      Connection connection, Collection<QualifiedName> tables) throws SQLException {
    Map<String, Set<String>> names = new HashMap<>();
    String[] schemas = tables.stream().map(QualifiedName::schema).distinct().toArray(String[]::new);
    Sql.of(connection, RELATION_NAMES, (Object) schemas)
        .list(
            row ->
                names
                    .computeIfAbsent(row.getString("nspname"), _ -> new HashSet<>())
                    .add(row.getString("relname")));
    return names;
  }
}
