package dev.plimsoll.health.facts;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What vacuum is set to, at work on, and held back by.
///
/// @param tables oids of tables that are vacuumed now, as far as the role may see
/// @param running vacuums of the whole server
public record VacuumState(
    VacuumSettings settings, Set<Long> tables, int running, List<SnapshotHolder> holders) {
  private static final String RUNNING =
      """
      SELECT CASE WHEN v.datname = current_database() THEN v.relid::int8 END AS oid
      FROM pg_catalog.pg_stat_progress_vacuum v
      """;

  // A row of each database.
  private static final String DATABASES =
      """
      SELECT d.datname, age(d.datfrozenxid)::int8 AS xid_age,
             mxid_age(d.datminmxid)::int8 AS mxid_age,
             d.datname = current_database() AS present
      FROM pg_catalog.pg_database d
      """;

  public VacuumState {
    tables = Set.copyOf(tables);
    holders = List.copyOf(holders);
  }

  /// @param present the connected one, whose tables are judged themselves
  public record DatabaseAge(String name, long transactions, long multixacts, boolean present) {}

  public static VacuumState read(HealthSession session) throws SQLException {
    List<Optional<Long>> running =
        session.list(RUNNING, row -> Optional.ofNullable(row.getObject("oid", Long.class)));
    return new VacuumState(
        VacuumSettings.read(session),
        running.stream().flatMap(Optional::stream).collect(Collectors.toSet()),
        running.size(),
        SnapshotHolder.read(session));
  }

  public static List<DatabaseAge> databases(HealthSession session) throws SQLException {
    return session.list(
        DATABASES,
        row ->
            new DatabaseAge(
                row.getString("datname"),
                row.getLong("xid_age"),
                row.getLong("mxid_age"),
                row.getBoolean("present")));
  }
}
