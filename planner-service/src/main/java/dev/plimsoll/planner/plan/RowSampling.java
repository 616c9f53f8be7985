package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.plan.IndexPlanner;
import dev.plimsoll.planning.plan.PlanningRequest;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexSampler;
import dev.plimsoll.postgres.catalog.KeyProbe;
import dev.plimsoll.postgres.catalog.KeyProber;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.catalog.TableReadError;
import dev.plimsoll.postgres.catalog.TableSampler;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Samples of rows of every planned table, largest first: number of rows, size of the index, NULLs
/// and duplicates of keys. The more looks there are, the fewer pages of each.
final class RowSampling {
  // A sample only improves the plan, and must not delay it.
  private static final Duration KEY = Duration.ofSeconds(2);
  private static final Duration ALL = Duration.ofSeconds(10);

  // Of all tables, indexes and keys of a plan.
  private static final double PAGES = 25_000;
  private static final double FEWEST_OF_TABLE = 25;
  private static final double FEWEST_OF_INDEX = 25;
  private static final double FEWEST_OF_KEY = 50;
  private static final double MOST = 1_000;

  private final DatabaseFacts facts;
  private final Map<QualifiedName, Set<String>> columns;
  private final Map<QualifiedName, Set<IndexDefinition>> indexes;
  private final Map<QualifiedName, Set<List<String>>> keys;
  private final List<QualifiedName> waiting;
  private final double pagesOfTable;
  private final double pagesOfIndex;
  private final double pagesOfKey;
  private final long until = System.nanoTime() + ALL.toNanos();

  /// @param look whether to look for NULLs and duplicates in unique keys
  RowSampling(DatabaseFacts facts, PlanningRequest request, boolean look) {
    this.facts = facts;
    this.columns = IndexPlanner.keyColumns(facts, request);
    this.indexes = IndexPlanner.toSize(facts, request);
    this.keys = look ? IndexPlanner.uniqueKeys(facts, request) : Map.of();
    this.pagesOfTable = each(columns.size(), FEWEST_OF_TABLE);
    this.pagesOfIndex = each(count(indexes), FEWEST_OF_INDEX);
    this.pagesOfKey = each(count(keys), FEWEST_OF_KEY);
    this.waiting =
        Stream.of(columns, indexes, keys)
            .flatMap(some -> some.keySet().stream())
            .distinct()
            .sorted(
                Comparator.comparingLong(this::bytes)
                    .reversed()
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
  }

  private long bytes(QualifiedName name) {
    TableFacts table = facts.tables().get(name);
    return table == null ? 0 : table.heapBytes();
  }

  /// Facts completed by the samples.
  ///
  /// @throws SQLException where a connection broke
  DatabaseFacts take(ParallelSessions sessions) throws SQLException {
    return facts.withRowsOf(sessions.ask(waiting, this::look));
  }

  private DatabaseFacts look(Connection connection, QualifiedName table) throws SQLException {
    DatabaseFacts known = facts.only(table);
    if (System.nanoTime() - until > 0) {
      return known.troubles().containsKey(table)
          ? known
          : TableSampler.guessed(known, table, TableReadError.NO_TIME);
    }
    Set<String> names = columns.get(table);
    if (names != null) {
      known = TableSampler.complete(connection, known, table, names, pagesOfTable);
    }
    Set<IndexDefinition> definitions = indexes.get(table);
    if (definitions != null) {
      known =
          IndexSampler.complete(connection, known, Map.of(table, definitions), until, pagesOfIndex);
    }
    for (List<String> key : keys.getOrDefault(table, Set.of())) {
      Optional<KeyProbe> probe = KeyProber.probe(connection, known, table, key, KEY, pagesOfKey);
      if (probe.isPresent()) {
        known = known.with(table, probe.get());
      }
    }
    return known;
  }

  private static double each(int looks, double fewest) {
    return Math.clamp(PAGES / Math.max(1, looks), fewest, MOST);
  }

  private static int count(Map<QualifiedName, ? extends Collection<?>> looks) {
    return looks.values().stream().mapToInt(Collection::size).sum();
  }
}
