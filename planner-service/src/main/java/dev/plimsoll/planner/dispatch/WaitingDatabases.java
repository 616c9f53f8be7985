package dev.plimsoll.planner.dispatch;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Databases with builds that could be sent, given room.
final class WaitingDatabases {
  // `standing` changes with every input of a decision except time.
  private static final String WAITING =
      """
      SELECT d.name,
             (SELECT sum(o.generation) FROM load_lines o WHERE o.server = l.server) || ' ' || count(*) || ' '
               || coalesce((SELECT string_agg(h.lane || h.slot, ' ' ORDER BY h.lane, h.slot)
                            FROM slots h WHERE h.build_id IS NULL), '') AS standing
      FROM builds b
      JOIN plans p ON p.id = b.plan_id AND p.state IN ('APPROVED', 'RUNNING')
      JOIN databases d ON d.name = b.database AND d.paused_by IS NULL
      JOIN load_lines l ON l.database = b.database
      WHERE b.state = 'PLANNED' AND b.not_before <= clock_timestamp() AND b.paused_by IS NULL
      GROUP BY d.name, l.database
      ORDER BY d.name
      """;

  private WaitingDatabases() {}

  record Waiting(String database, String standing) {}

  static List<Waiting> read(Connection connection) throws SQLException {
    return Sql.of(connection, WAITING)
        .list(row -> new Waiting(row.getString("name"), row.getString("standing")));
  }
}
