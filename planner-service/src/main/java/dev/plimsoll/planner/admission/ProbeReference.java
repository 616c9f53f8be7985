package dev.plimsoll.planner.admission;

import dev.plimsoll.planner.admission.AdmissionRules.Missing;
import dev.plimsoll.planner.admission.ProbeFacts.Building;
import dev.plimsoll.planner.admission.ProbeFacts.Replica;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/// Reference that a probe is compared with: known replicas and charged builds.
///
/// @param remembered how long a missing replica holds builds
record ProbeReference(DataSource dataSource, Duration remembered) {
  // Written when it is new, and then every minute.
  private static final String SEEN =
      """
      INSERT INTO replicas_seen (database, name, seen_at)
      SELECT d.name, n.name, clock_timestamp()
      FROM databases d, unnest(?::text[]) AS n (name) WHERE d.name = ?
      ON CONFLICT (database, name) DO UPDATE SET seen_at = excluded.seen_at
      WHERE replicas_seen.seen_at < excluded.seen_at - interval '1 minute'
      """;

  private static final String FORGOTTEN =
      """
      DELETE FROM replicas_seen
      WHERE database = ? AND seen_at < clock_timestamp() - make_interval(secs => ?)
      """;

  private static final String MISSING =
      """
      SELECT name, seen_at FROM replicas_seen
      WHERE database = ? AND name <> ALL (?::text[]) ORDER BY name
      """;

  private static final String UNCOUNTED =
      """
      SELECT s.n FROM unnest(?::uuid[]) WITH ORDINALITY AS s (id, n)
      WHERE NOT EXISTS (SELECT FROM builds b
                        WHERE b.id = s.id AND b.state IN ('DISPATCHED', 'RUNNING'))
      """;

  /// Records the replicas that are connected now, and returns those that are missing.
  AdmissionRules.Known of(String database, ProbeFacts facts) throws SQLException {
    List<Replica> replicas = facts.replicas();
    if (facts.away() != null || (facts.builds().isEmpty() && replicas == null)) {
      return AdmissionRules.Known.NOTHING;
    }
    try (Connection connection = dataSource.getConnection()) {
      return new AdmissionRules.Known(
          replicas == null ? List.of() : missing(connection, database, replicas),
          facts.builds().isEmpty() ? List.of() : uncounted(connection, facts.builds()));
    }
  }

  private List<Missing> missing(Connection connection, String database, List<Replica> replicas)
      throws SQLException {
    String[] standbys =
        replicas.stream()
            .filter(replica -> !replica.logical())
            .map(Replica::name)
            .distinct()
            .toArray(String[]::new);
    if (standbys.length > 0) {
      Sql.of(connection, SEEN, standbys, database).update();
    }
    Sql.of(connection, FORGOTTEN, database, remembered).update();
    return Sql.of(connection, MISSING, database, standbys)
        .list(row -> new Missing(row.getString("name"), Columns.instant(row, "seen_at")));
  }

  private static List<Building> uncounted(Connection connection, List<Building> builds)
      throws SQLException {
    Object ids = builds.stream().map(Building::build).toArray(UUID[]::new);
    return Sql.of(connection, UNCOUNTED, ids).list(row -> builds.get(row.getInt("n") - 1));
  }
}
