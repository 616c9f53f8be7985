package dev.plimsoll.planning.discovery;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.catalog.TableReadError;
import dev.plimsoll.postgres.index.IndexShape;
import dev.plimsoll.postgres.index.IndexTrial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A comparison of rules with a database's facts.
public final class Discovery {
  private final DatabaseFacts facts;
  private final Map<QualifiedName, List<IndexDefinition>> underWay;
  private final Map<KeyRule, String> because;

  /// @param underWay definitions of unfinished builds
  /// @param because reasons of rules that no person gave, a clause each
  public Discovery(
      DatabaseFacts facts,
      Map<QualifiedName, List<IndexDefinition>> underWay,
      Map<KeyRule, String> because) {
    this.facts = facts;
    this.underWay = Map.copyOf(underWay);
    this.because = Map.copyOf(because);
  }

  /// @param findings by rule, then table; each table and definition once
  /// @param unmatched patterns without a table
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

  /// @param impliedKeys primary keys for tables without one or a rule for one, as at the source
  public Result discover(List<KeyRule> rules, Map<QualifiedName, List<String>> impliedKeys) {
    Map<QualifiedName, List<IndexDefinition>> planned = new HashMap<>();
    Map<TableIndex, Finding> findings = new LinkedHashMap<>();
    List<String> unmatched = new ArrayList<>();
    for (KeyRule rule : strongestFirst(rules)) {
      RulePattern pattern = new RulePattern(rule.tables());
      List<QualifiedName> tables =
          facts.tables().keySet().stream().filter(pattern::matches).sorted().toList();
      if (tables.isEmpty()) {
        unmatched.add(rule.tables());
      }
      for (QualifiedName table : tables) {
        String reason = because.getOrDefault(rule, "rule " + rule.tables() + " asks for it");
        addAll(findings, planned, new TableIndex(table, rule.definition()), reason);
      }
    }
    Set<QualifiedName> keyed =
        findings.values().stream()
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
                    new TableIndex(
                        implied.getKey(),
                        new IndexDefinition(Kind.PRIMARY_KEY, implied.getValue())),
                    "the key of its source asks for it"));
    return new Result(List.copyOf(findings.values()), unmatched);
  }

  // A primary key makes a unique index on its columns needless, and both a plain one.
  private static List<KeyRule> strongestFirst(List<KeyRule> rules) {
    return rules.stream().sorted(Comparator.comparing(rule -> rule.definition().kind())).toList();
  }

  /// Adds a table before its partitions: once it has an index, even one that still lacks parts, new
  /// partitions get theirs by themselves.
  private void addAll(
      Map<TableIndex, Finding> findings,
      Map<QualifiedName, List<IndexDefinition>> planned,
      TableIndex asked,
      String because) {
    List<Finding> family = new ArrayList<>();
    Finding finding = examine(asked, because, planned);
    family.add(finding);
    if (finding instanceof Finding.Missing missing) {
      parts(family, missing);
    }
    family.forEach(one -> add(findings, planned, one));
  }

  /// Adds the partitions' findings. A refused partition refuses the whole: its index would stay
  /// INVALID for ever.
  private void parts(List<Finding> family, Finding.Missing parent) {
    int place = family.size() - 1;
    for (QualifiedName partition : parent.partitions()) {
      Finding part = examinePart(parent, partition);
      family.add(part);
      int partPlace = family.size() - 1;
      if (part instanceof Finding.Missing missing) {
        parts(family, missing);
      }
      if (family.get(partPlace) instanceof Finding.Refused refused
          && family.get(place) instanceof Finding.Missing) {
        family.set(
            place,
            refused(
                parent.index(),
                refused.code(),
                parent.table() + " needs the index of its partition: " + refused.reason()));
      }
    }
  }

  private static void add(
      Map<TableIndex, Finding> findings,
      Map<QualifiedName, List<IndexDefinition>> planned,
      Finding finding) {
    @Nullable Finding known = findings.get(finding.index());
    // An index that is enough for a partition by itself may not be for the whole.
    boolean notEnough = known instanceof Finding.Satisfied && finding instanceof Finding.Missing;
    if (known != null && !notEnough) {
      return;
    }
    findings.remove(finding.index());
    findings.put(finding.index(), finding);
    if (finding instanceof Finding.Missing missing) {
      planned.computeIfAbsent(missing.table(), _ -> new ArrayList<>()).add(missing.definition());
    }
  }

  /// A partition of a table that is to have an index needs one of the same definition, which is not
  /// attached elsewhere.
  private Finding examinePart(Finding.Missing parent, QualifiedName partition) {
    IndexDefinition definition = parent.definition();
    IndexShape wanted = facts.meaning(partition, definition);
    Set<String> begun =
        facts.indexesOf(parent.table()).stream()
            .filter(index -> index.shape().isAttachableAs(wanted))
            .map(IndexFacts::name)
            .collect(Collectors.toUnmodifiableSet());
    for (IndexFacts index : facts.indexesOf(partition)) {
      if (index.valid()
          && index.shape().isAttachableAs(wanted)
          && (index.attachedTo().isEmpty() || begun.contains(index.attachedTo()))) {
        return new Finding.Satisfied(partition, definition, index.name());
      }
    }
    if (underWay.getOrDefault(partition, List.of()).contains(definition)) {
      return new Finding.Satisfied(partition, definition, "a build under way: " + definition);
    }
    return lacking(parent.index().on(partition), parent.because(), Map.of());
  }

  private Finding examine(
      TableIndex sought, String because, Map<QualifiedName, List<IndexDefinition>> planned) {
    QualifiedName table = sought.table();
    IndexDefinition definition = sought.definition();
    IndexShape wanted = facts.meaning(table, definition);
    for (IndexFacts index : facts.indexesOf(table)) {
      if (index.serves(wanted)) {
        return new Finding.Satisfied(table, definition, index.name() + elsewhere(index, wanted));
      }
    }
    IndexShape asked = IndexShape.asWritten(definition);
    for (IndexDefinition other : underWay.getOrDefault(table, List.of())) {
      if (IndexShape.asWritten(other).serves(asked)) {
        return new Finding.Satisfied(table, definition, "a build under way: " + other);
      }
    }
    for (IndexDefinition other : planned.getOrDefault(table, List.of())) {
      if (!other.equals(definition) && IndexShape.asWritten(other).serves(asked)) {
        return new Finding.Satisfied(table, definition, "the planned " + other);
      }
    }
    return lacking(sought, because, planned);
  }

  private static String elsewhere(IndexFacts index, IndexShape wanted) {
    String asked = wanted.tablespace();
    String is = index.shape().tablespace();
    return asked.isEmpty() || asked.equals(is)
        ? ""
        : " (in tablespace %s, not %s: ALTER INDEX … SET TABLESPACE moves it)".formatted(is, asked);
  }

  /// A missing index: to be built, or refused.
  private Finding lacking(
      TableIndex sought, String because, Map<QualifiedName, List<IndexDefinition>> planned) {
    QualifiedName table = sought.table();
    IndexDefinition definition = sought.definition();
    TableFacts tableFacts = facts.tables().get(table);
    if (tableFacts == null) {
      return refused(sought, ErrorCode.TABLE_NOT_FOUND, table + " does not exist");
    }
    @Nullable TableReadError trouble = facts.troubles().get(table);
    if (trouble != null) {
      return refused(sought, trouble.code(), trouble.reason());
    }
    switch (tableFacts.kind()) {
      case TABLE, PARTITION, PARTITIONED_TABLE -> {}
      case MATERIALIZED_VIEW -> {
        if (definition.kind() == Kind.PRIMARY_KEY) {
          return refused(
              sought,
              ErrorCode.NOT_A_TABLE,
              table + " is a materialized view, which has indexes but no constraints");
        }
      }
      case VIEW, FOREIGN_TABLE -> {
        return refused(sought, ErrorCode.NOT_A_TABLE, table + " is a " + words(tableFacts.kind()));
      }
    }
    for (String column : definition.allColumns()) {
      if (facts.column(table, column) == null) {
        return refused(sought, ErrorCode.COLUMN_NOT_FOUND, table + " has no column " + column);
      }
    }
    @Nullable String lacking = tableFacts.rights().lacking(table);
    if (lacking != null) {
      return refused(sought, ErrorCode.INSUFFICIENT_PRIVILEGE, lacking);
    }
    if (facts.verdict(table, definition) instanceof IndexTrial.Verdict.Refused(var code, var why)) {
      return refused(sought, code, table + ": " + why);
    }
    if (definition.kind() == Kind.PRIMARY_KEY) {
      Optional<String> other = otherKey(table, definition, planned);
      if (other.isPresent()) {
        return refused(
            sought,
            ErrorCode.PRIMARY_KEY_EXISTS,
            table + " has another primary key: " + other.get());
      }
    }
    Optional<IndexFacts> inTheWay = invalidOfOthers(tableFacts, definition);
    if (inTheWay.isPresent()) {
      return refused(
          sought,
          ErrorCode.FOREIGN_INVALID_INDEX,
          inTheWay.get().name() + " on " + table + " is INVALID and covers the same columns");
    }
    return tableFacts.kind() == TableFacts.Kind.PARTITIONED_TABLE
        ? lackingWhole(tableFacts, sought, because)
        : new Finding.Missing(
            table, definition, because, List.of(), false, keyToBe(facts, table, definition));
  }

  private static Finding refused(TableIndex sought, ErrorCode code, String reason) {
    return new Finding.Refused(sought.table(), sought.definition(), code, reason);
  }

  /// A unique index that a builder makes the primary key, instead of building another; else empty.
  public static String keyToBe(
      DatabaseFacts facts, QualifiedName table, IndexDefinition definition) {
    IndexShape wanted = facts.meaning(table, definition);
    return facts.indexesOf(table).stream()
        .filter(index -> index.becomesKey(wanted))
        .map(IndexFacts::name)
        .findFirst()
        .orElse("");
  }

  private Finding lackingWhole(TableFacts table, TableIndex sought, String because) {
    IndexDefinition definition = sought.definition();
    boolean proves = definition.columns().containsAll(table.partitionKey());
    if (definition.isUnique() && !proves) {
      return refused(
          sought,
          ErrorCode.UNSUPPORTED_INDEX,
          "%s is partitioned by %s, which a unique index on it has to contain"
              .formatted(table.name(), String.join(", ", table.partitionKey())));
    }
    Optional<TableFacts> foreign =
        partitions(table.name())
            .filter(part -> part.kind() == TableFacts.Kind.FOREIGN_TABLE)
            .findFirst();
    if (definition.isUnique() && foreign.isPresent()) {
      return refused(
          sought,
          ErrorCode.UNSUPPORTED_INDEX,
          "%s has the foreign table %s as a partition, so nothing can be unique in it"
              .formatted(table.name(), foreign.get().name()));
    }
    return new Finding.Missing(
        table.name(),
        definition,
        because,
        partitions(table.name())
            .filter(part -> part.kind() != TableFacts.Kind.FOREIGN_TABLE)
            .map(TableFacts::name)
            .sorted()
            .toList(),
        foreign.isPresent(),
        "");
  }

  /// An existing or planned primary key of another definition. One of a partitioned table that
  /// lacks parts may become the right one.
  private Optional<String> otherKey(
      QualifiedName table,
      IndexDefinition definition,
      Map<QualifiedName, List<IndexDefinition>> planned) {
    IndexShape wanted = facts.meaning(table, definition);
    Stream<String> there =
        primaryKey(table).stream()
            .filter(index -> index.valid() || !index.shape().isAttachableAs(wanted))
            .map(index -> index.name() + " " + index.columns());
    Stream<String> coming =
        planned.getOrDefault(table, List.of()).stream()
            .filter(other -> other.kind() == Kind.PRIMARY_KEY && !other.equals(definition))
            .map(other -> "planned " + other);
    return Stream.concat(there, coming).findFirst();
  }

  /// An INVALID index, which a builder refuses to build beside: a person may be creating it or want
  /// to know its cause. A partitioned table's only lacks parts.
  private Optional<IndexFacts> invalidOfOthers(TableFacts table, IndexDefinition definition) {
    if (table.kind() == TableFacts.Kind.PARTITIONED_TABLE) {
      return Optional.empty();
    }
    IndexShape wanted = facts.meaning(table.name(), definition);
    return facts.indexesOf(table.name()).stream()
        .filter(index -> !index.valid() && !IndexNames.isUnfinished(index.name()))
        .filter(index -> index.shape().canBecome(wanted) || index.shape().serves(wanted))
        .findFirst();
  }

  private Stream<TableFacts> partitions(QualifiedName parent) {
    return facts.tables().values().stream().filter(table -> parent.equals(table.parent()));
  }

  private List<IndexFacts> primaryKey(QualifiedName table) {
    return facts.indexesOf(table).stream().filter(IndexFacts::primary).toList();
  }

  private static String words(TableFacts.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
