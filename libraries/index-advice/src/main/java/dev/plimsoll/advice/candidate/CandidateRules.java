package dev.plimsoll.advice.candidate;

import dev.plimsoll.advice.use.PlannedUse;
import dev.plimsoll.advice.use.PlannedUse.ConstantCondition;
import dev.plimsoll.advice.use.PlannedUse.ExpressionUse;
import dev.plimsoll.advice.use.PlannedUse.SortColumn;
import dev.plimsoll.advice.use.PlannedUse.TableUse;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.build.IndexDefinition.Order;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Rules that make candidates of a statement's use of a table.
///
/// Columns compared for equality come first, those that most statements compare before others,
/// so
/// that one index serves many; then a range, or the columns of an order, or what other tables
/// are joined
/// by. A join column behind the equalities lets a statement that is sorted by another table's
/// columns read that table in order, look up its rows here, and stop at its LIMIT.
public final class CandidateRules {
  private static final int MOST_KEY_COLUMNS = 5;
  private static final int MOST_INCLUDED = 6;
  private static final int MOST_INCLUDED_BYTES = 64;
  private static final double RARE = 0.2;
  private static final String TRIGRAMS =
      """
      SELECT n.nspname
      FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
      WHERE e.extname = 'pg_trgm'
      """;

  private final DatabaseFacts facts;
  private final Rarity rarity;
  private final ColumnUses uses;

  private final SpecialCandidates special;

  public CandidateRules(DatabaseFacts facts, Rarity rarity, Collection<PlannedUse> workload) {
    this(facts, rarity, workload, "");
  }

  /// @param trigrams schema of `pg_trgm`; empty where it is not created
  public CandidateRules(
      DatabaseFacts facts, Rarity rarity, Collection<PlannedUse> workload, String trigrams) {
    this.facts = facts;
    this.rarity = rarity;
    this.uses = ColumnUses.of(workload);
    this.special = new SpecialCandidates(facts, trigrams);
  }

  /// Schema of `pg_trgm`; empty where it is not created.
  public static String trigrams(Connection session) throws SQLException {
    return Sql.of(session, TRIGRAMS).first(row -> row.getString(1)).orElse("");
  }

  /// As [#of(PlannedUse)], with one object for equal candidates of all statements.
  public Set<Candidate> of(PlannedUse statement, Map<Candidate, Candidate> known) {
    Set<Candidate> found = new LinkedHashSet<>();
    of(statement)
        .forEach(
            one -> {
              Candidate first = known.putIfAbsent(one, one);
              found.add(first == null ? one : first);
            });
    return found;
  }

  /// Candidates for one statement, without what an existing index is already.
  public Set<Candidate> of(PlannedUse statement) {
    Set<Candidate> found = new LinkedHashSet<>();
    for (TableUse use : statement.tables()) {
      TableFacts table = facts.tables().get(use.table());
      if (table == null || table.kind() == TableFacts.Kind.FOREIGN_TABLE) {
        continue;
      }
      found.addAll(of(use, table));
    }
    found.removeIf(this::isThere);
    return found;
  }

  private List<Candidate> of(TableUse use, TableFacts table) {
    List<Candidate> found = new ArrayList<>();
    List<String> equal = ordered(use.table(), use.equal());
    List<String> joined = ordered(use.table(), use.joined());
    List<String> ranged = ordered(use.table(), use.ranged());
    List<SortColumn> sort = use.sort();
    found.addAll(keys(use, equal, joined, ranged));
    if (!sort.isEmpty()) {
      found.add(sorted(use.table(), List.of(), sort));
      found.add(sorted(use.table(), equal, sort));
    }
    pairs(use, equal, joined, ranged).forEach(found::add);
    List.copyOf(found).forEach(key -> covering(use, key, found));
    partial(use, equal, joined, ranged, found);
    expressions(use, equal, found);
    special.of(use, table, found);
    found.removeIf(candidate -> candidate.definition().columns().size() > MOST_KEY_COLUMNS);
    return found;
  }

  private List<Candidate> keys(
      TableUse use, List<String> equal, List<String> joined, List<String> ranged) {
    List<List<String>> keys = new ArrayList<>();
    keys.add(equal);
    ranged.forEach(range -> keys.add(plus(equal, List.of(range))));
    for (String join : joined) {
      keys.add(plus(equal, List.of(join)));
      keys.add(plus(List.of(join), equal));
      ranged.forEach(range -> keys.add(plus(plus(equal, List.of(join)), List.of(range))));
      ranged.forEach(range -> keys.add(plus(List.of(join), List.of(range))));
    }
    if (joined.size() > 1) {
      keys.add(joined);
      keys.add(joined.reversed());
      keys.add(plus(equal, joined));
    }
    if (!use.grouped().isEmpty()) {
      keys.add(use.grouped());
      keys.add(plus(equal, use.grouped()));
    }
    Stream.of(equal, joined, ranged).flatMap(List::stream).forEach(one -> keys.add(List.of(one)));
    for (String alternative : ordered(use.table(), use.alternatives())) {
      keys.add(List.of(alternative));
      keys.add(plus(equal, List.of(alternative)));
    }
    return keys.stream()
        .filter(key -> !key.isEmpty())
        .distinct()
        .map(key -> Candidate.on(use.table(), key))
        .toList();
  }

