package dev.plimsoll.health;

import dev.plimsoll.bisection.Bisection;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.health.facts.AttachedStandbys;
import dev.plimsoll.health.facts.HealthSession;
import dev.plimsoll.health.facts.IndexWork;
import dev.plimsoll.health.facts.PartitionedIndex;
import dev.plimsoll.health.facts.ServerHealth;
import dev.plimsoll.health.facts.StandbyScans;
import dev.plimsoll.health.facts.TableHealth;
import dev.plimsoll.health.facts.VacuumState;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthSubject;
import dev.plimsoll.health.finding.WithheldFinding;
import dev.plimsoll.health.finding.WithheldReason;
import dev.plimsoll.health.index.ObservedWindow;
import dev.plimsoll.health.index.UnusedIndexes;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.request.HealthOptions.Limits;
import dev.plimsoll.health.request.Standby;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.connection.ServerVersion;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Check of a database: what to drop, what to mend, what will not go well much longer.
///
/// It reads one snapshot of the catalog with a number of statements that grows with thousands of
/// tables, never with tables; rows only of what is suspected, in samples. It writes nothing.
public final class HealthCheck {
  private final HealthSession session;
  private final CatalogScope scope;
  private final HealthOptions options;
  private final VerdictCollector verdicts;

  private HealthCheck(
      HealthSession session, CatalogScope scope, HealthOptions options, VerdictCollector verdicts) {
    this.session = session;
    this.scope = scope;
    this.options = options;
    this.verdicts = verdicts;
  }

  /// As [#of], of a database without standbys.
  public static HealthReport of(Connection connection, CatalogScope scope, HealthOptions options) {
    return of(connection, scope, options, List.of());
  }

  /// Findings about the tables of a scope, and about the server. What cannot be known, for lack
  /// of a right, of time or of an answer, is withheld with its reason.
  ///
  /// The snapshot is held for the time of the check: seconds, and at most the limits' total.
  ///
  /// @param connection in auto-commit mode; its settings are as before afterwards
  /// @param standbys all of them: an index that one of them reads is used, and where more follow
  ///     than are named here or ignored, none is said to be unused
  /// @throws PlimsollException UNSUPPORTED_SERVER before PostgreSQL 14; where the connection
  ///     breaks, or nothing can be read
  public static HealthReport of(
      Connection connection, CatalogScope scope, HealthOptions options, List<Standby> standbys) {
    long begun = System.nanoTime();
    VerdictCollector verdicts = new VerdictCollector(options.limits().findingsPerCode());
    try {
      HealthSession session = begin(connection, options.limits());
      HealthCheck check = new HealthCheck(session, scope, options, verdicts);
      Looked looked;
      try {
        looked = check.look();
      } finally {
        session.end();
      }
      check.unused(looked, standbys);
      AfterLook after = new AfterLook(begin(connection, options.limits()), verdicts);
      int more = after.finish(looked.pass().invalid);
      return new HealthReport(
          after.findings(),
          verdicts.withheld(),
          looked.window(),
          looked.window().asOf(),
          new HealthReport.Work(
              session.statements() + more,
              looked.tables(),
              looked.pass().indexes,
              Duration.ofNanos(System.nanoTime() - begun)));
    } catch (SQLException e) {
      throw new PlimsollException(
          SqlStates.errorCode(e),
          "the health of the database could not be read: " + SqlStates.firstLine(e),
          e);
    }
  }

  private static HealthSession begin(Connection connection, Limits limits) throws SQLException {
    return HealthSession.begin(connection, limits.total(), limits.statement(), limits.lock());
  }

  private record Looked(
      ServerHealth server,
      ObservedWindow window,
      TablePass pass,
      int tables,
      List<UnusedIndexes.Candidate> unused,
      AttachedStandbys attached) {}

