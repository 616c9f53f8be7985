package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.index.IndexShape;
import dev.plimsoll.postgres.index.IndexTrial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Everything that planning looks at, read at about one moment.
///
/// @param tables by name
/// @param columns of each table in their order
/// @param indexes of each table
/// @param relationNames of each schema in `tables`: names that a new index may not have
/// @param jointDistinct of each table: distinct values of several columns together, where somebody
///     had CREATE STATISTICS count them
/// @param troubles of tables that could not be looked at, of which little more is known
/// @param findings beyond the catalog
public record DatabaseFacts(
    ServerFacts server,
    Map<QualifiedName, TableFacts> tables,
    Map<QualifiedName, List<ColumnFacts>> columns,
    Map<QualifiedName, List<IndexFacts>> indexes,
    List<ForeignKeyFacts> foreignKeys,
    Map<String, Set<String>> relationNames,
    Map<QualifiedName, List<JointDistinct>> jointDistinct,
    Map<QualifiedName, TableReadError> troubles,
    Findings findings) {
  /// Findings beyond the catalog, from rows and by asking PostgreSQL.
  ///
  /// @param probes of each table, where keys have been looked at
  /// @param samples of each table: what indexes on it would hold, where it has been measured
  /// @param unsampled why a table's rows could not be sampled: its reasons are clauses
  /// @param verdicts of each table: what PostgreSQL says to definitions that it was asked about
  public record Findings(
      Map<QualifiedName, List<KeyProbe>> probes,
      Map<QualifiedName, List<IndexSample>> samples,
      Map<QualifiedName, TableReadError> unsampled,
      Map<QualifiedName, Map<IndexDefinition, IndexTrial.Verdict>> verdicts) {
    public static final Findings NONE = new Findings(Map.of(), Map.of(), Map.of(), Map.of());

    public Findings {
      probes = Map.copyOf(probes);
      samples = Map.copyOf(samples);
      unsampled = Map.copyOf(unsampled);
      verdicts = Map.copyOf(verdicts);
    }
  }

  public DatabaseFacts {
    tables = Map.copyOf(tables);
    columns = Map.copyOf(columns);
    indexes = Map.copyOf(indexes);
    foreignKeys = List.copyOf(foreignKeys);
    relationNames = Map.copyOf(relationNames);
    jointDistinct = Map.copyOf(jointDistinct);
    troubles = Map.copyOf(troubles);
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

  /// Distinct values of exactly these columns together; empty where they were never counted.
  public OptionalDouble distinctOf(QualifiedName table, List<String> together) {
    Set<String> wanted = new HashSet<>(together);
    return jointDistinct.getOrDefault(table, List.of()).stream()
        .filter(joint -> joint.columns().equals(wanted))
        .mapToDouble(JointDistinct::distinct)
        .findFirst();
  }

  /// Why a table's rows could not be sampled.
  public Map<QualifiedName, TableReadError> unsampled() {
    return findings.unsampled;
  }

  /// What a look at exactly this key has shown; null where there was none.
  public @Nullable KeyProbe probeOf(QualifiedName table, List<String> key) {
    return findings.probes.getOrDefault(table, List.of()).stream()
        .filter(probe -> probe.columns().equals(key))
        .findFirst()
        .orElse(null);
  }

  /// What was measured for exactly this index; null where nothing was.
  public @Nullable IndexSample sampleOf(QualifiedName table, IndexDefinition definition) {
    return findings.samples.getOrDefault(table, List.of()).stream()
        .filter(sample -> sample.definition().equals(definition))
        .findFirst()
        .orElse(null);
  }

  /// What PostgreSQL says to a definition; `Untried` where it was not asked.
  public IndexTrial.Verdict verdict(QualifiedName table, IndexDefinition definition) {
    return findings
        .verdicts
        .getOrDefault(table, Map.of())
        .getOrDefault(definition, new IndexTrial.Verdict.Untried());
  }

  /// What a definition means for a table, as far as it is known.
  public IndexShape meaning(QualifiedName table, IndexDefinition definition) {
    return verdict(table, definition) instanceof IndexTrial.Verdict.Possible(var shape)
        ? shape
        : IndexShape.asWritten(definition);
  }

  /// The same facts, with one table's replaced.
  public DatabaseFacts with(TableFacts table, List<ColumnFacts> itsColumns) {
    return with(
        Map.of(table.name(), table), Map.of(table.name(), List.copyOf(itsColumns)), findings);
  }

  /// The same facts, after a look at a key.
  public DatabaseFacts with(QualifiedName table, KeyProbe probe) {
    List<KeyProbe> all = new ArrayList<>(findings.probes.getOrDefault(table, List.of()));
    all.add(probe);
    return with(
        new Findings(
            plus(findings.probes, Map.of(table, List.copyOf(all))),
            findings.samples,
            findings.unsampled,
            findings.verdicts));
  }

  /// The same facts, with what was measured for indexes.
  ///
  /// @param failed tables of which nothing more could be measured
  public DatabaseFacts withSamples(
      Map<QualifiedName, List<IndexSample>> measured, Map<QualifiedName, TableReadError> failed) {
    return with(
        new Findings(
            findings.probes, measured, plus(findings.unsampled, failed), findings.verdicts));
  }

  /// The same facts, where a table's rows could not be sampled.
  public DatabaseFacts withUnsampled(QualifiedName table, TableReadError reason) {
    return withSamples(findings.samples, Map.of(table, reason));
  }

  /// The same facts, after PostgreSQL was asked about definitions.
  public DatabaseFacts withVerdicts(
      Map<QualifiedName, Map<IndexDefinition, IndexTrial.Verdict>> heard) {
    Map<QualifiedName, Map<IndexDefinition, IndexTrial.Verdict>> more =
        new HashMap<>(findings.verdicts);
    heard.forEach((table, some) -> more.merge(table, Map.copyOf(some), DatabaseFacts::plus));
    return with(new Findings(findings.probes, findings.samples, findings.unsampled, more));
  }

  /// What is known of one table, as facts of it alone: cheap to add to.
  public DatabaseFacts only(QualifiedName table) {
    return new DatabaseFacts(
        server,
        of(tables, table),
        of(columns, table),
        of(indexes, table),
        List.of(),
        Map.of(),
        of(jointDistinct, table),
        of(troubles, table),
        new Findings(
            of(findings.probes, table),
            of(findings.samples, table),
            of(findings.unsampled, table),
            of(findings.verdicts, table)));
  }

  /// The same facts, with what was found out about the rows of some tables.
  public DatabaseFacts withRowsOf(Collection<DatabaseFacts> looked) {
    return with(
        all(looked, DatabaseFacts::tables),
        all(looked, DatabaseFacts::columns),
        new Findings(
            plus(findings.probes, all(looked, some -> some.findings.probes)),
            plus(findings.samples, all(looked, some -> some.findings.samples)),
            plus(findings.unsampled, all(looked, DatabaseFacts::unsampled)),
            findings.verdicts));
  }

  private DatabaseFacts with(Findings found) {
    return with(Map.of(), Map.of(), found);
  }

  private DatabaseFacts with(
      Map<QualifiedName, TableFacts> otherTables,
      Map<QualifiedName, List<ColumnFacts>> otherColumns,
      Findings found) {
    return new DatabaseFacts(
        server,
        plus(tables, otherTables),
        plus(columns, otherColumns),
        indexes,
        foreignKeys,
        relationNames,
        jointDistinct,
        troubles,
        found);
  }

  private static <K, V> Map<K, V> plus(Map<K, V> some, Map<K, V> others) {
    if (others.isEmpty()) {
      return some;
    }
    Map<K, V> all = new HashMap<>(some);
    all.putAll(others);
    return Map.copyOf(all);
  }

  private static <T> Map<QualifiedName, T> all(
      Collection<DatabaseFacts> looked, Function<DatabaseFacts, Map<QualifiedName, T>> part) {
    Map<QualifiedName, T> all = new HashMap<>();
    looked.forEach(some -> all.putAll(part.apply(some)));
    return all;
  }

  private static <T> Map<QualifiedName, T> of(Map<QualifiedName, T> facts, QualifiedName table) {
    @Nullable T known = facts.get(table);
    return known == null ? Map.of() : Map.of(table, known);
  }
}
