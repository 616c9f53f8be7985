package dev.plimsoll.sync.source;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.sync.column.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The statement that reads a split: one COPY for what is left of it, in the order of its key, so
/// that it can go on after any row. COPY takes no parameters; bounds and keys are constants made by
/// the one quoting place, cast to the key's type and compared by the database.
public final class SplitQuery {
  private SplitQuery() {}

  /// @param only the table without what inherits from it
  /// @param key reading key; empty for a table that is streamed
  /// @param after the last key that is safely kept; empty for the split's beginning
  public static String copy(
      QualifiedName table,
      boolean only,
      List<Column> columns,
      List<Column> key,
      SplitRange range,
      List<String> after) {
    return copy(new RowGuard(table, only, columns, List.of(), RowLimit.NONE), key, range, after);
  }

  /// As {@link #copy(QualifiedName, boolean, List, List, SplitRange, List)}, of rows that are not
  /// too large.
  public static String copy(
      RowGuard guard, List<Column> key, SplitRange range, List<String> after) {
    StringBuilder sql = new StringBuilder("COPY (SELECT ");
    sql.append(values(guard.columns())).append(from(guard.table(), guard.only()));
    List<String> conditions = conditions(key, range, after);
    String small = guard.condition();
    if (small != null) {
      conditions.add(small);
    }
    if (!conditions.isEmpty()) {
      sql.append(" WHERE ").append(String.join(" AND ", conditions));
    }
    if (!key.isEmpty()) {
      sql.append(" ORDER BY ").append(Identifiers.list(key.stream().map(Column::name).toList()));
    }
    return sql.append(") TO STDOUT (FORMAT binary)").toString();
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
  public static String isBefore(
      QualifiedName table, boolean only, List<Column> key, List<String> values, String bound) {
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      conditions.add(
          Identifiers.quote(key.get(i).name()) + " = " + constant(values.get(i), key.get(i)));
    }
    Column first = key.getFirst();
    conditions.add(Identifiers.quote(first.name()) + " < " + constant(bound, first));
    return "SELECT EXISTS (SELECT%s WHERE %s)"
        .formatted(from(table, only), String.join(" AND ", conditions));
  }

  /// The rows of a range of blocks, in the order of the heap. The last range has no end: what the
  /// table has grown by since is in it, and no row of it is visible to the snapshot.
  ///
  /// @param filter a condition beside the range; null for none
  public static String copyBlocks(RowGuard guard, BlockRange range, @Nullable String filter) {
    String small = guard.condition();
    return "COPY (SELECT %s%s%s%s) TO STDOUT (FORMAT binary)"
        .formatted(
            values(guard.columns()),
            from(guard.table(), guard.only()),
            where(range, filter),
            small == null ? "" : " AND " + small);
  }

  /// The condition of a range of blocks, and another beside it.
  ///
  /// @param filter null for none
  public static String where(BlockRange range, @Nullable String filter) {
    return filter == null ? where(range) : where(range) + " AND (" + filter + ")";
  }

  /// Where a row of a range of blocks lies.
  ///
  /// @param filter as {@link #copyBlocks} has it
  /// @param rowsBefore that it gives before it
  public static String place(
      QualifiedName table,
      boolean only,
      BlockRange range,
      @Nullable String filter,
      long rowsBefore) {
    return "SELECT ctid::text%s%s OFFSET %d LIMIT 1"
        .formatted(from(table, only), where(range, filter), rowsBefore);
  }

  /// The condition of a range of blocks.
  public static String where(BlockRange range) {
    String end = range.isOpen() ? "" : " AND ctid < '(%d,0)'".formatted(range.endPage());
    return " WHERE ctid >= '(%d,0)'%s".formatted(range.firstPage(), end);
  }

  /// The condition of a range of keys.
  ///
  /// @param after key behind which it begins; empty for the beginning of the range
  /// @param upTo its last key
  public static String where(
      List<Column> key, SplitRange range, List<String> after, List<String> upTo) {
    List<String> conditions = conditions(key, range, after);
    conditions.add("(" + names(key) + ") <= (" + constants(upTo, key) + ")");
    return " WHERE " + String.join(" AND ", conditions);
  }

  private static String names(List<Column> key) {
    return Identifiers.list(key.stream().map(Column::name).toList());
  }

  private static String constants(List<String> values, List<Column> key) {
    return IntStream.range(0, key.size())
        .mapToObj(i -> constant(values.get(i), key.get(i)))
        .collect(Collectors.joining(", "));
  }

  static String from(QualifiedName table, boolean only) {
    return " FROM " + (only ? "ONLY " : "") + Identifiers.quote(table);
  }

  private static List<String> conditions(List<Column> key, SplitRange range, List<String> after) {
    List<String> conditions = new ArrayList<>();
    if (range.filter() != null) {
      conditions.add("(" + range.filter() + ")");
    }
    if (key.isEmpty()) {
      return conditions;
    }
    String first = Identifiers.quote(key.getFirst().name());
    if (range.lower() != null) {
      conditions.add(first + " >= " + constant(range.lower(), key.getFirst()));
    }
    if (range.upper() != null) {
      conditions.add(first + " < " + constant(range.upper(), key.getFirst()));
    }
    if (!after.isEmpty()) {
      // As a row: an index on the key serves it, which the same written with OR is not.
      String names = Identifiers.list(key.stream().map(Column::name).toList());
      String values =
          IntStream.range(0, key.size())
              .mapToObj(i -> constant(after.get(i), key.get(i)))
              .collect(Collectors.joining(", "));
      conditions.add("(" + names + ") > (" + values + ")");
    }
    return conditions;
  }

  private static String constant(String text, Column column) {
    return Identifiers.literal(text) + "::" + column.castName();
  }
}
