package dev.plimsoll.health.facts;

import java.sql.SQLException;
import java.util.List;

/// Builds that are at work now, in this database.
///
/// @param hidden whether sessions of others build something that the role may not see
public record IndexWork(List<Build> builds, boolean hidden) {
  /// @param table oid
  /// @param index oid; 0 before it exists
  public record Build(int pid, long table, long index, String phase) {}

  // A view of running backends, usually empty.
  private static final String BUILDS =
      """
      SELECT p.pid, p.relid::int8 AS relid, coalesce(p.index_relid::int8, 0) AS index_relid,
             coalesce(p.phase, '') AS phase, p.relid IS NULL AS hidden
      FROM pg_catalog.pg_stat_progress_create_index p
      WHERE p.datname = current_database()
      """;

  public IndexWork {
    builds = List.copyOf(builds);
  }

  public static IndexWork read(HealthSession session) throws SQLException {
    boolean[] hidden = new boolean[1];
    List<Build> builds =
        session.list(
            BUILDS,
            row -> {
              hidden[0] |= row.getBoolean("hidden");
              return new Build(
                  row.getInt("pid"),
                  row.getLong("relid"),
                  row.getLong("index_relid"),
                  row.getString("phase"));
            });
    return new IndexWork(builds, hidden[0]);
  }

  /// A rebuild names its new index alone, so any build of the table counts.
  public boolean isAtWork(IndexHealth index) {
    return builds.stream()
        .anyMatch(build -> build.table == index.tableOid() || build.index == index.oid());
  }
}
