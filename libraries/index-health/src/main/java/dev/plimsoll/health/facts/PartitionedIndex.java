package dev.plimsoll.health.facts;

import dev.plimsoll.postgres.statement.Columns;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Use of a partitioned index: the sum of the partitions' indexes attached to it, at any depth.
///
/// @param created the youngest of them; null where one is unknown
public record PartitionedIndex(
    long oid,
    int parts,
    long scans,
    @Nullable Instant lastScan,
    @Nullable Instant created,
    long bytes) {
  // pg_inherits of indexes alone, from the roots down; opens nothing.
  private static final String TREES =
      """
      WITH RECURSIVE tree (root, oid) AS (
        SELECT i.oid, i.oid FROM pg_catalog.pg_class i
        WHERE i.relkind = 'I'
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.oid)
        UNION ALL
        SELECT t.root, h.inhrelid FROM tree t JOIN pg_catalog.pg_inherits h ON h.inhparent = t.oid)
      SELECT t.root::int8 AS oid, count(*) AS parts,
             coalesce(sum(pg_stat_get_numscans(i.oid)), 0) AS scans, max(%1$s) AS last_scan,
             CASE WHEN count(%2$s) = count(*) THEN max(%2$s) END AS created,
             coalesce(sum(i.relpages::int8 * 8192), 0) AS bytes
      FROM tree t
      JOIN pg_catalog.pg_class i ON i.oid = t.oid AND i.relkind = 'i'
      JOIN pg_catalog.pg_index x ON x.indexrelid = i.oid
      GROUP BY t.root
      """;

  private static final String ABOVE =
      """
      WITH RECURSIVE up (oid) AS (
        SELECT unnest(?::int8[]::oid[])
        UNION
        SELECT h.inhparent FROM up u JOIN pg_catalog.pg_inherits h ON h.inhrelid = u.oid)
      SELECT u.oid::int8 AS oid FROM up u
      """;

  /// The partitioned indexes that some indexes are attached to, at any height.
  public static Set<Long> above(HealthSession session, Set<Long> attached) throws SQLException {
    return Set.copyOf(
        session.list(
            ABOVE,
            row -> row.getLong("oid"),
            (Object) attached.stream().mapToLong(Long::longValue).toArray()));
  }

  /// All of the database by their oid; those without partitions are missing.
  public static Map<Long, PartitionedIndex> read(HealthSession session, ServerHealth server)
      throws SQLException {
    String sql =
        TREES.formatted(
            server.knowsLastScan() ? "pg_stat_get_lastscan(i.oid)" : "NULL::timestamptz",
            server.commitTimes() ? "pg_xact_commit_timestamp(x.xmin)" : "NULL::timestamptz");
    return session
        .list(
            sql,
            row ->
                new PartitionedIndex(
                    row.getLong("oid"),
                    row.getInt("parts"),
                    row.getLong("scans"),
                    Columns.instantOrNull(row, "last_scan"),
                    Columns.instantOrNull(row, "created"),
                    row.getLong("bytes")))
        .stream()
        .collect(Collectors.toMap(PartitionedIndex::oid, index -> index));
  }
}
