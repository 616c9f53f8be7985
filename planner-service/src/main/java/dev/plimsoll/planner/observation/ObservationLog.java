package dev.plimsoll.planner.observation;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.planning.calibration.BuildObservation;
import dev.plimsoll.planning.calibration.Calibration;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Table `observations`; the newest rows are read.
public final class ObservationLog {
  private static final String ADD =
      "INSERT INTO observations (database, build_id, key_kind, seen) VALUES (?, ?, ?, ?)";

  // The newest of each kind, as many as are learned from, in order.
  private static final String SEEN =
      """
      SELECT seen FROM (
        SELECT id, seen, row_number() OVER (PARTITION BY key_kind ORDER BY id DESC) AS newest
        FROM (SELECT * FROM observations WHERE database = ? ORDER BY id DESC LIMIT 1000) o
      ) o
      WHERE newest <= ? ORDER BY id
      """;

  private ObservationLog() {}

  /// @param build null for a pilot
  public static void add(
      Connection connection, String database, @Nullable UUID build, BuildObservation seen)
      throws SQLException {
    Sql.of(connection, ADD, database, build, seen.comparedWith(), Json.write(seen)).update();
  }

  public static Calibration read(Connection connection, String database) throws SQLException {
    return new Calibration(
        Sql.of(connection, SEEN, database, Calibration.REMEMBERED)
            .list(row -> Json.read(row.getString("seen"), BuildObservation.class)));
  }
}
