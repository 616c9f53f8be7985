package dev.plimsoll.sync.threshold;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ThresholdChange;
import dev.plimsoll.contracts.sync.ThresholdsPatch;
import dev.plimsoll.contracts.sync.ThresholdsView;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.sparse.SparseConfig;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Current thresholds, versioned in this service's database. A change reaches its own process at
/// once, the others within a second. The newest version applies; older ones are the history, in a
/// table that only accepts additions.
@Singleton
public final class Thresholds {
  private static final Logger LOG = Logger.getLogger(Thresholds.class);
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_REASON = 300;

  private static final String ADD =
      """
      INSERT INTO threshold_version (version, changed_by, reason, old_values, new_values)
      VALUES (?, ?, ?, ?::jsonb, ?::jsonb)
      ON CONFLICT (version) DO NOTHING
      """;

  private static final String LATEST =
      """
      SELECT version, changed_at, changed_by, reason, old_values, new_values FROM threshold_version
      WHERE version < ? ORDER BY version DESC LIMIT ?
      """;

  /// @param version 0 for the defaults
  private record Version(
      long version,
      SparseConfig values,
      @Nullable Instant at,
      @Nullable String by,
      @Nullable String reason) {
    static final Version FIRST = new Version(0, SparseConfig.DEFAULT, null, null, null);
  }

  private final SyncDatabase database;
  private volatile Known known = new Known(Version.FIRST, System.nanoTime() - FRESH_NANOS);

  public Thresholds(SyncDatabase database) {
    this.database = database;
  }

  private record Known(Version version, long readAt) {}

  /// Current thresholds, at most a second old, or the last known ones if the database does not
  /// answer. Cheap enough to call for each window.
  public SparseConfig current() {
    if (System.nanoTime() - known.readAt() >= FRESH_NANOS) {
      try {
        learn(database.transaction(Thresholds::newest));
      } catch (SQLException e) {
        LOG.warnf(
            "thresholds are not read, the last ones hold: cause=%s", ExceptionCodes.message(e));
      }
    }
    return known.version().values();
  }

  private synchronized void learn(Version version) {
    if (version.version() > known.version().version()) {
      LOG.infof("thresholds of version %d hold", version.version());
    }
    // A read that overlaps a change must not restore the older version.
    Version newest = version.version() < known.version().version() ? known.version() : version;
    known = new Known(newest, System.nanoTime());
  }

  ThresholdsView view() {
    return view(database.ask(Thresholds::newest));
  }

  private static ThresholdsView view(Version version) {
    return new ThresholdsView(
        version.version(),
        ThresholdTree.map(version.values()),
        version.at(),
        version.by(),
        version.reason());
  }

  /// Changes some thresholds for all processes, and records the change if there is any.
  ///
  /// @throws PlimsollException INVALID_REQUEST naming what is wrong; CONFLICT if the version is
  ///     not the one that the change is meant for
  ThresholdsView change(@Nullable ThresholdsPatch patch) {
    if (patch == null || patch.sparseSequenceOptimization() == null) {
      throw PlimsollException.invalidRequest("sparse_sequence_optimization must be given");
    }
    Map<String, Object> wanted = patch.sparseSequenceOptimization();
    String by = text("by", patch.by(), LONGEST_NAME);
    String reason = text("reason", patch.reason(), LONGEST_REASON);
    Version now =
        database.ask(
            connection -> {
              Version before = newest(connection);
              Long meant = patch.version();
              if (meant != null && meant != before.version()) {
                throw conflict(before.version());
              }
              SparseConfig after = ThresholdTree.patched(before.values(), wanted);
              if (after.equals(before.values())) {
                return before;
              }
              long next = before.version() + 1;
              String from = Json.write(before.values());
              String to = Json.write(after);
              if (!Sql.of(connection, ADD, next, by, reason, from, to).updateAny()) {
                throw conflict(next); // another change has made the same version
              }
              return newest(connection);
            });
    learn(now);
    return view(now);
  }

  private static PlimsollException conflict(long version) {
    return PlimsollException.conflict("the thresholds are at version " + version + " by now");
  }

  private static String text(String name, @Nullable String value, int longest) {
    if (value == null || value.isBlank() || value.strip().length() > longest) {
      throw PlimsollException.invalidRequest(name + " must have 1 to " + longest + " characters");
    }
    return value.strip();
  }

  /// The latest first.
  ///
  /// @param after of versions below this one
  List<ThresholdChange> changes(long after, int limit) {
    return database.ask(
        connection -> Sql.of(connection, LATEST, after, limit).list(Thresholds::change));
  }

  private static Version newest(Connection connection) throws SQLException {
    return Sql.of(connection, LATEST, Long.MAX_VALUE, 1)
        .first(Thresholds::version)
        .orElse(Version.FIRST);
  }

  private static Version version(ResultSet row) throws SQLException {
    return new Version(
        row.getLong("version"),
        values(row, "new_values"),
        Columns.instant(row, "changed_at"),
        row.getString("changed_by"),
        row.getString("reason"));
  }

  private static ThresholdChange change(ResultSet row) throws SQLException {
    return new ThresholdChange(
        row.getLong("version"),
        Columns.instant(row, "changed_at"),
        row.getString("changed_by"),
        row.getString("reason"),
        ThresholdTree.changed(values(row, "old_values"), values(row, "new_values")));
  }

  private static SparseConfig values(ResultSet row, String column) throws SQLException {
    return Json.read(row.getString(column), SparseConfig.class);
  }
}
