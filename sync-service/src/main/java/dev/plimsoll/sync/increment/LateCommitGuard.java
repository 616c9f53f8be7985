package dev.plimsoll.sync.increment;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.column.PgType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds how far a column may be read without passing a row that is not committed yet: up to a
/// value that was seen, once everybody has ended who was at work when it was seen.
///
/// Source: PostgreSQL documentation, 9.27 (snapshots), 54.12 (`pg_locks`: every transaction holds
/// the lock on its virtual number until it ends).
final class LateCommitGuard {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(50);

  // Who writes nothing here: sessions of other databases, VACUUM, and this service's own readers.
  private static final String OPEN =
      """
      ARRAY(
        SELECT l.virtualtransaction
        FROM pg_catalog.pg_locks l
        LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'virtualxid' AND l.mode = 'ExclusiveLock' AND l.granted
          AND l.pid <> pg_catalog.pg_backend_pid()
          AND (a.datid IS NULL
               OR a.datid = (SELECT d.oid FROM pg_catalog.pg_database d
                             WHERE d.datname = pg_catalog.current_database()))
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_vacuum v WHERE v.pid = l.pid)
          AND NOT coalesce(a.usename = current_user
                             AND pg_catalog.starts_with(a.application_name, 'plimsoll-sync ')
                             AND a.application_name <> 'plimsoll-sync load', false)
      ) AS open
      """;

  // One statement: its snapshot comes first, and whoever is open after that is in the list.
  private static final String OBSERVE =
      """
      SELECT (SELECT pg_catalog.max(%1$s) FROM %2$s WHERE %3$s)::text AS greatest,
             pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text AS xmax,
      """
          + OPEN;

  private static final String NOW =
      """
      SELECT pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::text AS xmin,
      """
          + OPEN;

  private final Connection source;

  /// @param source prepared, in auto-commit mode: each statement has a snapshot of its own
  LateCommitGuard(Connection source) {
    this.source = source;
  }

  /// @param high up to which may be read; null where nothing new may be
  /// @param pending to be remembered for the next time; null where nothing is left
  /// @param waitsFor what keeps it from reaching further; null where nothing does
  record Safe(@Nullable String high, @Nullable Observation pending, @Nullable String waitsFor) {}

  /// @param low beyond which it looks; null for the first row
  /// @param behind an SQL expression that the column's value must not be above; null for none
  /// @param before what an earlier look has left
  Safe find(
      QualifiedName table,
      boolean only,
      Column column,
      @Nullable String low,
      @Nullable String behind,
      @Nullable Observation before)
      throws SQLException {
    Optional<Observation> seen = observe(table, only, column, low, behind);
    if (seen.isEmpty()) {
      // Nothing is beyond the watermark, whatever was seen earlier.
      return new Safe(null, null, null);
    }
    Observation latest = seen.get();
    Set<String> inTheWay = awaitEnd(latest);
    if (inTheWay.isEmpty()) {
      return new Safe(latest.value(), null, null);
    }
    String waitsFor =
        "rows up to %s may still be added by transactions that are open: %s"
            .formatted(latest.value(), String.join(", ", inTheWay));
    if (before != null && hasPassed(before) && isBeyond(column, before.value(), low)) {
      return new Safe(before.value(), latest, waitsFor);
    }
    return new Safe(null, before == null ? latest : before, waitsFor);
  }

  private Optional<Observation> observe(
      QualifiedName table,
      boolean only,
      Column column,
      @Nullable String low,
      @Nullable String behind)
      throws SQLException {
    String name = Identifiers.quote(column.name());
    String from = (only ? "ONLY " : "") + Identifiers.quote(table);
    String beyond = low == null ? "true" : name + " > " + Increment.constant(low, column);
    String bounded = behind == null ? beyond : beyond + " AND " + name + " <= " + behind;
    try (Statement statement = source.createStatement();
        ResultSet row = statement.executeQuery(OBSERVE.formatted(name, from, bounded))) {
      row.next();
      String greatest = row.getString("greatest");
      return greatest == null
          ? Optional.empty()
          : Optional.of(
              new Observation(greatest, Long.parseUnsignedLong(row.getString("xmax")), open(row)));
    }
  }

  /// @return who has not ended in time
  private Set<String> awaitEnd(Observation seen) throws SQLException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Now now = now();
      if (seen.hasPassed(now.xmin(), now.open())) {
        return Set.of();
      }
      if (System.nanoTime() > deadline) {
        return now.inTheWayOf(seen);
      }
      pause();
    }
  }

  private boolean hasPassed(Observation seen) throws SQLException {
    Now now = now();
    return seen.hasPassed(now.xmin(), now.open());
  }

  private record Now(long xmin, Set<String> open) {
    Set<String> inTheWayOf(Observation seen) {
      Set<String> names = new TreeSet<>();
      if (Long.compareUnsigned(xmin, seen.xmax()) < 0) {
        names.add("transaction " + Long.toUnsignedString(xmin));
      }
      seen.open().stream().filter(open::contains).map("virtual "::concat).forEach(names::add);
      return names;
    }
  }

  private Now now() throws SQLException {
    try (Statement statement = source.createStatement();
        ResultSet row = statement.executeQuery(NOW)) {
      row.next();
      return new Now(Long.parseUnsignedLong(row.getString("xmin")), open(row));
    }
  }

  private static Set<String> open(ResultSet row) throws SQLException {
    return Arrays.stream((Object[]) row.getArray("open").getArray())
        .map(String::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private boolean isBeyond(Column column, String value, @Nullable String low) throws SQLException {
    if (low == null) {
      return true;
    }
    String sql =
        "SELECT " + Increment.constant(value, column) + " > " + Increment.constant(low, column);
    try (Statement statement = source.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static void pause() throws SQLException {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", e);
    }
  }

  /// What the column's values must not be above, so that they stay behind by a lag.
  ///
  /// A point in time is compared with the server's clock, so that the last rows come when they are
  /// old enough, though none follows. A timestamp without a zone is of no known clock, and a number
  /// of none at all: these stay behind the greatest value.
  static String behind(QualifiedName table, boolean only, Column column, String lag) {
    String from = (only ? "ONLY " : "") + Identifiers.quote(table);
    String greatest =
        "(SELECT pg_catalog.max(" + Identifiers.quote(column.name()) + ") FROM " + from + ")";
    String amount = Identifiers.literal(lag);
    return switch (column.type()) {
      case TIMESTAMPTZ -> "pg_catalog.now() - " + amount + "::interval";
      case TIMESTAMP -> greatest + " - " + amount + "::interval";
      default -> greatest + " - " + amount + "::pg_catalog.\"numeric\"";
    };
  }

  /// Whether a column of that type holds moments, so that its lag is a duration.
  static boolean isTime(PgType type) {
    return type == PgType.TIMESTAMP || type == PgType.TIMESTAMPTZ;
  }
}
