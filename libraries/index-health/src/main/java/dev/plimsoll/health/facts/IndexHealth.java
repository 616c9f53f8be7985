package dev.plimsoll.health.facts;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.health.finding.HealthSubject;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.index.IndexShape;
import dev.plimsoll.postgres.index.IndexShapeSql;
import dev.plimsoll.postgres.statement.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Facts of an index.
///
/// @param name in the table's schema
/// @param partitioned whether it consists of the partitions' indexes
/// @param parent oid of the partitioned index that it is attached to; 0 for none
/// @param parameters of its operator classes, and storage parameters that change what it answers
/// @param bytes main fork: the present size of what may be large, else at the last VACUUM
/// @param pendingBytes among them, at most, for the list of GIN's recent entries, whose pages
///     stay
public record IndexHealth(
    long oid,
    long tableOid,
    QualifiedName table,
    String name,
    IndexShape shape,
    boolean partitioned,
    long parent,
    String parameters,
    State state,
    Role role,
    Use use,
    long bytes,
    long pendingBytes) {

  /// @param workedOn whether another session has a lock as DROP INDEX CONCURRENTLY does; only
  ///     looked at where the index is not whole
  public record State(boolean valid, boolean ready, boolean live, boolean workedOn) {
    public boolean whole() {
      return valid && ready && live;
    }
  }

  /// What an index is there for beside reads.
  ///
  /// @param constraint of its own; empty for none
  /// @param referenced by foreign keys of other tables
  /// @param replicaIdentity for logical replication
  /// @param clustered the order of CLUSTER
  public record Role(
      String constraint, boolean referenced, boolean replicaIdentity, boolean clustered) {}

  /// @param scans since the counters were reset
  /// @param lastScan null for none, and before version 16
  /// @param created by its transaction's commit time; null where unknown
  public record Use(long scans, @Nullable Instant lastScan, @Nullable Instant created) {}

  // Some rows of pg_index, pg_class and pg_constraint by the tables' oids. Expressions and
  // predicates alone are written by PostgreSQL, under ACCESS SHARE.
  private static final String INDEXES =
      """
      WITH constrained AS MATERIALIZED (
        SELECT con.conindid,
               max(con.conname) FILTER (WHERE con.contype IN ('p', 'u', 'x')) AS own,
               bool_or(con.contype = 'f') AS referenced
        FROM pg_catalog.pg_constraint con WHERE con.conindid <> 0 GROUP BY con.conindid)
      SELECT x.indexrelid::int8 AS oid, x.indrelid::int8 AS table_oid, n.nspname, c.relname,
             ic.relname AS index_name, ic.relkind = 'I' AS partitioned,
             coalesce(h.inhparent::int8, 0) AS parent,
             x.indisvalid, x.indisready, x.indislive, x.indisreplident, x.indisclustered,
             NOT (x.indisvalid AND x.indisready AND x.indislive) AND EXISTS (
               SELECT FROM pg_catalog.pg_locks l
               WHERE l.relation = ic.oid AND l.mode = 'ShareUpdateExclusiveLock'
                 AND l.pid IS DISTINCT FROM pg_backend_pid()) AS worked_on,
             coalesce(k.own, '') AS constraint_name, coalesce(k.referenced, false) AS referenced,
             coalesce(pg_stat_get_numscans(ic.oid), 0) AS scans, %s AS last_scan, %s AS created,
             CASE WHEN ic.relkind <> 'I' AND %s THEN coalesce(pg_relation_size(ic.oid), 0)
               ELSE ic.relpages::int8 * 8192 END AS bytes,
             CASE WHEN am.amname <> 'gin' OR EXISTS (
                 SELECT FROM unnest(ic.reloptions) AS o WHERE o ~* '^fastupdate=(off|false|no|0)$')
               THEN 0 ELSE coalesce(
                 (SELECT substring(o from '=([0-9]+)')::int8 * 1024 FROM unnest(ic.reloptions) AS o
                  WHERE o ~* '^gin_pending_list_limit='),
                 pg_size_bytes(current_setting('gin_pending_list_limit'))) END AS pending_bytes,
             coalesce((SELECT string_agg(a.attnum || a.attoptions::text, ' ' ORDER BY a.attnum)
                       FROM pg_catalog.pg_attribute a
                       WHERE a.attrelid = ic.oid AND a.attoptions IS NOT NULL), '')
               || coalesce((SELECT string_agg(o, ' ' ORDER BY o)
                            FROM unnest(ic.reloptions) AS o
                            WHERE o !~* '^(fillfactor|deduplicate_items|fastupdate|buffering)='),
                           '') AS parameters,
             %s AS shape
      FROM pg_catalog.pg_index x
      JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_class ic ON ic.oid = x.indexrelid
      JOIN pg_catalog.pg_am am ON am.oid = ic.relam
      LEFT JOIN pg_catalog.pg_inherits h ON h.inhrelid = ic.oid
      LEFT JOIN constrained k ON k.conindid = ic.oid
      WHERE x.indrelid = ANY (?::int8[]::oid[])
      ORDER BY x.indrelid, x.indexrelid
      """;

  // By a later snapshot: what was a build in progress at the first may have ended since.
  private static final String STILL_NOT_WHOLE =
      """
      SELECT x.indexrelid::int8 AS oid FROM pg_catalog.pg_index x
      WHERE x.indexrelid = ANY (?::int8[]::oid[])
        AND NOT (x.indisvalid AND x.indisready AND x.indislive)
      """;

  private static final String DEFINITIONS =
      """
      SELECT x.indexrelid::int8 AS oid, pg_get_indexdef(x.indexrelid) AS definition
      FROM pg_catalog.pg_index x WHERE x.indexrelid = ANY (?::int8[]::oid[])
      """;

  /// The indexes of some tables, in the order of their oids.
  public static List<IndexHealth> read(
      HealthSession session, ServerHealth server, Collection<TableHealth> tables)
      throws SQLException {
    String sql =
        INDEXES.formatted(
            server.knowsLastScan() ? "pg_stat_get_lastscan(ic.oid)" : "NULL::timestamptz",
            server.commitTimes() ? "pg_xact_commit_timestamp(x.xmin)" : "NULL::timestamptz",
            TableHealth.MAY_BE_LARGE.formatted("ic"),
            IndexShapeSql.DEPARSED);
    return session.list(sql, IndexHealth::of, (Object) oids(tables));
  }

  static long[] oids(Collection<TableHealth> tables) {
    return tables.stream().mapToLong(TableHealth::oid).toArray();
  }

  /// Those of them that are not whole in the session's snapshot either.
  public static List<Long> stillNotWhole(HealthSession later, long[] indexes) throws SQLException {
    return later.list(STILL_NOT_WHOLE, row -> row.getLong("oid"), indexes);
  }

  /// Statements that bring indexes back, by oid.
  public static List<Definition> definitions(HealthSession session, long[] indexes)
      throws SQLException {
    return session.list(
        DEFINITIONS,
        row -> new Definition(row.getLong("oid"), row.getString("definition")),
        indexes);
  }

  /// @param statement of `pg_get_indexdef`
  public record Definition(long oid, String statement) {}

  private static IndexHealth of(ResultSet row) throws SQLException {
    return new IndexHealth(
        row.getLong("oid"),
        row.getLong("table_oid"),
        CatalogScope.table(row),
        row.getString("index_name"),
        Json.read(row.getString("shape"), IndexShape.class),
        row.getBoolean("partitioned"),
        row.getLong("parent"),
        row.getString("parameters"),
        new State(
            row.getBoolean("indisvalid"),
            row.getBoolean("indisready"),
            row.getBoolean("indislive"),
            row.getBoolean("worked_on")),
        new Role(
            row.getString("constraint_name"),
            row.getBoolean("referenced"),
            row.getBoolean("indisreplident"),
            row.getBoolean("indisclustered")),
        new Use(
            row.getLong("scans"),
            Columns.instantOrNull(row, "last_scan"),
            Columns.instantOrNull(row, "created")),
        row.getLong("bytes"),
        row.getLong("pending_bytes"));
  }

  public HealthSubject.OfIndex subject() {
    return new HealthSubject.OfIndex(table, name);
  }

  public QualifiedName qualifiedName() {
    return new QualifiedName(table.schema(), name);
  }

  /// Whether it proves something or identifies rows, so that no want of reads makes it needless.
  public boolean proves() {
    return shape.unique()
        || shape.uniqueness().exclusion()
        || !role.constraint.isEmpty()
        || role.referenced
        || role.replicaIdentity;
  }

  public boolean attached() {
    return parent != 0;
  }
}
