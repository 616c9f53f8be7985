package dev.plimsoll.health;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.health.capacity.NumbersLeft;
import dev.plimsoll.health.capacity.PartitionsAhead;
import dev.plimsoll.health.facts.CombinedValues;
import dev.plimsoll.health.facts.HealthSession;
import dev.plimsoll.health.facts.SequenceHealth;
import dev.plimsoll.health.facts.ServerHealth;
import dev.plimsoll.health.facts.SnapshotHolder;
import dev.plimsoll.health.facts.TableHealth;
import dev.plimsoll.health.facts.TimePartitions;
import dev.plimsoll.health.facts.VacuumState;
import dev.plimsoll.health.facts.VacuumState.DatabaseAge;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthSubject;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.table.CorrelatedColumns;
import dev.plimsoll.health.vacuum.HeldSnapshotRule;
import dev.plimsoll.health.vacuum.VacuumLag;
import dev.plimsoll.health.vacuum.WraparoundRule;
import dev.plimsoll.postgres.catalog.CatalogScope;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Rules about what is not of one table's indexes: vacuum, snapshots, numbers and partitions
/// that end, columns that go together. Where a query fails, its findings are withheld.
final class ServerPass {
  /// What reads and judges something.
  interface Part {
    void run() throws SQLException;
  }

  private static final double OLDER = 1.1;

  private final HealthSession session;
  private final CatalogScope scope;
  private final ServerHealth server;
  private final HealthOptions options;
  private final VerdictCollector verdicts;

  ServerPass(
      HealthSession session,
      CatalogScope scope,
      ServerHealth server,
      HealthOptions options,
      VerdictCollector verdicts) {
    this.session = session;
    this.scope = scope;
    this.server = server;
    this.options = options;
    this.verdicts = verdicts;
  }

  /// Runs a part; its failure is withheld under a code.
  void attempt(FindingCode code, Part part) throws SQLException {
    session.attempt(
        () -> {
          part.run();
          return true;
        },
        why -> {
          verdicts.addFailure(code, new HealthSubject.OfDatabase(server.database()), why);
          return false;
        });
  }

  void vacuum(List<TableHealth> tables, VacuumState state) {
    for (TableHealth table : tables) {
      verdicts.add(VacuumLag.judge(table, state, server.asOf(), options.thresholds()));
      verdicts.add(WraparoundRule.judge(table, state.settings()));
    }
    for (SnapshotHolder holder : state.holders()) {
      verdicts.add(
          HeldSnapshotRule.judge(
              holder, server.seesAllSessions(), server.asOf(), options.thresholds()));
    }
  }

  /// The connected database too, where something else than its tables is the oldest: its
  /// catalog, or tables outside of the scope.
  void databases(VacuumState state, List<TableHealth> tables) throws SQLException {
    long oldest = tables.stream().mapToLong(table -> table.ages().transactions()).max().orElse(0);
    long multixacts = tables.stream().mapToLong(table -> table.ages().multixacts()).max().orElse(0);
    attempt(
        FindingCode.WRAPAROUND_NEAR,
        () -> {
          for (DatabaseAge database : VacuumState.databases(session)) {
            if (!database.present()
                || database.transactions() > OLDER * oldest
                || database.multixacts() > OLDER * multixacts) {
              verdicts.add(WraparoundRule.judge(database, state.settings()));
            }
          }
        });
  }

  /// @param keys by statistics; those of a sequence are judged by it
  void numbers(Collection<TablePass.EndingKey> keys) throws SQLException {
    Set<List<Object>> judged = new HashSet<>();
    attempt(
        FindingCode.SEQUENCE_ENDING,
        () -> {
          for (SequenceHealth sequence : SequenceHealth.read(session, scope)) {
            verdicts.add(NumbersLeft.judge(sequence, options.thresholds()));
            QualifiedName table = sequence.table();
            if (table != null && sequence.readable() && sequence.last() != null) {
              judged.add(List.of(table, sequence.column()));
            }
          }
        });
    for (TablePass.EndingKey key : keys) {
      if (!judged.contains(List.<Object>of(key.table(), key.column()))) {
        verdicts.add(key.finding());
      }
    }
  }

  void partitions() throws SQLException {
    attempt(
        FindingCode.PARTITION_ENDING,
        () -> {
          for (TimePartitions table : TimePartitions.read(session, scope)) {
            verdicts.addAll(PartitionsAhead.judge(table, server.asOf(), options.thresholds()));
          }
        });
  }

  /// A sample of each table in turn, while there is time.
  void combinations(List<CombinationQueue.Wanted> wanted) throws SQLException {
    if (wanted.isEmpty()) {
      return;
    }
    attempt(
        FindingCode.COLUMNS_CORRELATED,
        () -> {
          Map<Long, List<Set<String>>> known =
              CombinedValues.known(
                  session, wanted.stream().map(CombinationQueue.Wanted::table).toList());
          for (CombinationQueue.Wanted some : wanted) {
            sample(some, known.getOrDefault(some.table().oid(), List.of()));
          }
        });
  }

  private void sample(CombinationQueue.Wanted wanted, List<Set<String>> known) throws SQLException {
    TableHealth table = wanted.table();
    List<List<String>> sets = CorrelatedColumns.candidates(List.of(), wanted.sets(), known);
    if (sets.isEmpty()) {
      return;
    }
    session.attempt(
        () -> {
          for (CombinedValues values : CombinedValues.sample(session, table, sets)) {
            verdicts.add(CorrelatedColumns.judge(table, values));
          }
          return true;
        },
        why -> {
          verdicts.addFailure(
              FindingCode.COLUMNS_CORRELATED, new HealthSubject.OfTable(table.name()), why);
          return false;
        });
  }
}
