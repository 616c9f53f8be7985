package dev.plimsoll.planner.calibration;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.planning.calibration.BuildObservation;
import dev.plimsoll.planning.calibration.Calibration;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The table `observations`, whose newest ones are kept.
public final class ObservationLog {
  private static final String ADD =
      "INSERT INTO observations (database, build_id, key_kind, seen) VALUES (?, ?, ?, ?)";

  // The newest of each kind, as many as are learned from, in their order.
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
  static void add(
      Connection connection, String database, @Nullable UUID build, BuildObservation seen)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(ADD)) {
      insert.setString(1, database);
      insert.setObject(2, build);
      insert.setString(3, seen.kind().name());
      insert.setString(4, Json.write(seen));
      insert.executeUpdate();
    }
  }

  /// What was learned on a database.
  public static Calibration read(Connection connection, String database) throws SQLException {
    List<BuildObservation> seen = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(SEEN)) {
      query.setString(1, database);
      query.setInt(2, Calibration.REMEMBERED);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          seen.add(Json.read(row.getString("seen"), BuildObservation.class));
        }
      }
    }
    return new Calibration(seen);
  }
}
