package dev.plimsoll.advice.use;

import dev.plimsoll.advice.use.PlannedUse.ConstantCondition;
import dev.plimsoll.advice.use.PlannedUse.ExpressionUse;
import dev.plimsoll.advice.use.PlannedUse.SortColumn;
import dev.plimsoll.advice.use.PlannedUse.TableUse;
import dev.plimsoll.contracts.build.IndexDefinition.Order;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.query.use.ComparedKey;
import dev.plimsoll.query.use.QueryUse;
import dev.plimsoll.query.use.QueryUse.Nulls;
import dev.plimsoll.query.use.QueryUse.SortKey;
import dev.plimsoll.query.use.StatementUse;
import dev.plimsoll.query.use.StatementUse.ColumnPair;
import dev.plimsoll.query.use.TableUse.ColumnFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What a statement's text says of its tables, in the form of what its plan says. It stands for the
/// plan where there is none, and completes it: alternatives of an OR, joins that the plan made
/// something else of, an order that it had no sort for.
public final class ParsedUse {
  private static final Set<String> PATTERNS = Set.of("~~", "~~*", "~", "~*", "@>", "&&", "@@", "?");

  private ParsedUse() {}

  /// Tables that the catalog does not know are left out.
  public static PlannedUse of(StatementUse statement) {
    List<TableUse> tables = new ArrayList<>();
    for (int i = 0; i < statement.tables().size(); i++) {
      dev.plimsoll.query.use.TableUse table = statement.tables().get(i);
      if (table.known() && table.schema() != null) {
        tables.add(use(statement, i, table, new QualifiedName(table.schema(), table.name())));
      }
    }
    boolean limited = statement.queries().stream().anyMatch(QueryUse::limited);
    return new PlannedUse(tables, Map.of(), limited);
  }

  private static TableUse use(
      StatementUse statement,
      int place,
      dev.plimsoll.query.use.TableUse table,
      QualifiedName name) {
    Set<String> equal = new TreeSet<>();
    Set<String> ranged = new TreeSet<>();
    Set<String> prefixed = new TreeSet<>();
    Set<String> contained = new TreeSet<>();
    Set<String> alternatives = new TreeSet<>();
    List<ConstantCondition> constants = new ArrayList<>();
    List<ExpressionUse> expressions = new ArrayList<>();
    for (ColumnFilter filter : table.filters()) {
      boolean equality =
          switch (filter.test()) {
            case EQUAL, ONE_OF, IS_NULL, IS_TRUE, IS_FALSE -> true;
            case RANGE, PREFIX, IS_NOT_NULL, OTHER -> false;
          };
      switch (filter.key()) {
        case ComparedKey.ColumnKey(String column) -> {
          switch (filter.test()) {
            case EQUAL, ONE_OF, IS_NULL, IS_TRUE, IS_FALSE ->
                (filter.required() ? equal : alternatives).add(column);
            case RANGE -> (filter.required() ? ranged : alternatives).add(column);
            case PREFIX -> prefixed.add(column);
            case OTHER -> {
              if (PATTERNS.contains(filter.operator())) {
                contained.add(column);
              }
            }
            case IS_NOT_NULL -> {}
          }
          String literal = filter.literal();
          if (filter.required() && equality && literal != null && filter.operator().equals("=")) {
            constants.add(
                new ConstantCondition(column, Identifiers.quote(column) + " = " + literal));
          }
        }
        case ComparedKey.ExpressionKey(String sql, _, boolean parameters) -> {
          boolean range = filter.test() == dev.plimsoll.query.use.TableUse.Test.RANGE;
          if (!parameters && (equality || range)) {
            expressions.add(new ExpressionUse(sql, equality));
          }
        }
        case ComparedKey.RowKey(List<ComparedKey> parts) -> {
          for (ComparedKey part : parts) {
            if (part instanceof ComparedKey.ColumnKey(String column)) {
              ranged.add(column);
            }
          }
        }
        case ComparedKey.NoKey() -> {}
      }
    }
    QueryUse query = statement.queries().get(table.query());
    List<SortColumn> sort = sort(query, place);
    boolean target = table.target();
    return new TableUse(
        name,
        equal,
        joined(statement, place),
        ranged,
        prefixed,
        contained,
        constants,
        expressions,
        sort,
        sort.isEmpty() && query.orderBy().stream().anyMatch(SortKey::known),
        grouped(query, place),
        target || table.wholeRow() ? Set.of() : Set.copyOf(table.read()),
        alternatives);
  }

  private static Set<String> joined(StatementUse statement, int place) {
    Set<String> joined = new TreeSet<>();
    for (ColumnPair pair : statement.joins()) {
      if (pair.operator().equals("=") && pair.leftTable() != pair.rightTable()) {
        if (pair.leftTable() == place
            && pair.searchLeft()
            && pair.left() instanceof ComparedKey.ColumnKey(String column)) {
          joined.add(column);
        }
        if (pair.rightTable() == place
            && pair.searchRight()
            && pair.right() instanceof ComparedKey.ColumnKey(String column)) {
          joined.add(column);
        }
      }
    }
    return joined;
  }

  /// The first keys of its order, as far as they are columns of the table.
  private static List<SortColumn> sort(QueryUse query, int place) {
    List<SortColumn> sort = new ArrayList<>();
    for (SortKey key : query.orderBy()) {
      if (!key.known()
          || key.table() != place
          || !(key.key() instanceof ComparedKey.ColumnKey(String column))) {
        break;
      }
      sort.add(new SortColumn(column, order(key)));
    }
    return sort;
  }

  private static Order order(SortKey key) {
    if (key.descending()) {
      return key.nulls() == Nulls.LAST ? Order.DESC_NULLS_LAST : Order.DESC;
    }
    return key.nulls() == Nulls.FIRST ? Order.ASC_NULLS_FIRST : Order.ASC;
  }

  private static List<String> grouped(QueryUse query, int place) {
    return query.groupBy().stream()
        .filter(key -> key.table() == place)
        .map(QueryUse.TableKey::key)
        .filter(ComparedKey.ColumnKey.class::isInstance)
        .map(key -> ((ComparedKey.ColumnKey) key).name())
        .toList();
  }

  /// A plan's use with what the text says besides.
  public static PlannedUse completed(PlannedUse planned, PlannedUse parsed) {
    List<TableUse> tables =
        planned.tables().stream()
            .map(
                use ->
                    parsed.tables().stream()
                        .filter(other -> other.table().equals(use.table()))
                        .reduce(use, ParsedUse::completed))
            .toList();
    return new PlannedUse(tables, planned.parameters(), planned.limited() || parsed.limited());
  }

  private static TableUse completed(TableUse use, TableUse other) {
    Set<String> alternatives = new TreeSet<>(other.alternatives());
    alternatives.removeAll(use.equal());
    alternatives.addAll(use.alternatives());
    return new TableUse(
        use.table(),
        use.equal(),
        union(use.joined(), other.joined()),
        use.ranged(),
        union(use.prefixed(), other.prefixed()),
        union(use.contained(), other.contained()),
        use.constants(),
        use.expressions().isEmpty() ? other.expressions() : use.expressions(),
        use.sort().isEmpty() ? other.sort() : use.sort(),
        use.ordersOther(),
        use.grouped().isEmpty() ? other.grouped() : use.grouped(),
        use.needed(),
        alternatives);
  }

  private static Set<String> union(Set<String> some, Set<String> others) {
    TreeSet<String> all = new TreeSet<>(some);
    Stream.of(others).forEach(all::addAll);
    return Set.copyOf(all);
  }
}
