package dev.plimsoll.systemtests;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// What the planner's ledger wrote of each claim and release, read past its API.
final class LedgerHistory {
  private LedgerHistory() {}

  /// Moments at which what was in use passed a limit of the load line, or did not add up.
  ///
  /// Cores at claims alone: a build that wakes has its core again though others have it by then.
  ///
  /// @param control a session on the planner's own database
  static List<String> violations(Connection control, String database) throws SQLException {
    List<String> violations = new ArrayList<>();
    try (PreparedStatement query =
        control.prepareStatement(
            """
            SELECT h.id, h.what, h.used_memory_bytes, h.used_parallel_workers,
                   h.used_temporary_bytes, h.used_disk_bytes, h.used_milli_cores,
                   h.used_memory_bytes > l.memory_bytes
                     OR h.used_parallel_workers > l.parallel_workers
                     OR h.used_temporary_bytes > l.temporary_bytes
                     OR h.used_disk_bytes > l.disk_bytes
                     OR (h.what = 'CLAIM'
                         AND h.used_milli_cores > l.milli_cores
                         AND h.used_milli_cores > h.milli_cores) AS beyond
            FROM planner.ledger_history h
            JOIN planner.load_lines l ON l.database = h.database
            WHERE h.database = ?
            ORDER BY h.id
            """)) {
      query.setString(1, database);
      try (ResultSet row = query.executeQuery()) {
        int rows = 0;
        while (row.next()) {
          rows++;
          if (row.getBoolean("beyond")) {
            violations.add(
                "%d %s: memory %d, workers %d, temporary %d, disk %d, cores %d"
                    .formatted(
                        row.getLong(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getInt(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7)));
          }
        }
        if (rows == 0) {
          violations.add("there is no history at all");
        }
      }
    }
    return violations;
  }

  /// What is in use now, all limits but the disk together; 0 when nothing is in flight.
  static long inUse(Connection control, String database) throws SQLException {
    try (PreparedStatement query =
        control.prepareStatement(
            """
            SELECT used_milli_cores + used_memory_bytes + used_parallel_workers
                   + used_temporary_bytes
            FROM planner.load_lines WHERE database = ?
            """)) {
      query.setString(1, database);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }
}
