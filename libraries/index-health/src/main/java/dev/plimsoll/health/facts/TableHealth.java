package dev.plimsoll.health.facts;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.TableCatalog;
import dev.plimsoll.postgres.catalog.TableFacts.Kind;
import dev.plimsoll.postgres.statement.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Facts of a table, a partition, a partitioned table or a materialized view.
///
/// @param parent oid of the partitioned table; 0 for none
/// @param options storage parameters as written, by their lower-case name
/// @param readable whether the role may read all columns' statistics
/// @param locked whether a session holds or awaits ACCESS EXCLUSIVE on it or on an index
public record TableHealth(
    long oid,
    QualifiedName name,
    Kind kind,
    long parent,
    Size size,
    Activity activity,
    Times times,
    Ages ages,
    Map<String, String> options,
    boolean readable,
    boolean locked) {

  /// @param tuples `reltuples`; -1 where never analysed or vacuumed
  /// @param pages `relpages` at that time
  /// @param bytes main fork: the present size of what may be large, else at the last VACUUM
  public record Size(double tuples, long pages, long bytes) {}

  /// Counters since they were reset.
  public record Activity(
      long live,
      long dead,
      long modifiedSinceAnalyze,
      long insertedSinceVacuum,
      long inserted,
      long updated,
      long deleted) {
    public long writes() {
      return inserted + updated + deleted;
    }
  }

  /// The last of those by hand and by autovacuum; null for never.
  public record Times(@Nullable Instant vacuumed, @Nullable Instant analyzed) {}

  /// Ages of the oldest row that is not frozen, the TOAST table's included; 0 without storage.
  public record Ages(long transactions, long multixacts) {}

  // What may be large: its file is looked at, which opens the relation. All others cost a row of
  // pg_class and their counters.
  static final String MAY_BE_LARGE =
      "(%1$s.relpages >= 64 OR pg_stat_get_tuples_inserted(c.oid)"
          + " + pg_stat_get_tuples_updated(c.oid) > 5000)";

  // One scan of pg_class; pg_locks once.
  private static final String TABLES =
      """
      WITH held AS MATERIALIZED (
        SELECT DISTINCT coalesce(x.indrelid, l.relation) AS oid
        FROM pg_catalog.pg_locks l
        LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = l.relation
        WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
          AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d
                            WHERE d.datname = current_database())
          AND l.pid IS DISTINCT FROM pg_backend_pid())
      SELECT c.oid::int8 AS oid, n.nspname, c.relname, c.relkind, c.relispartition,
             coalesce(h.inhparent::int8, 0) AS parent,
             c.reltuples::float8 AS tuples, c.relpages,
             CASE WHEN held.oid IS NULL AND c.relkind <> 'p' AND %s
               THEN coalesce(pg_relation_size(c.oid), 0) ELSE c.relpages::int8 * 8192
             END AS bytes,
             pg_stat_get_live_tuples(c.oid) AS live, pg_stat_get_dead_tuples(c.oid) AS dead,
             pg_stat_get_mod_since_analyze(c.oid) AS modified,
             pg_stat_get_ins_since_vacuum(c.oid) AS inserted_since,
             pg_stat_get_tuples_inserted(c.oid) AS inserted,
             pg_stat_get_tuples_updated(c.oid) AS updated,
             pg_stat_get_tuples_deleted(c.oid) AS deleted,
             greatest(pg_stat_get_last_vacuum_time(c.oid),
                      pg_stat_get_last_autovacuum_time(c.oid)) AS vacuumed,
             greatest(pg_stat_get_last_analyze_time(c.oid),
                      pg_stat_get_last_autoanalyze_time(c.oid)) AS analyzed,
             CASE WHEN c.relfrozenxid <> 0
               THEN greatest(age(c.relfrozenxid), age(t.relfrozenxid)) ELSE 0 END AS xid_age,
             CASE WHEN c.relminmxid <> 0
               THEN greatest(mxid_age(c.relminmxid), mxid_age(t.relminmxid)) ELSE 0
             END AS mxid_age,
             c.reloptions::text[] AS options,
             %s AND NOT (c.relrowsecurity AND row_security_active(c.oid)) AS readable,
             held.oid IS NOT NULL AS locked
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_inherits h ON h.inhrelid = c.oid AND c.relispartition
      LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid AND t.relfrozenxid <> 0
      LEFT JOIN held ON held.oid = c.oid
      WHERE c.relkind IN ('r', 'p', 'm') AND %s
      ORDER BY c.oid
      """
          .formatted(MAY_BE_LARGE.formatted("c"), TableCatalog.READABLE, CatalogScope.FILTER);

  // A lock may be newer than the look at pg_locks: then nothing is opened.
  private static final String WITHOUT_LOCKS =
      TABLES.replace("coalesce(pg_relation_size(c.oid), 0)", "c.relpages::int8 * 8192");

  public TableHealth {
    options = Map.copyOf(options);
  }

  public static List<TableHealth> read(HealthSession session, CatalogScope scope)
      throws SQLException {
    @Nullable List<TableHealth> read =
        session.<@Nullable List<TableHealth>>attempt(
            () -> session.list(scope, TABLES, TableHealth::of), _ -> null);
    return read != null ? read : session.list(scope, WITHOUT_LOCKS, TableHealth::of);
  }

  private static TableHealth of(ResultSet row) throws SQLException {
    return new TableHealth(
        row.getLong("oid"),
        CatalogScope.table(row),
        kind(row.getString("relkind"), row.getBoolean("relispartition")),
        row.getLong("parent"),
        new Size(row.getDouble("tuples"), row.getLong("relpages"), row.getLong("bytes")),
        new Activity(
            row.getLong("live"),
            row.getLong("dead"),
            row.getLong("modified"),
            row.getLong("inserted_since"),
            row.getLong("inserted"),
            row.getLong("updated"),
            row.getLong("deleted")),
        new Times(Columns.instantOrNull(row, "vacuumed"), Columns.instantOrNull(row, "analyzed")),
        new Ages(row.getLong("xid_age"), row.getLong("mxid_age")),
        options(Columns.texts(row, "options")),
        row.getBoolean("readable"),
        row.getBoolean("locked"));
  }

  private static Kind kind(String relkind, boolean partition) {
    return switch (relkind) {
      case "p" -> Kind.PARTITIONED_TABLE;
      case "m" -> Kind.MATERIALIZED_VIEW;
      default -> partition ? Kind.PARTITION : Kind.TABLE;
    };
  }

  private static Map<String, String> options(List<String> written) {
    Map<String, String> options = new HashMap<>();
    for (String option : written) {
      int equals = option.indexOf('=');
      if (equals > 0) {
        options.put(
            option.substring(0, equals).toLowerCase(Locale.ROOT), option.substring(equals + 1));
      }
    }
    return options;
  }

  /// Rows: what the counters say, or `reltuples`, whichever is more.
  public long rows() {
    return Math.max(activity.live, Math.round(Math.max(0, size.tuples)));
  }

  /// A number among the storage parameters; NaN where it is not set or no number.
  public double option(String option) {
    @Nullable String value = options.get(option);
    try {
      return value == null ? Double.NaN : Double.parseDouble(value.strip());
    } catch (NumberFormatException notANumber) {
      return Double.NaN;
    }
  }

  /// Whether a switch among the storage parameters is off.
  public boolean isOff(String option) {
    String value = options.getOrDefault(option, "on").strip().toLowerCase(Locale.ROOT);
    return Stream.of("off", "false", "no", "0").anyMatch(value::equals);
  }

  public boolean hasStorage() {
    return kind != Kind.PARTITIONED_TABLE;
  }
}