  /// Pairs of columns, without which a search that adds one column at a time stalls.
  private Stream<Candidate> pairs(
      TableUse use, List<String> equal, List<String> joined, List<String> ranged) {
    List<String> all =
        Stream.of(equal, joined, ranged).flatMap(List::stream).distinct().limit(5).toList();
    return all.stream()
        .filter(first -> !ranged.contains(first))
        .flatMap(
            first ->
                all.stream()
                    .filter(second -> !second.equals(first))
                    .map(second -> Candidate.on(use.table(), List.of(first, second))));
  }

  private static Candidate sorted(QualifiedName table, List<String> before, List<SortColumn> sort) {
    List<String> columns = new ArrayList<>(before);
    List<Order> orders = new ArrayList<>(before.stream().map(_ -> Order.ASC).toList());
    for (SortColumn column : sort) {
      if (!columns.contains(column.column())) {
        columns.add(column.column());
        orders.add(column.order());
      }
    }
    List<Order> behind = orders.subList(before.size(), orders.size());
    // A B-tree is read backwards as well as forwards.
    boolean backwards = behind.stream().allMatch(Order.DESC::equals);
    IndexDefinition definition = new IndexDefinition(Kind.INDEX, columns);
    return new Candidate(table, backwards ? definition : definition.withOrders(orders));
  }

  /// The same key with all other columns that the statement reads, where these are few and
  /// narrow.
  private void covering(TableUse use, Candidate key, List<Candidate> found) {
    List<String> more =
        use.needed().stream()
            .filter(column -> !key.definition().columns().contains(column))
            .sorted()
            .toList();
    if (more.isEmpty()
        || more.size() > MOST_INCLUDED
        || more.stream().anyMatch(column -> facts.column(use.table(), column) == null)
        || width(use.table(), more) > MOST_INCLUDED_BYTES) {
      return;
    }
    found.add(new Candidate(key.table(), key.definition().withIncluded(more)));
    if (more.size() == 1
        && key.definition().orders().isEmpty()
        && uses.isKey(facts, use.table(), more)) {
      found.add(Candidate.on(use.table(), plus(key.definition().columns(), more)));
    }
  }

  private int width(QualifiedName table, List<String> columns) {
    return columns.stream()
        .mapToInt(
            name -> {
              ColumnFacts column = facts.column(table, name);
              if (column == null) {
                return MOST_INCLUDED_BYTES;
              }
              ColumnFacts.Statistics known = column.statistics();
              return column.fixedWidth()
                  ? column.typeLength()
                  : known == null ? MOST_INCLUDED_BYTES : known.averageWidth();
            })
        .sum();
  }

  private void partial(
      TableUse use,
      List<String> equal,
      List<String> joined,
      List<String> ranged,
      List<Candidate> found) {
    for (ConstantCondition constant : use.constants()) {
      if (uses.constants(use.table(), constant.condition()) == 0
          || rarity.of(use.table(), constant.condition()) > RARE) {
        continue;
      }
      List<String> others = without(equal, constant.column());
      List<List<String>> keys = new ArrayList<>();
      keys.add(others);
      without(ranged, constant.column()).forEach(range -> keys.add(plus(others, List.of(range))));
      joined.forEach(join -> keys.add(plus(others, List.of(join))));
      keys.stream()
          .filter(key -> !key.isEmpty())
          .map(key -> Candidate.on(use.table(), key))
          .forEach(whole -> found.add(whole.where(constant.condition())));
      if (!use.sort().isEmpty()) {
        found.add(sorted(use.table(), others, use.sort()).where(constant.condition()));
      }
    }
  }

  private static void expressions(TableUse use, List<String> equal, List<Candidate> found) {
    for (ExpressionUse expression : use.expressions()) {
      found.add(
          new Candidate(
              use.table(), new IndexDefinition(Kind.INDEX, List.of(""), expression.expression())));
      if (!equal.isEmpty()) {
        found.add(
            new Candidate(
                use.table(),
                new IndexDefinition(
                    Kind.INDEX, plus(equal, List.of("")), expression.expression())));
      }
    }
  }

  private boolean isThere(Candidate candidate) {
    for (IndexFacts index : facts.indexesOf(candidate.table())) {
      boolean plain = index.valid() && !index.partial() && index.method().equals("btree");
      List<String> columns = candidate.definition().columns();
      if (plain
          && candidate.definition().isPlain()
          && candidate.definition().orders().isEmpty()
          && columns.size() <= index.columns().size()
          && index.columns().subList(0, columns.size()).equals(columns)
          && index.columns().containsAll(candidate.definition().included())) {
        return true;
      }
      if (index.valid()
          && !index.partial()
          && !candidate.definition().method().equals(IndexDefinition.BTREE)
          && index.method().equals(candidate.definition().method())
          && index.columns().equals(columns)) {
        return true;
      }
    }
    return false;
  }

  /// The columns that most statements compare for equality first, then those with most values.
  private List<String> ordered(QualifiedName table, Set<String> columns) {
    return columns.stream()
        .sorted(
            Comparator.comparingLong((String name) -> -uses.equalities(table, name))
                .thenComparingDouble(name -> -distinct(table, name))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private double distinct(QualifiedName table, String name) {
    ColumnFacts column = facts.column(table, name);
    ColumnFacts.Statistics known = column == null ? null : column.statistics();
    TableFacts rows = facts.tables().get(table);
    return known == null || rows == null ? 0 : known.distinctOf(rows.rows());
  }

  private static List<String> plus(List<String> some, List<String> others) {
    return Stream.concat(some.stream(), others.stream()).distinct().toList();
  }

  private static List<String> without(List<String> some, String column) {
    return some.stream().filter(name -> !name.equals(column)).toList();
  }
}
