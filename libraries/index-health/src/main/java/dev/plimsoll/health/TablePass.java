package dev.plimsoll.health;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.health.capacity.NumbersLeft;
import dev.plimsoll.health.facts.ColumnHealth;
import dev.plimsoll.health.facts.ForeignKeyHealth;
import dev.plimsoll.health.facts.HealthSession;
import dev.plimsoll.health.facts.IndexHealth;
import dev.plimsoll.health.facts.IndexWork;
import dev.plimsoll.health.facts.PartitionedIndex;
import dev.plimsoll.health.facts.ServerHealth;
import dev.plimsoll.health.facts.TableHealth;
import dev.plimsoll.health.facts.VacuumState;
import dev.plimsoll.health.facts.VectorIndex;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthSubject;
import dev.plimsoll.health.finding.HealthVerdict;
import dev.plimsoll.health.finding.WithheldFinding;
import dev.plimsoll.health.finding.WithheldReason;
import dev.plimsoll.health.index.BloatedIndexes;
import dev.plimsoll.health.index.InvalidIndexes;
import dev.plimsoll.health.index.ObservedWindow;
import dev.plimsoll.health.index.RedundantIndexes;
import dev.plimsoll.health.index.UnindexedForeignKeys;
import dev.plimsoll.health.index.UnusedIndexes;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.table.TableSizes;
import dev.plimsoll.health.table.TableStatistics;
import dev.plimsoll.planning.discovery.IndexNames;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Rules that look at tables one by one, some thousand at a time. What needs more than a table's
/// own facts is kept for later: unused indexes, INVALID ones, large ones, those of vectors, and
/// columns to sample.
final class TablePass {
  /// @param trees use of partitioned indexes; null where unknown
  /// @param vacuum null where unknown
  record Surroundings(
      ServerHealth server,
      ObservedWindow window,
      IndexWork work,
      @Nullable Map<Long, PartitionedIndex> trees,
      @Nullable VacuumState vacuum,
      TableTotals totals,
      HealthOptions options) {}

  /// An integer key near its end, by statistics: the column's sequence knows better, if it has
  /// one.
  record EndingKey(QualifiedName table, String column, HealthFinding finding) {}

  private final HealthSession session;
  private final Surroundings around;
  private final VerdictCollector verdicts;
  private final IndexNames names = new IndexNames();

  final List<UnusedIndexes.Candidate> unused = new ArrayList<>();
  /// Attached indexes that take over the reads of a partition's own one.
  final Set<Long> attachedKept = new HashSet<>();

  final Map<Long, HealthVerdict> invalid = new HashMap<>();
  final Map<QualifiedName, List<IndexHealth>> large = new HashMap<>();
  final List<VectorIndex> vectors = new ArrayList<>();
  final List<EndingKey> endingKeys = new ArrayList<>();
  final CombinationQueue combinations;
  int indexes;

  TablePass(
      HealthSession session,
      Surroundings around,
      VerdictCollector verdicts,
      List<TableHealth> tables) {
    this.session = session;
    this.around = around;
    this.verdicts = verdicts;
    this.combinations = new CombinationQueue(around.options.limits().sampledTables());
    names.take(
        tables.stream()
            .collect(
                Collectors.groupingBy(
                    table -> table.name().schema(),
                    Collectors.mapping(table -> table.name().name(), Collectors.toSet()))));
  }

  /// All of them or none, where a query fails.
  void look(List<? extends TableHealth> some) throws SQLException {
    List<TableHealth> tables = List.copyOf(some);
    session.within(
        () -> {
          Map<Long, List<IndexHealth>> byTable =
              IndexHealth.read(session, around.server, tables).stream()
                  .collect(Collectors.groupingBy(IndexHealth::tableOid));
          Map<Long, List<ForeignKeyHealth>> keys =
              ForeignKeyHealth.read(session, tables).stream()
                  .collect(Collectors.groupingBy(ForeignKeyHealth::table));
          List<IndexHealth> ofVectors = new ArrayList<>();
          for (TableHealth table : tables) {
            if (table.hasStorage() && notable(table)) {
              byTable.getOrDefault(table.oid(), List.of()).stream()
                  .filter(VectorIndex::is)
                  .forEach(ofVectors::add);
            }
            judge(
                table,
                byTable.getOrDefault(table.oid(), List.of()),
                keys.getOrDefault(table.oid(), List.of()));
          }
          if (!ofVectors.isEmpty()) {
            vectors.addAll(VectorIndex.read(session, ofVectors));
          }
          return true;
        });
  }