  private Looked look() throws SQLException {
    ServerHealth server = ServerHealth.read(session);
    if (server.versionNumber() < ServerVersion.OLDEST) {
      throw new PlimsollException(
          ErrorCode.UNSUPPORTED_SERVER,
          "the server is PostgreSQL " + new ServerVersion(server.versionNumber()));
    }
    ObservedWindow window = ObservedWindow.of(server, options.window());
    ServerPass others = new ServerPass(session, scope, server, options, verdicts);
    List<TableHealth> all = TableHealth.read(session, scope);
    List<TableHealth> tables = new ArrayList<>();
    for (TableHealth table : all) {
      if (table.locked()) {
        unreadable(table, "a session holds or awaits ACCESS EXCLUSIVE on the table or an index.");
      } else {
        tables.add(table);
      }
    }
    HealthSubject database = new HealthSubject.OfDatabase(server.database());
    @Nullable VacuumState vacuum =
        session.<@Nullable VacuumState>attempt(
            () -> VacuumState.read(session),
            why -> {
              verdicts.addFailure(FindingCode.VACUUM_LAGGING, database, why);
              return null;
            });
    @Nullable Map<Long, PartitionedIndex> trees =
        session.<@Nullable Map<Long, PartitionedIndex>>attempt(
            () -> PartitionedIndex.read(session, server),
            why -> {
              verdicts.addFailure(FindingCode.INDEX_UNUSED, database, why);
              return null;
            });
    // Builds are looked at after the catalog's snapshot was taken: see InvalidIndexes.
    IndexWork work =
        session.attempt(() -> IndexWork.read(session), _ -> new IndexWork(List.of(), true));
    TablePass pass =
        new TablePass(
            session,
            new TablePass.Surroundings(
                server, window, work, trees, vacuum, new TableTotals(all), options),
            verdicts,
            all);
    if (vacuum != null) {
      others.vacuum(tables, vacuum);
      others.databases(vacuum, all);
    }
    lookAt(tables, pass, database);
    others.numbers(pass.endingKeys);
    others.partitions();
    // What a partition's own index is dropped for has a use.
    Set<Long> kept =
        pass.attachedKept.isEmpty()
            ? Set.of()
            : session.within(() -> PartitionedIndex.above(session, pass.attachedKept));
    List<UnusedIndexes.Candidate> unused =
        pass.unused.stream().filter(candidate -> !kept.contains(candidate.oid())).toList();
    AttachedStandbys attached =
        unused.isEmpty() ? AttachedStandbys.NONE : AttachedStandbys.read(session);
    others.attempt(
        FindingCode.INDEX_BLOATED,
        () -> new BloatPass(session, server, options, verdicts).look(pass.large));
    others.combinations(pass.combinations.all());
    others.attempt(
        FindingCode.VECTOR_RECALL_LOW,
        () -> new VectorPass(session, server, options, verdicts).look(pass.vectors, byOid(tables)));
    return new Looked(server, window, pass, all.size(), unused, attached);
  }

  private static Map<Long, TableHealth> byOid(List<TableHealth> tables) {
    return tables.stream().collect(Collectors.toMap(TableHealth::oid, Function.identity()));
  }

  /// Some thousand tables at a time. A table that makes a query fail is set aside alone.
  private void lookAt(List<TableHealth> tables, TablePass pass, HealthSubject database)
      throws SQLException {
    int most = options.limits().tablesAtOnce();
    try {
      for (int from = 0; from < tables.size(); from += most) {
        List<TableHealth> some = tables.subList(from, Math.min(tables.size(), from + most));
        Bisection.<TableHealth, SQLException>run(
            some, this::isOfTables, pass::look, (table, why) -> setAside(table, why));
        Bisection.<TableHealth, SQLException>run(
            some, this::isOfTables, pass::lookAtStatistics, (table, why) -> setAside(table, why));
      }
    } catch (SQLException e) {
      if (HealthSession.lostBy(e)) {
        throw e;
      }
      verdicts.addFailure(FindingCode.TABLE_UNREADABLE, database, e);
    }
  }

  private boolean isOfTables(Exception e) {
    return e instanceof SQLException failure
        && !HealthSession.lostBy(failure)
        && !session.timeIsUp();
  }

  private void unused(Looked looked, List<Standby> standbys) {
    if (looked.unused().isEmpty()) {
      return;
    }
    StandbyAnswers answers =
        StandbyAnswers.of(
            standbys,
            looked.server(),
            looked.attached(),
            looked.unused().stream().mapToLong(some -> some.oid()).toArray(),
            options,
            session::timeIsUp);
    UnusedIndexes.Elsewhere elsewhere =
        new UnusedIndexes.Elsewhere(
            answers.scans().stream().map(this::use).toList(), answers.unnamed(options.ignored()));
    for (UnusedIndexes.Candidate candidate : looked.unused()) {
      verdicts.add(UnusedIndexes.judge(candidate, looked.window(), elsewhere, options));
    }
  }

  private UnusedIndexes.StandbyUse use(StandbyScans scans) {
    @Nullable ServerHealth there = scans.server();
    return new UnusedIndexes.StandbyUse(
        scans.standby(),
        there == null ? null : ObservedWindow.of(there, options.window()),
        scans.used(),
        scans.problem());
  }

  private void setAside(TableHealth table, Exception why) {
    verdicts.addFailure(FindingCode.TABLE_UNREADABLE, new HealthSubject.OfTable(table.name()), why);
  }

  private void unreadable(TableHealth table, String why) {
    verdicts.add(
        WithheldFinding.of(
            FindingCode.TABLE_UNREADABLE,
            WithheldReason.LOCKED,
            why,
            new HealthSubject.OfTable(table.name())));
  }
}
