package dev.plimsoll.builder.catalog;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Reads a table's facts in one statement, so that they are of one moment.
public final class TargetCatalog {
  // Nothing here locks the table or an index: it must answer while somebody holds ACCESS EXCLUSIVE.
  private static final String READ =
      """
      SELECT json_build_object(
        'serverVersion', current_setting('server_version_num')::int,
        'clockMillis', (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
        'backendPid', pg_backend_pid(),
        'role', current_user,
        'oid', c.oid::bigint,
        'kind', c.relkind,
        'owner', pg_get_userbyid(c.relowner),
        'owned', pg_has_role(c.relowner, 'USAGE'),
        'schemaUsable', has_schema_privilege(n.oid, 'USAGE'),
        'schemaWritable', has_schema_privilege(n.oid, 'CREATE'),
        'analyzed', EXISTS (
          SELECT FROM pg_stat_all_tables s
          WHERE s.relid = c.oid
            AND greatest(s.last_analyze, s.last_autoanalyze) IS NOT NULL
            AND s.n_mod_since_analyze * 10 <= greatest(c.reltuples, 0)),
        'columns', (
          SELECT coalesce(json_agg(json_build_object(
            'number', a.attnum,
            'name', a.attname,
            'notNull', a.attnotnull AND unproven.conname IS NULL,
            'unproven', unproven.conname,
            'nullFraction', coalesce(s.null_frac, 0)) ORDER BY a.attnum), '[]')
          FROM pg_attribute a
          LEFT JOIN pg_stats s
            ON s.schemaname = n.nspname AND s.tablename = c.relname
              AND s.attname = a.attname AND NOT s.inherited
          LEFT JOIN pg_constraint unproven
            ON unproven.conrelid = c.oid AND unproven.contype = 'n'
              AND unproven.conkey = ARRAY[a.attnum] AND NOT unproven.convalidated
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
        'indexes', (
          SELECT coalesce(json_agg(json_build_object(
            'name', ic.relname,
            'valid', i.indisvalid AND i.indisready AND i.indislive,
            'unique', i.indisunique AND i.indimmediate,
            'primary', i.indisprimary,
            'plain', am.amname = 'btree' AND i.indpred IS NULL AND i.indexprs IS NULL AND key.plain,
            'columns', key.columns,
            'builtBy', (SELECT p.pid FROM pg_stat_progress_create_index p
                        WHERE p.index_relid = i.indexrelid LIMIT 1)) ORDER BY ic.relname), '[]')
          FROM pg_index i
          JOIN pg_class ic ON ic.oid = i.indexrelid
          JOIN pg_am am ON am.oid = ic.relam
          CROSS JOIN LATERAL (
            SELECT
              coalesce(json_agg(a.attname ORDER BY k.place), '[]') AS columns,
              coalesce(bool_and(
                k.opt = 0 AND o.opcdefault AND k.coll = a.attcollation), false) AS plain
            FROM unnest(i.indkey::int2[], i.indoption::int2[], i.indclass::oid[],
                        i.indcollation::oid[])
              WITH ORDINALITY AS k(attnum, opt, opclass, coll, place)
            LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
            LEFT JOIN pg_opclass o ON o.oid = k.opclass
            WHERE k.place <= i.indnkeyatts) key
          WHERE i.indrelid = c.oid),
        'takenNames', (
          SELECT coalesce(json_agg(r.relname), '[]') FROM pg_class r
          WHERE r.relnamespace = n.oid AND r.relname = ANY (?)),
        'constraints', (
          SELECT coalesce(json_agg(json_build_object(
            'name', k.conname, 'validated', k.convalidated)), '[]')
          FROM pg_constraint k
          WHERE k.conrelid = c.oid))
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """;

  private TargetCatalog() {}

  /// @throws PlimsollException TABLE_NOT_FOUND
  public static TargetTable read(Connection connection, BuildCommand build) throws SQLException {
    String ownName = BuildNames.index(build.buildId());
    try (PreparedStatement statement = connection.prepareStatement(READ)) {
      statement.setArray(
          1, connection.createArrayOf("text", new String[] {ownName, build.indexName()}));
      statement.setString(2, build.table().schema());
      statement.setString(3, build.table().name());
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new PlimsollException(
              ErrorCode.TABLE_NOT_FOUND,
              "there is no table " + build.table() + " in database " + build.database().database());
        }
        return Json.read(rows.getString(1), TargetTable.class);
      }
    }
  }

  /// Bytes of an index's main fork; 0 where there is no such index.
  public static long indexBytes(Connection connection, long tableOid, String index)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT pg_relation_size(i.indexrelid)
            FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            WHERE i.indrelid = CAST(? AS oid) AND c.relname = ?
            """)) {
      statement.setLong(1, tableOid);
      statement.setString(2, index);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }
}
