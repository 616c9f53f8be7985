package dev.plimsoll.sync.source.mariadb;

import dev.plimsoll.sync.source.SplitRange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Statements over a table of MariaDB by ranges of its key. The index is named: the optimizer would
/// rather read the whole table and sort it than walk along the index of a range of half its rows,
/// and nothing would come before the end of that.
final class MariaDbQuery {
  private MariaDbQuery() {}

  /// All rows of a range, in the order of the key.
  ///
  /// @param after the last key that is safely kept; empty for the range's beginning
  static String rows(MariaDbTable table, SplitRange range, List<String> after) {
    List<MariaDbColumn> key = table.keyColumns();
    return table.select()
        + index(table)
        + where(conditions(key, range, after))
        + key.stream().map(MariaDbQuery::name).collect(Collectors.joining(", ", " ORDER BY ", ""));
  }

  private static List<String> conditions(
      List<MariaDbColumn> key, SplitRange range, List<String> after) {
    List<String> conditions = new ArrayList<>();
    MariaDbColumn first = key.getFirst();
    if (!after.isEmpty()) {
      // Beyond the lower bound by itself.
      conditions.add("(" + isAfter(key, after, 0) + ")");
    } else if (range.lower() != null) {
      conditions.add(name(first) + " >= " + constant(first, range.lower()));
    }
    if (range.upper() != null) {
      conditions.add(name(first) + " < " + constant(first, range.upper()));
    }
    return conditions;
  }

  // Written with OR: MariaDB makes ranges of an index of it, which it does not of rows compared.
  private static String isAfter(List<MariaDbColumn> key, List<String> after, int from) {
    MariaDbColumn column = key.get(from);
    String constant = constant(column, after.get(from));
    String greater = name(column) + " > " + constant;
    return from == key.size() - 1
        ? greater
        : "%s OR (%s = %s AND (%s))"
            .formatted(greater, name(column), constant, isAfter(key, after, from + 1));
  }

  /// Whether a row of this key is there and its first column lies before a bound.
  static String isBefore(MariaDbTable table, List<String> values, String bound) {
    List<MariaDbColumn> key = table.keyColumns();
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      conditions.add(name(key.get(i)) + " = " + constant(key.get(i), values.get(i)));
    }
    conditions.add(name(key.getFirst()) + " < " + constant(key.getFirst(), bound));
    return "SELECT EXISTS (SELECT 1" + from(table) + where(conditions) + ")";
  }

  /// Least and greatest value of the key's first column.
  static String ids(MariaDbTable table) {
    String name = name(table.keyColumns().getFirst());
    return "SELECT min(" + name + "), max(" + name + ")" + from(table);
  }

  /// The first value of the key's first column, or the last one, under conditions.
  ///
  /// @param last the last one
  /// @param conditions made by {@link #compared}
  static String edge(MariaDbTable table, boolean last, List<String> conditions) {
    MariaDbColumn first = table.keyColumns().getFirst();
    return "SELECT %s%s%s%s ORDER BY %s%s LIMIT 1"
        .formatted(
            first.expression(),
            from(table),
            index(table),
            where(conditions),
            name(first),
            last ? " DESC" : "");
  }

  /// A condition on the key's first column.
  ///
  /// @param operator a comparison
  static String compared(MariaDbTable table, String operator, String value) {
    MariaDbColumn first = table.keyColumns().getFirst();
    return name(first) + " " + operator + " " + constant(first, value);
  }

  /// How many rows the engine takes to be in a range, by looking at both of its ends in the index.
  ///
  /// @param before null for no end
  static String estimate(MariaDbTable table, String from, @Nullable String before) {
    List<String> conditions = new ArrayList<>();
    conditions.add(compared(table, ">=", from));
    if (before != null) {
      conditions.add(compared(table, "<", before));
    }
    return "EXPLAIN SELECT 1" + from(table) + index(table) + where(conditions);
  }

  private static String from(MariaDbTable table) {
    return " FROM " + MariaDbIdentifiers.quote(table.name());
  }

  private static String index(MariaDbTable table) {
    return " FORCE INDEX (" + MariaDbIdentifiers.quote(table.readingIndex()) + ")";
  }

  private static String where(List<String> conditions) {
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }

  private static String name(MariaDbColumn column) {
    return MariaDbIdentifiers.quote(column.column().name());
  }

  private static String constant(MariaDbColumn column, String value) {
    return column.form().constant(value);
  }
}
