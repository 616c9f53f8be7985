package dev.plimsoll.cli.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// [TextTable] of one element `T` a row.
public final class RowTable<T> {
  public interface Cell<T> {
    /// Null for an empty cell.
    @Nullable Object of(T row);
  }

  private final TextTable table = new TextTable();
  private final List<Cell<T>> cells = new ArrayList<>();

  public RowTable<T> left(String heading, Cell<T> cell) {
    table.left(heading);
    return with(cell);
  }

  /// Left out where there is no room.
  public RowTable<T> leftIfRoom(String heading, Cell<T> cell) {
    table.leftIfRoom(heading);
    return with(cell);
  }

  public RowTable<T> right(String heading, Cell<T> cell) {
    table.right(heading);
    return with(cell);
  }

  /// Left out where there is no room.
  public RowTable<T> rightIfRoom(String heading, Cell<T> cell) {
    table.rightIfRoom(heading);
    return with(cell);
  }

  /// Numbers with commas between thousands.
  public RowTable<T> count(String heading, ToLongFunction<T> number) {
    return right(heading, row -> Amounts.count(number.applyAsLong(row)));
  }

  /// As [#count], left out where there is no room.
  public RowTable<T> countIfRoom(String heading, ToLongFunction<T> number) {
    return rightIfRoom(heading, row -> Amounts.count(number.applyAsLong(row)));
  }

  private RowTable<T> with(Cell<T> cell) {
    cells.add(cell);
    return this;
  }

  /// @param width of the terminal in characters
  public List<String> lines(Collection<? extends T> rows, int width) {
    for (T row : rows) {
      table.row(cells.stream().map(cell -> text(cell.of(row))).toArray(String[]::new));
    }
    return table.lines(width);
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
