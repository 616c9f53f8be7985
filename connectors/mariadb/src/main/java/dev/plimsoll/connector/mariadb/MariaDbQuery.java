package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.source.SourceKeys.KeyRange;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.RowWindow.ColumnWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Statements over a table of MariaDB by ranges of its key. The index is named: the optimizer
/// would rather read the whole table and sort it than walk along the index of a range of half its
/// rows, and nothing would come before the end of that.
final class MariaDbQuery {
  private MariaDbQuery() {}

  /// All rows, in the order in which the engine has them.
  static String all(MariaDbTable table) {
    return select(table) + where(window(table));
  }

  /// Rows and digest of all rows.
  static String digest(MariaDbTable table) {
    return MariaDbDigestSql.of(table.mapped(), from(table) + where(window(table)));
  }

  /// Rows and digest of what {@link #rows} has given up to a key.
  static String digest(MariaDbTable table, ReadRange range, List<String> after, List<String> upTo) {
    List<String> conditions = conditions(table, range, after);
    conditions.add("(" + isUpTo(table.keyColumns(), upTo) + ")");
    return MariaDbDigestSql.of(table.mapped(), from(table) + index(table) + where(conditions));
  }

  /// Rows and digest of the keys of a range, so many at most. In order, so that no plan is chosen
  /// that reads more of the table than that: where somebody else sorts otherwise, a range of
  /// theirs may be half the table here.
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

  /// Which of some keys are there: their numbers from 0, and each column of text as it is there,
  /// which may be another one that the server holds equal. One lookup in the index for each.
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

  // A row beyond the limit comes without its large values, and with their lengths behind the
  // columns, which a row within has NULL for.
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

  // What a window leaves out is not in any range of the table.
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

  /// All rows of a range, in the order of the key. A filter of the range is in PostgreSQL's words:
  /// the table's window says the same.
  ///
  /// @param after the last key that is safely kept; empty for the range's beginning
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
      // Beyond the lower bound by itself.
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

  // Written with OR: MariaDB makes ranges of an index of it, which it does not of rows compared.
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

  /// Whether a row of this key is there and its first column lies before a bound.
  static String isBefore(MariaDbTable table, List<String> values, String bound) {
    List<MariaDbColumn> key = table.keyColumns();
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      conditions.add(name(key.get(i)) + " = " + key.get(i).constant(values.get(i)));
    }
    conditions.add(name(key.getFirst()) + " < " + key.getFirst().constant(bound));
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
  /// @param low beyond which it must be; null for any
  /// @param behind what it must not be above, made by {@link #behind}; null for nothing
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

  /// What a column's values must not be above, so that they stay behind by a lag.
  ///
  /// A point in time is compared with the server's clock; what is of no known clock, with the
  /// greatest value.
  ///
  /// @param lag microseconds of a moment, else a whole number
  static String behind(MariaDbTable table, MariaDbColumn column, String lag) {
    String most = "max(" + name(column) + ")";
    return switch (column.column().type()) {
      case TIMESTAMPTZ -> "CURRENT_TIMESTAMP(6) - INTERVAL " + lag + " MICROSECOND";
      case TIMESTAMP -> "(SELECT " + most + from(table) + ") - INTERVAL " + lag + " MICROSECOND";
      default -> "(SELECT " + signed(most, column) + from(table) + ") - " + lag;
    };
  }

  // What has no sign has no difference below zero.
  private static String signed(String number, MariaDbColumn column) {
    return "CAST(" + number + " AS DECIMAL(65," + Math.max(0, column.column().scale()) + "))";
  }

  /// Whether a value is greater than another.
  static String isGreater(MariaDbColumn column, String value, String than) {
    String comparison = column.constant(value) + " > " + column.constant(than);
    return "SELECT " + comparison;
  }

  /// A condition on the key's first column.
  ///
  /// @param operator a comparison
  static String compared(MariaDbTable table, String operator, String value) {
    MariaDbColumn first = table.keyColumns().getFirst();
    return name(first) + " " + operator + " " + first.constant(value);
  }

  /// How many rows the engine takes to be in a range, by looking at both of its ends in the index.
  ///
  /// @param before null for no end
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
