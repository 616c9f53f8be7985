package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.table.BlockRange;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The statements that read a table, or parts of it: each one COPY. COPY takes no parameters;
// bounds
/// and keys are constants made by the one quoting place, cast to the key's type and compared by the
/// database. Each has the window of its table.
final class RangeQuery {
  private RangeQuery() {}

  /// All rows, in the order in which they lie.
  static String copy(RowGuard guard) {
    return copy(guard, ofWindow(guard.table()), "");
  }

  /// What is left of a range of keys, in the order of the key, so that it can go on after any row.
  ///
  /// @param after the last key that is in a complete file; empty for the range's beginning
  static String copy(RowGuard guard, ReadRange range, List<String> after) {
    PlannedTable table = guard.table();
    return copy(guard, ofKeys(table, range, after), " ORDER BY " + Identifiers.list(table.key()));
  }

  private static String copy(RowGuard guard, List<String> conditions, String order) {
    PlannedTable table = guard.table();
    String small = guard.condition();
    if (small != null) {
      conditions.add(small);
    }
    return "COPY (SELECT %s%s%s%s) TO STDOUT (FORMAT binary)"
        .formatted(values(table.columns()), from(table), where(conditions), order);
  }

  /// What is selected of a row. A value that is cast gets a name of its own, or ORDER BY would take
  /// the column's name for the cast and sort by that.
  static String values(List<Column> columns) {
    return IntStream.range(0, columns.size())
        .mapToObj(
            i -> {
              Column column = columns.get(i);
              String name = Identifiers.quote(column.name());
              String carried = column.carried(name);
              return carried.equals(name)
                  ? name
                  : carried + " AS " + Identifiers.quote("::" + (i + 1));
            })
        .collect(Collectors.joining(", "));
  }

  /// Whether a row of this key is there and its first column lies before a bound, by that column's
  /// own order.
  static String isBefore(PlannedTable table, List<String> values, String bound) {
    List<Column> key = table.keyColumns();
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      conditions.add(
          Identifiers.quote(key.get(i).name())
              + " = "
              + WindowSql.constant(values.get(i), key.get(i)));
    }
    Column first = key.getFirst();
    conditions.add(Identifiers.quote(first.name()) + " < " + WindowSql.constant(bound, first));
    return "SELECT EXISTS (SELECT%s%s)".formatted(from(table), where(conditions));
  }

  /// The rows of a range of blocks, in the order of the heap. The last range has no end: what the
  /// table has grown by since is in it, and no row of it is visible to the snapshot.
  static String copyBlocks(RowGuard guard, BlockRange range) {
    return copy(guard, ofBlocks(guard.table(), range), "");
  }

  /// Where a row of a range of blocks lies.
  ///
  /// @param rowsBefore that {@link #copyBlocks} gives before it
  static String place(PlannedTable table, BlockRange range, long rowsBefore) {
    return "SELECT ctid::text%s%s OFFSET %d LIMIT 1"
        .formatted(from(table), where(table, range), rowsBefore);
  }

  /// The condition of all rows, with its keyword; empty where there is none.
  static String where(PlannedTable table) {
    return where(ofWindow(table));
  }

  /// The condition of a range of blocks, with its keyword.
  static String where(PlannedTable table, BlockRange range) {
    return where(ofBlocks(table, range));
  }

  /// The condition of a range of keys, with its keyword.
  ///
  /// @param after key behind which it begins; empty for the beginning of the range
  /// @param upTo its last key
  static String where(PlannedTable table, ReadRange range, List<String> after, List<String> upTo) {
    List<String> conditions = ofKeys(table, range, after);
    conditions.add(
        "(%s) <= (%s)"
            .formatted(
                Identifiers.list(table.key()), WindowSql.constants(upTo, table.keyColumns())));
    return where(conditions);
  }

  private static String where(List<String> conditions) {
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }

  static String from(PlannedTable table) {
    return " FROM " + Identifiers.relation(table.name(), table.only());
  }

  private static List<String> ofWindow(PlannedTable table) {
    List<String> conditions = new ArrayList<>();
    @Nullable String window = WindowSql.condition(table.window(), table.columns());
    if (window != null) {
      conditions.add("(" + window + ")");
    }
    return conditions;
  }

  private static List<String> ofBlocks(PlannedTable table, BlockRange range) {
    List<String> conditions = ofWindow(table);
    conditions.addFirst("ctid >= '(%d,0)'".formatted(range.firstPage()));
    if (!range.isOpen()) {
      conditions.add(1, "ctid < '(%d,0)'".formatted(range.endPage()));
    }
    return conditions;
  }

  private static List<String> ofKeys(PlannedTable table, ReadRange range, List<String> after) {
    List<String> conditions = ofWindow(table);
    Column key = table.keyColumns().getFirst();
    String first = Identifiers.quote(key.name());
    if (range.lower() != null) {
      conditions.add(first + " >= " + WindowSql.constant(range.lower(), key));
    }
    if (range.upper() != null) {
      conditions.add(first + " < " + WindowSql.constant(range.upper(), key));
    }
    if (!after.isEmpty()) {
      // As a row: an index on the key serves it, which the same written with OR is not.
      conditions.add(
          "(%s) > (%s)"
              .formatted(
                  Identifiers.list(table.key()), WindowSql.constants(after, table.keyColumns())));
    }
    return conditions;
  }
}
