package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.index.IndexShape;
import dev.plimsoll.postgres.index.IndexTrial;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Everything that planning looks at, read at about one moment.
///
/// @param tables by name
/// @param columns of each table in their order
/// @param indexes of each table
/// @param relationNames of each schema in `tables`: names that a new index may not have
/// @param jointDistinct of each table: distinct values of several columns together, where somebody
///     had CREATE STATISTICS count them
/// @param probes of each table, where somebody has looked at keys
/// @param troubles of tables that could not be looked at, of which little more is known
/// @param samples of each table: what indexes on it would hold, where somebody has measured it
/// @param unsampled why a table's rows could not be sampled: its reasons are clauses
/// @param verdicts of each table: what PostgreSQL says to definitions that it was asked about
public record DatabaseFacts(
    ServerFacts server,
    Map<QualifiedName, TableFacts> tables,
    Map<QualifiedName, List<ColumnFacts>> columns,
    Map<QualifiedName, List<IndexFacts>> indexes,
    List<ForeignKeyFacts> foreignKeys,
    Map<String, Set<String>> relationNames,
    Map<QualifiedName, List<JointDistinct>> jointDistinct,
    Map<QualifiedName, List<KeyProbe>> probes,
    Map<QualifiedName, TableReadError> troubles,
    Map<QualifiedName, List<IndexSample>> samples,
    Map<QualifiedName, TableReadError> unsampled,
    Map<QualifiedName, Map<IndexDefinition, IndexTrial.Verdict>> verdicts) {

  /// @param columns in no order
  /// @param distinct number of combinations
  public record JointDistinct(Set<String> columns, double distinct) {
    public JointDistinct {
      columns = Set.copyOf(columns);
    }
  }

  public DatabaseFacts {
    tables = Map.copyOf(tables);
    columns = Map.copyOf(columns);
    indexes = Map.copyOf(indexes);
    foreignKeys = List.copyOf(foreignKeys);
    relationNames = Map.copyOf(relationNames);
    jointDistinct = Map.copyOf(jointDistinct);
    probes = Map.copyOf(probes);
    troubles = Map.copyOf(troubles);
    samples = Map.copyOf(samples);
    unsampled = Map.copyOf(unsampled);
    verdicts = Map.copyOf(verdicts);
  }

  public List<ColumnFacts> columnsOf(QualifiedName table) {
    return columns.getOrDefault(table, List.of());
  }

  public List<IndexFacts> indexesOf(QualifiedName table) {
    return indexes.getOrDefault(table, List.of());
  }

  public @Nullable ColumnFacts column(QualifiedName table, String column) {
    return columnsOf(table).stream()
        .filter(facts -> facts.name().equals(column))
        .findFirst()
        .orElse(null);
  }

  /// Distinct values of exactly these columns together; empty where nobody had them counted.
  public OptionalDouble distinctOf(QualifiedName table, List<String> together) {
    Set<String> wanted = new HashSet<>(together);
    return jointDistinct.getOrDefault(table, List.of()).stream()
        .filter(joint -> joint.columns().equals(wanted))
        .mapToDouble(JointDistinct::distinct)
        .findFirst();
  }

  /// The same facts, with one table's replaced.
  public DatabaseFacts with(TableFacts table, List<ColumnFacts> itsColumns) {
    Map<QualifiedName, TableFacts> newTables = new HashMap<>(tables);
    newTables.put(table.name(), table);
    Map<QualifiedName, List<ColumnFacts>> newColumns = new HashMap<>(columns);
    newColumns.put(table.name(), List.copyOf(itsColumns));
    return new DatabaseFacts(
        server,
        newTables,
        newColumns,
        indexes,
        foreignKeys,
        relationNames,
        jointDistinct,
        probes,
        troubles,
        samples,
        unsampled,
        verdicts);
  }

  /// The same facts, after a look at a key.
  public DatabaseFacts with(QualifiedName table, KeyProbe probe) {
    Map<QualifiedName, List<KeyProbe>> more = new HashMap<>(probes);
    more.merge(
        table,
        List.of(probe),
        (some, other) -> Stream.concat(some.stream(), other.stream()).toList());
    return new DatabaseFacts(
        server,
        tables,
        columns,
        indexes,
        foreignKeys,
        relationNames,
        jointDistinct,
        more,
        troubles,
        samples,
        unsampled,
        verdicts);
  }

  /// The same facts, with what was measured for indexes.
  ///
  /// @param failed tables of which nothing more could be measured
  public DatabaseFacts withSamples(
      Map<QualifiedName, List<IndexSample>> measured, Map<QualifiedName, TableReadError> failed) {
    Map<QualifiedName, TableReadError> more = new HashMap<>(unsampled);
    more.putAll(failed);
    return new DatabaseFacts(
        server,
        tables,
        columns,
        indexes,
        foreignKeys,
        relationNames,
        jointDistinct,
        probes,
        troubles,
        measured,
        more,
        verdicts);
  }

  /// What is known of one table, as facts of it alone: whoever adds to them copies little.
  public DatabaseFacts only(QualifiedName table) {
    return new DatabaseFacts(
        server,
        of(tables, table),
        of(columns, table),
        of(indexes, table),
        List.of(),
        Map.of(),
        of(jointDistinct, table),
        of(probes, table),
        of(troubles, table),
        of(samples, table),
        of(unsampled, table),
        of(verdicts, table));
  }

  private static <T> Map<QualifiedName, T> of(Map<QualifiedName, T> facts, QualifiedName table) {
    @Nullable T known = facts.get(table);
    return known == null ? Map.of() : Map.of(table, known);
  }

  /// The same facts, with what was found out about the rows of some tables.
  public DatabaseFacts withRowsOf(Collection<DatabaseFacts> looked) {
    Map<QualifiedName, TableFacts> newTables = new HashMap<>(tables);
    Map<QualifiedName, List<ColumnFacts>> newColumns = new HashMap<>(columns);
    Map<QualifiedName, List<KeyProbe>> newProbes = new HashMap<>(probes);
    Map<QualifiedName, List<IndexSample>> newSamples = new HashMap<>(samples);
    Map<QualifiedName, TableReadError> newUnsampled = new HashMap<>(unsampled);
    for (DatabaseFacts some : looked) {
      newTables.putAll(some.tables());
      newColumns.putAll(some.columns());
      newProbes.putAll(some.probes());
      newSamples.putAll(some.samples());
      newUnsampled.putAll(some.unsampled());
    }
    return new DatabaseFacts(
        server,
        newTables,
        newColumns,
        indexes,
        foreignKeys,
        relationNames,
        jointDistinct,
        newProbes,
        troubles,
        newSamples,
        newUnsampled,
        verdicts);
  }

  /// What was measured for exactly this index; null where nobody has.
  public @Nullable IndexSample sampleOf(QualifiedName table, IndexDefinition definition) {
    return samples.getOrDefault(table, List.of()).stream()
        .filter(sample -> sample.definition().equals(definition))
        .findFirst()
        .orElse(null);
  }

  /// The same facts, where a table's rows could not be sampled.
  public DatabaseFacts withUnsampled(QualifiedName table, TableReadError reason) {
    Map<QualifiedName, TableReadError> more = new HashMap<>(unsampled);
    more.put(table, reason);
    return new DatabaseFacts(
        server,
        tables,
        columns,
        indexes,
        foreignKeys,
        relationNames,
        jointDistinct,
        probes,
        troubles,
        samples,
        more,
        verdicts);
  }

  /// What a look at exactly this key has shown; null where nobody has looked.
  public @Nullable KeyProbe probeOf(QualifiedName table, List<String> key) {
    return probes.getOrDefault(table, List.of()).stream()
        .filter(probe -> probe.columns().equals(key))
        .findFirst()
        .orElse(null);
  }

  /// The same facts, after PostgreSQL was asked about definitions.
  public DatabaseFacts withVerdicts(
      Map<QualifiedName, Map<IndexDefinition, IndexTrial.Verdict>> heard) {
    Map<QualifiedName, Map<IndexDefinition, IndexTrial.Verdict>> more = new HashMap<>(verdicts);
    heard.forEach(
        (table, some) -> {
          Map<IndexDefinition, IndexTrial.Verdict> ofTable =
              new HashMap<>(verdicts.getOrDefault(table, Map.of()));
          ofTable.putAll(some);
          more.put(table, Map.copyOf(ofTable));
        });
    return new DatabaseFacts(
        server,
        tables,
        columns,
        indexes,
        foreignKeys,
        relationNames,
        jointDistinct,
        probes,
        troubles,
        samples,
        unsampled,
        more);
  }

  /// What PostgreSQL says to a definition; that nobody knows where it was not asked.
  public IndexTrial.Verdict verdict(QualifiedName table, IndexDefinition definition) {
    return verdicts
        .getOrDefault(table, Map.of())
        .getOrDefault(definition, new IndexTrial.Verdict.Untried());
  }

  /// What a definition means for a table, as far as it is known.
  public IndexShape meaning(QualifiedName table, IndexDefinition definition) {
    return verdict(table, definition) instanceof IndexTrial.Verdict.Possible(var shape)
        ? shape
        : IndexShape.asWritten(definition);
  }
}
