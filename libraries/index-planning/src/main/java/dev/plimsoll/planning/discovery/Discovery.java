package dev.plimsoll.planning.discovery;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.catalog.TableTrouble;
import dev.plimsoll.postgres.index.IndexShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Holds rules against a database's facts.
public final class Discovery {
  private final DatabaseFacts facts;
  private final Map<QualifiedName, List<IndexDefinition>> underWay;

  /// @param underWay definitions that unfinished builds will bring about
  public Discovery(DatabaseFacts facts, Map<QualifiedName, List<IndexDefinition>> underWay) {
    this.facts = facts;
    this.underWay = Map.copyOf(underWay);
  }

  /// @param findings in the order of the rules, then of the tables' names; each table and
  ///     definition once
  /// @param unmatched patterns that no table matches
  public record Result(List<Finding> findings, List<String> unmatched) {
    public Result {
      findings = List.copyOf(findings);
      unmatched = List.copyOf(unmatched);
    }

    public List<Finding.Missing> missing() {
      return findings.stream()
          .filter(Finding.Missing.class::isInstance)
          .map(Finding.Missing.class::cast)
          .toList();
    }
  }

  /// @param impliedKeys primary keys for tables that have none and for which no rule asks for one,
  ///     for example the key at the source
  public Result discover(List<KeyRule> rules, Map<QualifiedName, List<String>> impliedKeys) {
    Map<QualifiedName, List<IndexDefinition>> planned = new HashMap<>();
    List<Finding> findings = new ArrayList<>();
    List<String> unmatched = new ArrayList<>();
    for (KeyRule rule : strongestFirst(rules)) {
      TablePattern pattern = new TablePattern(rule.tables());
      List<QualifiedName> tables =
          facts.tables().keySet().stream().filter(pattern::matches).sorted().toList();
      if (tables.isEmpty()) {
        unmatched.add(rule.tables());
      }
      for (QualifiedName table : tables) {
        addAll(findings, planned, table, rule.definition(), "rule " + rule.tables());
      }
    }
    Set<QualifiedName> keyed =
        findings.stream()
            .filter(finding -> finding.definition().kind() == Kind.PRIMARY_KEY)
            .map(Finding::table)
            .collect(Collectors.toUnmodifiableSet());
    impliedKeys.entrySet().stream()
        .filter(implied -> !implied.getValue().isEmpty() && !keyed.contains(implied.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .filter(implied -> facts.tables().containsKey(implied.getKey()))
        .filter(implied -> primaryKey(implied.getKey()).isEmpty())
        .forEach(
            implied ->
                addAll(
                    findings,
                    planned,
                    implied.getKey(),
                    new IndexDefinition(Kind.PRIMARY_KEY, implied.getValue()),
                    "the key of its source"));
    return new Result(findings, unmatched);
  }

  // A primary key makes a unique index on its columns needless, and both a plain one.
  private static List<KeyRule> strongestFirst(List<KeyRule> rules) {
    return rules.stream().sorted(Comparator.comparing(rule -> rule.definition().kind())).toList();
  }

  /// A partitioned table's partitions come before it, since its own index is made of theirs.
  private void addAll(
      List<Finding> findings,
      Map<QualifiedName, List<IndexDefinition>> planned,
      QualifiedName table,
      IndexDefinition definition,
      String because) {
    Finding finding = examine(table, definition, because, planned);
    if (finding instanceof Finding.Missing missing) {
      for (QualifiedName partition : missing.partitions()) {
        addAll(findings, planned, partition, definition, because);
      }
      Optional<Finding> lacking =
          findings.stream()
              .filter(other -> other.definition().equals(definition))
              .filter(other -> missing.partitions().contains(other.table()))
              .filter(Finding.Refused.class::isInstance)
              .findFirst();
      if (lacking.isPresent() && lacking.get() instanceof Finding.Refused refused) {
        finding =
            new Finding.Refused(
                table,
                definition,
                refused.code(),
                table + " needs the index of its partition: " + refused.reason());
      }
    }
    add(findings, planned, finding);
  }

  private static void add(
      List<Finding> findings, Map<QualifiedName, List<IndexDefinition>> planned, Finding finding) {
    boolean known =
        findings.stream()
            .anyMatch(
                other ->
                    other.table().equals(finding.table())
                        && other.definition().equals(finding.definition()));
    if (known) {
      return;
    }
    findings.add(finding);
    if (finding instanceof Finding.Missing missing) {
      planned.computeIfAbsent(missing.table(), _ -> new ArrayList<>()).add(missing.definition());
    }
  }

  private Finding examine(
      QualifiedName table,
      IndexDefinition definition,
      String because,
      Map<QualifiedName, List<IndexDefinition>> planned) {
    TableFacts tableFacts = facts.tables().get(table);
    if (tableFacts == null) {
      return new Finding.Refused(
          table, definition, ErrorCode.TABLE_NOT_FOUND, table + " does not exist");
    }
    @Nullable TableTrouble trouble = facts.troubles().get(table);
    if (trouble != null) {
      return new Finding.Refused(table, definition, trouble.code(), trouble.reason());
    }
    switch (tableFacts.kind()) {
      case TABLE, PARTITION, PARTITIONED_TABLE -> {}
      case MATERIALIZED_VIEW, VIEW, FOREIGN_TABLE -> {
        return new Finding.Refused(
            table, definition, ErrorCode.NOT_A_TABLE, table + " is a " + words(tableFacts.kind()));
      }
    }
    for (String column : named(definition)) {
      if (facts.column(table, column) == null) {
        return new Finding.Refused(
            table, definition, ErrorCode.COLUMN_NOT_FOUND, table + " has no column " + column);
      }
    }
    for (IndexFacts index : facts.indexesOf(table)) {
      if (Coverage.satisfies(index, definition)) {
        return new Finding.Satisfied(table, definition, index.name());
      }
    }
    for (IndexDefinition other : underWay.getOrDefault(table, List.of())) {
      if (Coverage.satisfies(other, definition)) {
        return new Finding.Satisfied(table, definition, "a build under way: " + other);
      }
    }
    for (IndexDefinition other : planned.getOrDefault(table, List.of())) {
      if (!other.equals(definition) && Coverage.satisfies(other, definition)) {
        return new Finding.Satisfied(table, definition, "the planned " + other);
      }
    }
    @Nullable String lacking = tableFacts.rights().lacking(table);
    if (lacking != null) {
      return new Finding.Refused(table, definition, ErrorCode.INSUFFICIENT_PRIVILEGE, lacking);
    }
    if (definition.kind() == Kind.PRIMARY_KEY) {
      List<String> others = new ArrayList<>();
      primaryKey(table).forEach(index -> others.add(index.name() + " " + index.columns()));
      planned.getOrDefault(table, List.of()).stream()
          .filter(other -> other.kind() == Kind.PRIMARY_KEY && !other.equals(definition))
          .forEach(other -> others.add("planned " + other));
      if (!others.isEmpty()) {
        return new Finding.Refused(
            table,
            definition,
            ErrorCode.PRIMARY_KEY_EXISTS,
            table + " has another primary key: " + others.getFirst());
      }
    }
    Optional<IndexFacts> inTheWay = invalidOfOthers(tableFacts, definition);
    if (inTheWay.isPresent()) {
      return new Finding.Refused(
          table,
          definition,
          ErrorCode.FOREIGN_INVALID_INDEX,
          "%s on %s is INVALID and covers the same columns"
              .formatted(inTheWay.get().name(), table));
    }
    if (tableFacts.kind() != TableFacts.Kind.PARTITIONED_TABLE) {
      return new Finding.Missing(table, definition, because);
    }
    boolean proves = definition.columns().containsAll(tableFacts.partitionKey());
    return definition.isUnique() && !proves
        ? new Finding.Refused(
            table,
            definition,
            ErrorCode.UNSUPPORTED_INDEX,
            table
                + " is partitioned by "
                + String.join(", ", tableFacts.partitionKey())
                + ", which a unique index on it has to contain")
        : new Finding.Missing(table, definition, because, partitions(table));
  }

  /// What a builder refuses to build beside: somebody may want to know how it came about, or be
  /// creating it just now.
  private Optional<IndexFacts> invalidOfOthers(TableFacts table, IndexDefinition definition) {
    IndexShape wanted = IndexShape.asWritten(definition);
    boolean partition = table.kind() == TableFacts.Kind.PARTITION;
    return facts.indexesOf(table.name()).stream()
        .filter(index -> !index.valid() && !OwnNames.isUnfinished(index.name()))
        .filter(
            index -> partition ? index.shape().attachable(wanted) : index.shape().satisfies(wanted))
        .findFirst();
  }

  private List<QualifiedName> partitions(QualifiedName parent) {
    return facts.tables().values().stream()
        .filter(table -> parent.equals(table.parent()))
        .map(TableFacts::name)
        .sorted()
        .toList();
  }

  private static List<String> named(IndexDefinition definition) {
    return Stream.concat(definition.namedColumns().stream(), definition.included().stream())
        .toList();
  }

  private List<IndexFacts> primaryKey(QualifiedName table) {
    return facts.indexesOf(table).stream().filter(IndexFacts::primary).toList();
  }

  private static String words(TableFacts.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
