package dev.plimsoll.advice.use;

import dev.plimsoll.contracts.build.IndexDefinition.Order;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// How a statement uses each table that it names.
///
/// @param tables one for each time that a table is named
/// @param parameters what `$1`, `$2`, … are compared with, by number
/// @param limited whether it asks for its first rows only
public record PlannedUse(
    List<TableUse> tables, Map<Integer, Parameter> parameters, boolean limited) {
  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("ctid", "tableoid", "xmin", "xmax", "cmin", "cmax");

  public static final PlannedUse NONE = new PlannedUse(List.of(), Map.of(), false);

  public PlannedUse {
    tables = List.copyOf(tables);
    parameters = Map.copyOf(parameters);
  }

  /// Without catalogs, which nobody indexes.
  public PlannedUse ofUsersTables() {
    return new PlannedUse(
        tables.stream().filter(use -> !isCatalog(use.table().schema())).toList(),
        parameters,
        limited);
  }

  private static boolean isCatalog(String schema) {
    return schema.startsWith("pg_") || schema.equals("information_schema");
  }

  private static Set<String> indexable(Set<String> columns) {
    return columns.stream()
        .filter(column -> !SYSTEM_COLUMNS.contains(column))
        .collect(Collectors.toUnmodifiableSet());
  }

  public record Column(QualifiedName table, String name) {}

  /// What a parameter is to the column that it is compared with.
  public enum Side {
    VALUE,
    LOWER_BOUND,
    UPPER_BOUND;

    /// @param operator with the column at its left
    static Side of(String operator) {
      return switch (operator) {
        case ">", ">=" -> LOWER_BOUND;
        case "<", "<=" -> UPPER_BOUND;
        default -> VALUE;
      };
    }
  }

  /// @param column that a parameter is compared with
  public record Parameter(Column column, Side side) {}

  /// @param column compared with a constant
  /// @param condition SQL of the comparison, with the column's plain name
  public record ConstantCondition(String column, String condition) {}

  public record SortColumn(String column, Order order) {}

  /// Comparison of an expression, for an index on it.
  ///
  /// @param expression SQL with the columns' plain names
  /// @param equality or a range
  public record ExpressionUse(String expression, boolean equality) {}

  /// Use of one table. No index has system columns: they are left out, and a table of which one is
  /// read, as a row that is locked is by its place, is served by no index alone.
  ///
  /// @param equal columns compared for equality with a value or a list of values
  /// @param joined columns compared for equality with another table's
  /// @param ranged columns compared by `<`, `>` and the like with a value
  /// @param prefixed text columns of which a prefix is asked for (`LIKE 'a%'`)
  /// @param contained columns asked by containment, overlap or pattern, for GIN
  /// @param constants conditions whose value is part of the statement
  /// @param sort its order, where that is of this table alone
  /// @param ordersOther whether the result is sorted, and by another table's columns only
  /// @param grouped columns of its grouping
  /// @param needed columns read at all; empty where not known
  /// @param alternatives columns that one side of an OR compares alone: an index for each lets
  ///     their rows be found together
  public record TableUse(
      QualifiedName table,
      Set<String> equal,
      Set<String> joined,
      Set<String> ranged,
      Set<String> prefixed,
      Set<String> contained,
      List<ConstantCondition> constants,
      List<ExpressionUse> expressions,
      List<SortColumn> sort,
      boolean ordersOther,
      List<String> grouped,
      Set<String> needed,
      Set<String> alternatives) {
    public TableUse {
      equal = indexable(equal);
      joined = indexable(joined);
      ranged = indexable(ranged);
      needed = needed.stream().anyMatch(SYSTEM_COLUMNS::contains) ? Set.of() : Set.copyOf(needed);
      alternatives = indexable(alternatives);
      constants = List.copyOf(constants);
      expressions = List.copyOf(expressions);
      sort = sort.stream().takeWhile(key -> !SYSTEM_COLUMNS.contains(key.column())).toList();
      grouped =
          grouped.stream().anyMatch(SYSTEM_COLUMNS::contains) ? List.of() : List.copyOf(grouped);
    }

    public TableUse(
        QualifiedName table,
        Set<String> equal,
        Set<String> joined,
        Set<String> ranged,
        Set<String> prefixed,
        Set<String> contained,
        List<ConstantCondition> constants,
        List<ExpressionUse> expressions,
        List<SortColumn> sort,
        boolean ordersOther,
        List<String> grouped,
        Set<String> needed) {
      this(
          table,
          equal,
          joined,
          ranged,
          prefixed,
          contained,
          constants,
          expressions,
          sort,
          ordersOther,
          grouped,
          needed,
          Set.of());
    }
  }
}
