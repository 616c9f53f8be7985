package dev.plimsoll.builder.catalog;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.index.IndexShapeSql;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/// Reader of a table's facts in one statement, so that they are of one moment.
public final class TargetCatalog {
  // Without expressions this locks neither table nor index: it must answer while somebody holds
  // ACCESS EXCLUSIVE.
  private static final String INDEXES =
      """
      SELECT coalesce(json_agg(json_build_object(
        'oid', ic.oid::bigint,
        'name', ic.relname,
        'valid', x.indisvalid AND x.indisready AND x.indislive,
        'analyzed', x.indexprs IS NULL OR EXISTS (
          SELECT FROM pg_stats s WHERE s.schemaname = n.nspname AND s.tablename = ic.relname),
        'attachedTo', (SELECT pn.nspname || '.' || pc.relname FROM pg_inherits h
                       JOIN pg_class pc ON pc.oid = h.inhparent
                       JOIN pg_namespace pn ON pn.oid = pc.relnamespace
                       WHERE h.inhrelid = x.indexrelid),
        'builtBy', (SELECT p.pid FROM pg_stat_progress_create_index p
                    WHERE p.index_relid = x.indexrelid LIMIT 1),
        'shape', %s) ORDER BY ic.relname), '[]')
      FROM pg_index x
      JOIN pg_class ic ON ic.oid = x.indexrelid
      JOIN pg_am am ON am.oid = ic.relam
      WHERE x.indrelid = """;

  private static final String FACTS =
      """
      SELECT json_build_object(
        'server', json_build_object(
          'version', current_setting('server_version_num')::int,
          'standby', pg_is_in_recovery(),
          'clockMillis', (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
          'backendPid', pg_backend_pid()),
        'relation', json_build_object(
          'name', json_build_object('schema', n.nspname, 'name', c.relname),
          'oid', c.oid::bigint,
          'kind', c.relkind,
          'renamable', c.reloftype = 0 AND NOT (c.relkind = 'r' AND c.relhassubclass),
          'rights', json_build_object(
            'role', current_user,
            'owner', pg_get_userbyid(c.relowner),
            'ownerIsSuperuser', (
              SELECT rolsuper FROM pg_roles WHERE oid = c.relowner),
            'owned', pg_has_role(c.relowner, 'USAGE'),
            'schemaUsable', has_schema_privilege(n.oid, 'USAGE'),
            'schemaWritable', has_schema_privilege(n.oid, 'CREATE')),
          'analyzed', EXISTS (
            SELECT FROM pg_stat_all_tables s
            WHERE s.relid = c.oid
              AND greatest(s.last_analyze, s.last_autoanalyze) IS NOT NULL
              AND s.n_mod_since_analyze * 10 <= greatest(c.reltuples, 0))),
        'workers', json_build_object(
          'set', (
            SELECT option_value::float8::int FROM pg_options_to_table(c.reloptions)
            WHERE option_name = 'parallel_workers'),
          'marks', (
            SELECT coalesce(json_agg(t.typname ORDER BY t.typname), '[]') FROM pg_type t
            WHERE t.typnamespace = n.oid AND t.typtype = 'e'
              AND starts_with(t.typname, '%2$s' || c.oid || '_'))),
        'columns', (%3$s),
        'indexes', (%1$s c.oid),
        'takenNames', (
          SELECT coalesce(json_agg(r.relname), '[]') FROM pg_class r
          WHERE r.relnamespace = n.oid AND r.relname = ANY (?)),
        'constraints', (
          SELECT coalesce(json_agg(json_build_object(
            'name', k.conname, 'validated', k.convalidated)), '[]')
          FROM pg_constraint k
          WHERE k.conrelid = c.oid),
        'family', json_build_object(
          'partition', c.relispartition,
          'partitions', (
            SELECT coalesce(json_agg(json_build_object(
              'name', json_build_object('schema', pn.nspname, 'name', pc.relname),
              'kind', pc.relkind,
              'indexes', (%1$s pc.oid),
              'nullable', (%4$s)) ORDER BY pn.nspname, pc.relname), '[]')
            FROM pg_inherits h
            JOIN pg_class pc ON pc.oid = h.inhrelid
            JOIN pg_namespace pn ON pn.oid = pc.relnamespace
            WHERE c.relkind = 'p' AND h.inhparent = c.oid AND NOT h.inhdetachpending),
          'whole', (
            SELECT json_build_object(
              'name', json_build_object('schema', pn.nspname, 'name', pc.relname),
              'indexes', (%1$s pc.oid))
            FROM pg_inherits h
            JOIN pg_class pc ON pc.oid = h.inhparent
            JOIN pg_namespace pn ON pn.oid = pc.relnamespace
            WHERE c.relispartition AND h.inhrelid = c.oid AND NOT h.inhdetachpending)))
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """;

  private static final String WITH_EXPRESSIONS = facts(IndexShapeSql.DEPARSED);
  private static final String WITHOUT_EXPRESSIONS = facts(IndexShapeSql.STRUCTURE);

  private TargetCatalog() {}

  private static String facts(String shape) {
    return FACTS.formatted(
        INDEXES.formatted(shape),
        WorkersMark.PREFIX,
        ColumnFacts.columnsSql("c.oid", "n.nspname", "c.relname"),
        ColumnFacts.nullableSql("pc.oid"));
  }

  /// @param connection with `pg_catalog` as its `search_path`
  /// @throws PlimsollException TABLE_NOT_FOUND
  public static TargetTableFacts read(Connection connection, BuildCommand build)
      throws SQLException {
    String[] wanted = {BuildNames.index(build.buildId()), build.indexName()};
    String facts = build.definition().isUnsafePeer() ? WITH_EXPRESSIONS : WITHOUT_EXPRESSIONS;
    return Sql.of(connection, facts, wanted, build.table().schema(), build.table().name())
        .first(row -> Json.read(row.getString(1), TargetTableFacts.class))
        .orElseThrow(
            () ->
                new PlimsollException(
                    ErrorCode.TABLE_NOT_FOUND,
                    "there is no table %s in database %s"
                        .formatted(build.table(), build.database().name())));
  }

  /// Bytes of the main fork of an index, valid or not; 0 where there is none.
  public static long indexBytes(Connection connection, QualifiedName table, String index)
      throws SQLException {
    return Sql.of(
            connection,
            """
            SELECT pg_catalog.pg_relation_size(c.oid)
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ? AND c.relkind = 'i'
            """,
            table.schema(),
            index)
        .first(row -> row.getLong(1))
        .orElse(0L);
  }

  /// Whether a build has a session in any database of the server. A role always sees its own
  /// sessions' names.
  public static boolean hasSession(Connection connection, UUID buildId) throws SQLException {
    return Sql.of(
            connection,
            """
            SELECT EXISTS (
              SELECT FROM pg_catalog.pg_stat_activity
              WHERE pg_catalog.starts_with(application_name, ?))
            """,
            BuildNames.sessions(buildId))
        .one(row -> row.getBoolean(1));
  }
}
