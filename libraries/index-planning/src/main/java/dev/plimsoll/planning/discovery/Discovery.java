package dev.plimsoll.planning.discovery;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexFacts;
import dev.plimsoll.postgres.index.IndexShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A comparison of rules with a database's facts.
public final class Discovery {
  private final DatabaseFacts facts;
  private final Buildability buildability;
  private final Map<QualifiedName, List<IndexDefinition>> underWay;
  private final Map<KeyRule, String> because;

  /// @param underWay definitions of unfinished builds
  /// @param because reasons of rules that no person gave, a clause each
  public Discovery(
      DatabaseFacts facts,
      Map<QualifiedName, List<IndexDefinition>> underWay,
      Map<KeyRule, String> because) {
    this.facts = facts;
    this.buildability = new Buildability(facts);
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
        .filter(
            implied -> facts.indexesOf(implied.getKey()).stream().noneMatch(IndexFacts::primary))
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
            Buildability.refused(
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
    return buildability.of(parent.index().on(partition), parent.because(), Map.of());
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
    return buildability.of(sought, because, planned);
  }

  private static String elsewhere(IndexFacts index, IndexShape wanted) {
    String asked = wanted.storage().tablespace();
    String is = index.shape().storage().tablespace();
    return asked.isEmpty() || asked.equals(is)
        ? ""
        : " (in tablespace %s, not %s: ALTER INDEX … SET TABLESPACE moves it)".formatted(is, asked);
  }
}