  private void judge(TableHealth table, List<IndexHealth> all, List<ForeignKeyHealth> keys) {
    HealthOptions options = around.options;
    TableTotals.Totals total = around.totals.of(table.oid());
    indexes += all.size();
    RedundantIndexes.Redundancy redundant = RedundantIndexes.judge(all);
    verdicts.addAll(redundant.findings().values());
    all.stream()
        .filter(index -> index.attached() && redundant.kept().contains(index.oid()))
        .forEach(index -> attachedKept.add(index.oid()));
    invalid.putAll(InvalidIndexes.judge(all, around.work));
    names.take(
        Map.of(
            table.name().schema(),
            all.stream().map(IndexHealth::name).collect(Collectors.toSet())));
    verdicts.addAll(UnindexedForeignKeys.judge(table, all, keys, this::load, names, options));
    for (IndexHealth index : all) {
      UnusedIndexes.@Nullable Candidate candidate =
          redundant.concerns(index)
              ? null
              : UnusedIndexes.candidate(
                  index,
                  all,
                  keys,
                  total.rows(),
                  total.writes(),
                  around.trees,
                  around.window,
                  options);
      if (candidate != null) {
        unused.add(candidate);
      }
      if (BloatedIndexes.mayBe(index, options.thresholds())) {
        large.computeIfAbsent(table.name(), _ -> new ArrayList<>()).add(index);
      }
    }
    if (table.hasStorage() && table.readable()) {
      combinations.offer(
          table,
          all,
          options.columnSets().getOrDefault(table.name(), List.of()),
          options.thresholds());
    }
  }

  private UnindexedForeignKeys.Load load(ForeignKeyHealth key) {
    TableTotals.Totals referenced = around.totals.of(key.referenced());
    return new UnindexedForeignKeys.Load(
        around.totals.of(key.table()).rows(), referenced.deleted(), referenced.updated());
  }

  /// Rules about the statistics of tables that are not small.
  void lookAtStatistics(List<? extends TableHealth> some) throws SQLException {
    List<TableHealth> notable =
        some.stream().<TableHealth>map(table -> table).filter(this::notable).toList();
    Map<Long, TableHealth> tables = new HashMap<>();
    for (TableHealth table : notable) {
      if (table.readable()) {
        tables.put(table.oid(), table);
      } else {
        verdicts.add(
            WithheldFinding.of(
                FindingCode.STATISTICS_MISSING,
                WithheldReason.RIGHT_MISSING,
                "statistics of columns are shown to roles with SELECT on the table alone (GRANT"
                    + " SELECT, or pg_read_all_data; a row security policy hides them too).",
                new HealthSubject.OfTable(table.name())));
      }
    }
    if (tables.isEmpty()) {
      return;
    }
    session.within(
        () -> {
          judgeStatistics(tables);
          return true;
        });
  }

  private void judgeStatistics(Map<Long, TableHealth> tables) throws SQLException {
    HealthOptions options = around.options;
    Map<Long, ColumnHealth.Widths> widths =
        ColumnHealth.widths(session, tables.values()).stream()
            .collect(Collectors.toMap(ColumnHealth.Widths::table, Function.identity()));
    widths.forEach(
        (oid, width) -> {
          TableHealth table = tables.get(oid);
          if (table != null) {
            long rows = around.totals.of(oid).rows();
            verdicts.add(TableStatistics.missing(table, rows, width, options.thresholds()));
            verdicts.add(TableSizes.judge(table, width, options.thresholds()));
            if (around.vacuum != null) {
              verdicts.add(
                  TableStatistics.stale(
                      table, width, around.vacuum.settings(), options.thresholds()));
            }
          }
        });
    for (ColumnHealth.FullList list :
        ColumnHealth.fullLists(session, around.server, tables.values())) {
      TableHealth table = tables.get(list.table());
      if (table != null) {
        verdicts.add(TableStatistics.target(table, list, options.thresholds()));
      }
    }
    for (ColumnHealth.IntegerKey key : ColumnHealth.integerKeys(session, tables.values())) {
      TableHealth table = tables.get(key.table());
      @Nullable HealthFinding ending =
          table == null ? null : NumbersLeft.judge(table.name(), key, options.thresholds());
      if (table != null && ending != null) {
        endingKeys.add(new EndingKey(table.name(), key.column(), ending));
      }
    }
  }

  private boolean notable(TableHealth table) {
    return around.totals.of(table.oid()).rows() >= around.options.thresholds().smallRows()
        || table.size().bytes() >= around.options.thresholds().leastBytes();
  }
}
