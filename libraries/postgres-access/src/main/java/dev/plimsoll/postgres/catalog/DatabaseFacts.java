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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All facts that planning uses, read at about the same time.
///
/// @param columns of each table, in order
/// @param relationNames of each schema: names that a new index cannot have
/// @param jointDistinct of each table: distinct combinations counted by CREATE STATISTICS
/// @param troubles errors of unreadable tables
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
  /// Facts from rows, and PostgreSQL's answers about definitions.
  ///
  /// @param probes of each table: keys that were checked
  /// @param samples of each table: measurements for indexes
  /// @param unsampled why a table could not be sampled; reasons are clauses
  /// @param verdicts of each table: results of [IndexTrial]
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
    return first(columnsOf(table), facts -> facts.name().equals(column));
  }

  /// Distinct combinations of exactly these columns; empty where never counted.
  public OptionalDouble distinctOf(QualifiedName table, List<String> together) {
    Set<String> wanted = new HashSet<>(together);
    return jointDistinct.getOrDefault(table, List.of()).stream()
        .filter(joint -> joint.columns().equals(wanted))
        .mapToDouble(JointDistinct::distinct)
        .findFirst();
  }

  public Map<QualifiedName, TableReadError> unsampled() {
    return findings.unsampled;
  }

  /// The probe of exactly this key; null for none.
  public @Nullable KeyProbe probeOf(QualifiedName table, List<String> key) {
    return first(
        findings.probes.getOrDefault(table, List.of()), probe -> probe.columns().equals(key));
  }

  /// The sample for exactly this index; null for none.
  public @Nullable IndexSample sampleOf(QualifiedName table, IndexDefinition definition) {
    return first(
        findings.samples.getOrDefault(table, List.of()),
        sample -> sample.definition().equals(definition));
  }

  private static <T> @Nullable T first(List<T> facts, Predicate<T> wanted) {
    return facts.stream().filter(wanted).findFirst().orElse(null);
  }

  /// The verdict on a definition; `Untried` by default.
  public IndexTrial.Verdict verdict(QualifiedName table, IndexDefinition definition) {
    return findings
        .verdicts
        .getOrDefault(table, Map.of())
        .getOrDefault(definition, new IndexTrial.Verdict.Untried());
  }

  /// The shape of a definition, as far as it is known.
  public IndexShape meaning(QualifiedName table, IndexDefinition definition) {
    return verdict(table, definition) instanceof IndexTrial.Verdict.Possible(var shape)
        ? shape
        : IndexShape.asWritten(definition);
  }

  /// A unique index that a builder makes the primary key, instead of building another; else empty.
  public String keyToBe(QualifiedName table, IndexDefinition definition) {
    IndexShape wanted = meaning(table, definition);
    return indexesOf(table).stream()
        .filter(index -> index.becomesKey(wanted))
        .map(IndexFacts::name)
        .findFirst()
        .orElse("");
  }

  public DatabaseFacts with(TableFacts table, List<ColumnFacts> itsColumns) {
    return with(
        Map.of(table.name(), table), Map.of(table.name(), List.copyOf(itsColumns)), findings);
  }

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

  /// These facts with samples for indexes, and tables for which sampling failed.
  public DatabaseFacts withSamples(
      Map<QualifiedName, List<IndexSample>> measured, Map<QualifiedName, TableReadError> failed) {
    return with(
        new Findings(
            findings.probes, measured, plus(findings.unsampled, failed), findings.verdicts));
  }

  public DatabaseFacts withUnsampled(QualifiedName table, TableReadError reason) {
    return withSamples(findings.samples, Map.of(table, reason));
  }

  public DatabaseFacts withVerdicts(
      Map<QualifiedName, Map<IndexDefinition, IndexTrial.Verdict>> heard) {
    Map<QualifiedName, Map<IndexDefinition, IndexTrial.Verdict>> more =
        new HashMap<>(findings.verdicts);
    heard.forEach((table, some) -> more.merge(table, Map.copyOf(some), DatabaseFacts::plus));
    return with(new Findings(findings.probes, findings.samples, findings.unsampled, more));
  }

  /// The facts of one table alone, which are cheap to add to.
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

  /// These facts with what {@link #only} copies learned about tables' rows.
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
