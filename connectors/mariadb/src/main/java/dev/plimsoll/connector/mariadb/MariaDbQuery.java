package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.source.SourceKeys.KeyRange;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.RowWindow.ColumnWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Statements that read a MariaDB table by ranges of its key. They force the index: for half the
/// table the optimizer would prefer a scan and a sort, which return no row before their end.
final class MariaDbQuery {
  private MariaDbQuery() {}

  /// All rows, in the engine's order.
  static String all(MariaDbTable table) {
    return select(table) + where(window(table));
  }

  static String digest(MariaDbTable table) {
    return MariaDbDigestSql.of(table.mapped(), from(table) + where(window(table)));
  }

  /// Count and digest of the rows that {@link #rows} returned up to a key.
  static String digest(MariaDbTable table, ReadRange range, List<String> after, List<String> upTo) {
    List<String> conditions = conditions(table, range, after);
    conditions.add("(" + isUpTo(table.keyColumns(), upTo) + ")");
    return MariaDbDigestSql.of(table.mapped(), from(table) + index(table) + where(conditions));
  }

  /// Count and digest of at most so many keys of a range. Sorted, so that the plan reads no more: a
  /// range of a server with another order may be half the table here.
  static String keyDigest(MariaDbTable table, KeyRange range, long most) {
    List<MariaDbColumn> key = table.keyColumns();
    List<String> conditions = new ArrayList<>();
    if (!range.after().isEmpty()) {
      conditions.add("(" + isAfter(key, range.after()) + ")");
    }
    if (!range.isLast()) {
      conditions.add("(" + isUpTo(key, range.upTo()) + ")");
    }
    String names = names(key);
    return MariaDbDigestSql.of(
        key,
        "FROM (SELECT %s%s%s%s ORDER BY %s LIMIT %d) AS r"
            .formatted(names, from(table), index(table), where(conditions), names, most));
  }

