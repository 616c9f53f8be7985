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

/// The thresholds that hold now. Their versions are in this service's database, so a change reaches
/// every process: the one that was asked at once, the others within a second. The newest version
/// holds, the others are the record; the table refuses to be changed otherwise than by adding.
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
      "SELECT * FROM threshold_version ORDER BY version DESC LIMIT ?";

  /// @param version 0 for those that the service comes with
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

  /// What holds now, as of a second ago at most; cheap enough to be asked for each window. What was
  /// known last where the database does not answer.
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
    // An answer that was under way during a change must not bring back what held before it.
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

  /// Changes some of them, for everybody, and notes it. What changes nothing is not noted.
  ///
  /// @throws PlimsollException INVALID_REQUEST naming what is wrong; CONFLICT where they are at
  ///     another version than the change is meant for
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
              if (!add(connection, before, after, by, reason)) {
                throw conflict(before.version() + 1);
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
  List<ThresholdChange> changes(int limit) {
    return database.ask(connection -> changes(connection, limit));
  }

  private static Version newest(Connection connection) throws SQLException {
    return Sql.of(connection, LATEST, 1).first(Thresholds::version).orElse(Version.FIRST);
  }

  private static Version version(ResultSet row) throws SQLException {
    return new Version(
        row.getLong("version"),
        values(row, "new_values"),
        Columns.instant(row, "changed_at"),
        row.getString("changed_by"),
        row.getString("reason"));
  }

  /// @return false when another change has made the same version meanwhile
  private static boolean add(
      Connection connection, Version before, SparseConfig after, String by, String reason)
      throws SQLException {
    long version = before.version() + 1;
    return Sql.of(
            connection, ADD, version, by, reason, Json.write(before.values()), Json.write(after))
        .updateAny();
  }

  /// The latest first.
  private static List<ThresholdChange> changes(Connection connection, int limit)
      throws SQLException {
    return Sql.of(connection, LATEST, limit).list(Thresholds::change);
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
