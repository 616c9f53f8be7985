package dev.plimsoll.maintenance.run;

import dev.plimsoll.maintenance.action.MaintenanceAction;
import dev.plimsoll.maintenance.run.IndexCopies.Copy;
import dev.plimsoll.maintenance.run.RunContext.FirstLook;
import dev.plimsoll.maintenance.run.RunResult.Outcome;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// REINDEX INDEX CONCURRENTLY under SHARE UPDATE EXCLUSIVE.
///
/// Killed, it leaves an INVALID copy. The first attempt notes the index' oid and the copies that
/// were there; a later one drops what has come since, and sees by the oid whether the index was
/// rebuilt already.
record RebuildRun(MaintenanceSession session, Surroundings.Relation table) {
  private static final String REINDEX = "REINDEX INDEX CONCURRENTLY %s";

  private static final String INDEX =
      """
      SELECT c.oid::int8 AS oid, x.indisvalid AND x.indisready AND x.indislive AS whole,
             c.relkind::text AS kind, x.indisexclusion,
             pg_catalog.pg_relation_size(c.oid) AS bytes
      FROM pg_catalog.pg_index x
      JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE x.indrelid = ?::oid AND n.nspname = ? AND c.relname = ?
      """;

  private record Index(long oid, boolean whole, String kind, boolean exclusion, long bytes) {}

  RunResult run(MaintenanceAction.Rebuild rebuild) throws SQLException {
    @Nullable Index index = read(rebuild);
    if (index == null) {
      return RunResult.notNeeded(rebuild.index() + " is not there any more");
    }
    if (!index.kind().equals("i") || index.exclusion()) {
      return RunResult.refused(
          index.exclusion()
              ? "PostgreSQL cannot rebuild the index of an exclusion constraint CONCURRENTLY"
              : "it consists of its partitions' indexes");
    }
    FirstLook before = before(rebuild, index);
    if (IndexCopies.isBuilding(session, table.oid())) {
      return RunResult.steppedBack("a session builds or rebuilds an index of its table");
    }
    @Nullable String older =
        Surroundings.olderThan(session.connection(), session.limits().oldestTransaction());
    if (older != null) {
      return RunResult.steppedBack(older + ": the rebuild could not end before it")
          .from(before.bytes());
    }
    clear(rebuild, before);
    if (index.oid() != before.subject() && index.whole()) {
      return done(rebuild, before);
    }
    try {
      session.watched(REINDEX.formatted(Identifiers.quote(rebuild.index())));
    } catch (SQLException e) {
      if (session.alive()) {
        tidy(rebuild, before, e);
      }
      throw e;
    }
    return done(rebuild, before);
  }

  private FirstLook before(MaintenanceAction.Rebuild rebuild, Index index) throws SQLException {
    @Nullable FirstLook known = session.context().before();
    if (known != null) {
      return known;
    }
    List<Long> copies =
        IndexCopies.of(session, table.oid(), rebuild.index().name()).stream()
            .map(Copy::oid)
            .toList();
    FirstLook first = new FirstLook(index.oid(), copies, index.bytes());
    session.context().note(first);
    return first;
  }

  /// The index that an exchange has renamed is one of the copies then.
  private void clear(MaintenanceAction.Rebuild rebuild, FirstLook before) throws SQLException {
    for (Copy copy : IndexCopies.of(session, table.oid(), rebuild.index().name())) {
      if (!before.copies().contains(copy.oid()) && !copy.atWork()) {
        IndexCopies.drop(session, copy);
      }
    }
  }

  /// At once, so that writes do not maintain the copy until the next attempt; who was given way to
  /// goes first. What cannot be dropped now is dropped then.
  private void tidy(MaintenanceAction.Rebuild rebuild, FirstLook before, SQLException why) {
    try {
      clear(rebuild, before);
    } catch (SQLException e) {
      why.addSuppressed(e);
    }
  }

  private RunResult done(MaintenanceAction.Rebuild rebuild, FirstLook before) throws SQLException {
    @Nullable Index now = read(rebuild);
    if (now == null || !now.whole()) {
      return RunResult.steppedBack("it is not valid after the rebuild").from(before.bytes());
    }
    return new RunResult(
        Outcome.DONE, rebuild.index() + " is built anew", before.bytes(), now.bytes());
  }

  private @Nullable Index read(MaintenanceAction.Rebuild rebuild) throws SQLException {
    return Sql.of(
            session.connection(),
            INDEX,
            table.oid(),
            rebuild.index().schema(),
            rebuild.index().name())
        .first(
            row ->
                new Index(
                    row.getLong("oid"),
                    row.getBoolean("whole"),
                    row.getString("kind"),
                    row.getBoolean("indisexclusion"),
                    row.getLong("bytes")))
        .orElse(null);
  }
}