  /// Which of some keys exist: their numbers from 0 and the stored text columns, which may be equal
  /// but spelled differently. One index lookup per key.
  ///
  /// @param keys at least one
  static String held(MariaDbTable table, List<List<String>> keys) {
    List<MariaDbColumn> key = table.keyColumns();
    List<String> given = new ArrayList<>();
    for (int number = 0; number < keys.size(); number++) {
      StringBuilder constants = new StringBuilder("SELECT " + number + " AS number");
      for (int i = 0; i < key.size(); i++) {
        constants.append(", %s AS c%d".formatted(key.get(i).constant(keys.get(number).get(i)), i));
      }
      given.add(constants.toString());
    }
    List<String> selected = new ArrayList<>(List.of("k.number"));
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      String there = "t." + name(key.get(i));
      conditions.add(there + " = k.c" + i);
      if (key.get(i).form() == KeyForm.TEXT) {
        selected.add("CONVERT(" + there + " USING utf8mb4)");
      }
    }
    return "SELECT STRAIGHT_JOIN %s FROM (%s) AS k JOIN %s AS t%s ON %s"
        .formatted(
            String.join(", ", selected),
            String.join(" UNION ALL ", given),
            MariaDbIdentifiers.quote(table.name()),
            index(table),
            String.join(" AND ", conditions));
  }

  // A row beyond the limit has NULL for its large values and their lengths in an extra column,
  // which is NULL for other rows.
  private static String select(MariaDbTable table) {
    List<MariaDbColumn> measured = table.measured();
    if (measured.isEmpty()) {
      return table.mapped().stream()
          .map(MariaDbColumn::expression)
          .collect(Collectors.joining(", ", "SELECT ", from(table)));
    }
    List<String> lengths =
        measured.stream().map(column -> "COALESCE(OCTET_LENGTH(" + name(column) + "), 0)").toList();
    String tooLarge = String.join(" + ", lengths) + " > " + table.limit().bytes();
    List<String> selected = new ArrayList<>();
    for (MariaDbColumn column : table.mapped()) {
      boolean large = measured.contains(column) && !table.keyColumns().contains(column);
      selected.add(
          large ? "IF(" + tooLarge + ", NULL, " + column.expression() + ")" : column.expression());
    }
    selected.add("IF(" + tooLarge + ", CONCAT_WS(',', " + String.join(", ", lengths) + "), NULL)");
    return "SELECT " + String.join(", ", selected) + from(table);
  }

  // Every range is limited to the table's window.
  private static List<String> window(MariaDbTable table) {
    List<String> conditions = new ArrayList<>();
    ColumnWindow window = table.window();
    if (window != null) {
      if (window.high() == null) {
        conditions.add("FALSE");
        return conditions;
      }
      MariaDbColumn column = table.column(window.column());
      if (window.low() != null) {
        conditions.add(name(column) + " > " + column.constant(window.low()));
      }
      conditions.add(name(column) + " <= " + column.constant(window.high()));
    }
    return conditions;
  }

  /// The rows of a range in key order, after a key; from the range's beginning for an empty one.
  static String rows(MariaDbTable table, ReadRange range, List<String> after) {
    List<MariaDbColumn> key = table.keyColumns();
    return select(table)
        + index(table)
        + where(conditions(table, range, after))
        + " ORDER BY "
        + names(key);
  }

  private static String names(List<MariaDbColumn> columns) {
    return columns.stream().map(MariaDbQuery::name).collect(Collectors.joining(", "));
  }

  private static List<String> conditions(MariaDbTable table, ReadRange range, List<String> after) {
    List<String> conditions = window(table);
    List<MariaDbColumn> key = table.keyColumns();
    MariaDbColumn first = key.getFirst();
    if (!after.isEmpty()) {
      // This implies the lower bound.
      conditions.add("(" + isAfter(key, after) + ")");
    } else if (range.lower() != null) {
      conditions.add(name(first) + " >= " + first.constant(range.lower()));
    }
    if (range.upper() != null) {
      conditions.add(name(first) + " < " + first.constant(range.upper()));
    }
    return conditions;
  }

  private static String isAfter(List<MariaDbColumn> key, List<String> after) {
    return compared(key, after, " > ", " > ");
  }

  private static String isUpTo(List<MariaDbColumn> key, List<String> last) {
    return compared(key, last, " < ", " <= ");
  }

  // With OR: MariaDB finds index ranges in it, but not in row comparisons.
  private static String compared(
      List<MariaDbColumn> key, List<String> values, String operator, String ofLast) {
    MariaDbColumn column = key.getFirst();
    String name = name(column);
    String constant = column.constant(values.getFirst());
    return key.size() == 1
        ? name + ofLast + constant
        : "%s OR (%s = %s AND (%s))"
            .formatted(
                name + operator + constant,
                name,
                constant,
                compared(
                    key.subList(1, key.size()),
                    values.subList(1, values.size()),
                    operator,
                    ofLast));
  }

  /// Whether a row of this key exists and its first column lies before a bound.
  static String isBefore(MariaDbTable table, List<String> values, String bound) {
    List<MariaDbColumn> key = table.keyColumns();
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      conditions.add(name(key.get(i)) + " = " + key.get(i).constant(values.get(i)));
    }
    conditions.add(name(key.getFirst()) + " < " + key.getFirst().constant(bound));
    return "SELECT EXISTS (SELECT 1" + from(table) + where(conditions) + ")";
  }

  /// Least and greatest value of the first key column.
  static String ids(MariaDbTable table) {
    String name = name(table.keyColumns().getFirst());
    return "SELECT min(" + name + "), max(" + name + ")" + from(table);
  }

  /// The least or greatest value of the first key column under conditions of {@link #compared}.
  static String edge(MariaDbTable table, boolean last, List<String> conditions) {
    MariaDbColumn first = table.keyColumns().getFirst();
    List<String> all = window(table);
    all.addAll(conditions);
    return "SELECT %s%s%s%s ORDER BY %s%s LIMIT 1"
        .formatted(
            first.expression(),
            from(table),
            index(table),
            where(all),
            name(first),
            last ? " DESC" : "");
  }

  /// The greatest value of a column.
  ///
  /// @param index that begins with it; empty for none
  /// @param low exclusive lower bound; null for none
  /// @param behind inclusive upper bound by {@link #behind}; null for none
  static String greatest(
      MariaDbTable table,
      MariaDbColumn column,
      String index,
      @Nullable String low,
      @Nullable String behind) {
    List<String> conditions = new ArrayList<>();
    if (low != null) {
      conditions.add(name(column) + " > " + column.constant(low));
    }
    if (behind != null) {
      conditions.add(name(column) + " <= " + behind);
    }
    return "SELECT %s%s%s%s ORDER BY %s DESC LIMIT 1"
        .formatted(column.expression(), from(table), index(index), where(conditions), name(column));
  }

  /// Upper bound of a column's values under a lag: from the server's clock for points in time, else
  /// from the greatest value.
  ///
  /// @param lag microseconds of a timestamp, else a whole number
  static String behind(MariaDbTable table, MariaDbColumn column, String lag) {
    String most = "max(" + name(column) + ")";
    return switch (column.column().type()) {
      case TIMESTAMPTZ -> "CURRENT_TIMESTAMP(6) - INTERVAL " + lag + " MICROSECOND";
      case TIMESTAMP -> "(SELECT " + most + from(table) + ") - INTERVAL " + lag + " MICROSECOND";
      // An unsigned difference cannot be negative.
      default ->
          "(SELECT CAST(%s AS DECIMAL(65,%d))%s) - %s"
              .formatted(most, Math.max(0, column.column().scale()), from(table), lag);
    };
  }

  static String isGreater(MariaDbColumn column, String value, String than) {
    return "SELECT " + column.constant(value) + " > " + column.constant(than);
  }

  /// A comparison of the first key column with a value.
  static String compared(MariaDbTable table, String operator, String value) {
    MariaDbColumn first = table.keyColumns().getFirst();
    return name(first) + " " + operator + " " + first.constant(value);
  }

  /// The engine's estimate of a range's rows, by probing both ends in the index.
  static String estimate(MariaDbTable table, String from, @Nullable String before) {
    List<String> conditions = window(table);
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
    return index(table.readingIndex());
  }

  private static String index(String name) {
    return name.isEmpty() ? "" : " FORCE INDEX (" + MariaDbIdentifiers.quote(name) + ")";
  }

  private static String where(List<String> conditions) {
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }

  private static String name(MariaDbColumn column) {
    return MariaDbIdentifiers.quote(column.column().name());
  }
}
