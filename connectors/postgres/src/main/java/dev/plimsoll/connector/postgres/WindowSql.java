package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.connector.table.RowWindow.ColumnWindow;
import dev.plimsoll.connector.table.RowWindow.TransactionWindow;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Condition of an increment's rows: `low < column <= high` for a column, `low <= xmin < high` for
/// transactions, 64 bits wide like `xid8`. A row stores only the lower 32 bits of its transaction's
/// number, so the distance from `low` modulo 2^32 is compared. No row of the window is missed; one
/// that is older by whole turns may be read again.
public final class WindowSql {
  private static final long TURN = 1L << 32;

  private WindowSql() {}

  /// @param window null for every row
  /// @return null for every row
  public static @Nullable String condition(@Nullable RowWindow window, List<Column> columns) {
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
