package dev.plimsoll.connector.postgres;

import static dev.plimsoll.postgres.sql.Identifiers.quote;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.table.BlockRange;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.connector.table.RowWindow.ColumnWindow;
import dev.plimsoll.connector.table.RowWindow.TransactionWindow;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Statements that read a table or a part of it by COPY. COPY takes no parameters: bounds and keys
/// are quoted constants, cast to the key's type and compared by the database. Each statement is
/// limited to the table's window.
public final class RangeQuery {
  // Numbers of transactions that a row can tell apart.
  private static final long TURN = 1L << 32;

  private RangeQuery() {}

  /// All rows, in heap order.
  static String copy(RowGuard guard) {
    return copy(guard, ofWindow(guard.table()), "");
  }

  /// The rows of a range in key order, after a key; from the range's beginning for an empty one.
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

  /// The selected values. A cast one has a name of its own: ORDER BY its column's name would sort
  /// by the cast.
  static String values(List<Column> columns) {
    return IntStream.range(0, columns.size())
        .mapToObj(
            i -> {
              Column column = columns.get(i);
              String name = quote(column.name());
              String carried = column.carried(name);
              return carried.equals(name) ? name : carried + " AS " + quote("::" + (i + 1));
            })
        .collect(Collectors.joining(", "));
  }

  /// Whether a row of this key exists and its first column lies before a bound in its own order.
  static String isBefore(PlannedTable table, List<String> values, String bound) {
    List<Column> key = table.keyColumns();
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      conditions.add(quote(key.get(i).name()) + " = " + constant(values.get(i), key.get(i)));
    }
    Column first = key.getFirst();
    conditions.add(quote(first.name()) + " < " + constant(bound, first));
    return "SELECT EXISTS (SELECT%s%s)".formatted(from(table), where(conditions));
  }

  /// The rows of a range of blocks in heap order. The last range has no end: blocks added since
  /// hold no row that is visible to the snapshot.
  static String copyBlocks(RowGuard guard, BlockRange range) {
    return copy(guard, ofBlocks(guard.table(), range), "");
  }

  /// The position of a row in a range of blocks.
  ///
  /// @param rowsBefore rows of {@link #copyBlocks} before it
  static String place(PlannedTable table, BlockRange range, long rowsBefore) {
    return "SELECT ctid::text%s%s OFFSET %d LIMIT 1"
        .formatted(from(table), where(table, range), rowsBefore);
  }

  /// The condition of all rows with its keyword; empty for none.
  static String where(PlannedTable table) {
    return where(ofWindow(table));
  }

  static String where(PlannedTable table, BlockRange range) {
    return where(ofBlocks(table, range));
  }

  /// The condition of a range of keys with its keyword.
  ///
  /// @param after exclusive lower bound; empty for the range's beginning
  /// @param upTo inclusive upper bound
  static String where(PlannedTable table, ReadRange range, List<String> after, List<String> upTo) {
    List<String> conditions = ofKeys(table, range, after);
    conditions.add(
        "(%s) <= (%s)"
            .formatted(Identifiers.list(table.key()), constants(upTo, table.keyColumns())));
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
    @Nullable String window = ofWindow(table.window(), table.columns());
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
    String first = quote(key.name());
    if (range.lower() != null) {
      conditions.add(first + " >= " + constant(range.lower(), key));
    }
    if (range.upper() != null) {
      conditions.add(first + " < " + constant(range.upper(), key));
    }
    if (!after.isEmpty()) {
      // A row comparison, which an index on the key serves; OR would not be.
      conditions.add(
          "(%s) > (%s)"
              .formatted(Identifiers.list(table.key()), constants(after, table.keyColumns())));
    }
    return conditions;
  }

  /// Condition of an increment's rows: `low < column <= high` for a column, `low <= xmin < high`
  /// for transactions, 64 bits wide like `xid8`. A row stores only the lower 32 bits of its
  /// transaction's number, so the distance from `low` modulo 2^32 is compared. No row of the
  /// window is missed; one that is older by whole turns may be read again.
  ///
  /// @param window null for every row
  /// @return null for every row
  public static @Nullable String ofWindow(@Nullable RowWindow window, List<Column> columns) {
    if (window == null) {
      return null;
    }
    String high = window.high();
    if (high == null) {
      return "false";
    }
    return switch (window) {
      case ColumnWindow(String column, String low, _) -> ofColumn(columns, column, low, high);
      case TransactionWindow(String low, _) -> low == null ? null : ofTransactions(low, high);
    };
  }

  private static String ofColumn(
      List<Column> columns, String column, @Nullable String low, String high) {
    Column by = Column.named(List.of(column), columns).getFirst();
    String name = Identifiers.quote(by.name());
    String upper = name + " <= " + constant(high, by);
    return low == null ? upper : name + " > " + constant(low, by) + " AND " + upper;
  }

  // The system column first: a table cannot have another of that name.
  private static String ofTransactions(String low, String high) {
    long from = Long.parseUnsignedLong(low);
    long width = Long.parseUnsignedLong(high) - from;
    return "(xmin::text::bigint - %d + %d) %% %d < %d"
        .formatted(Long.remainderUnsigned(from, TURN), TURN, TURN, width);
  }

  /// A value of a column, as a constant of its type.
  static String constant(String text, Column column) {
    return Identifiers.literal(text) + "::" + column.castName();
  }

  static String constants(List<String> texts, List<Column> key) {
    return IntStream.range(0, key.size())
        .mapToObj(i -> constant(texts.get(i), key.get(i)))
        .collect(Collectors.joining(", "));
  }
}
