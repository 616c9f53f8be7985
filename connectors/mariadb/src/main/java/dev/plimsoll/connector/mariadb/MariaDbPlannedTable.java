package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.connector.table.RowWindow.ColumnWindow;
import dev.plimsoll.connector.table.RowWindow.TransactionWindow;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Look-up of planned tables. A plan has the columns of files and target; the catalog shows how
/// to read them from MariaDB, and whether the table has changed since.
final class MariaDbPlannedTable {
  private static final String TEXT = "text";

  private MariaDbPlannedTable() {}

  /// @throws PlimsollException SOURCE_CHANGED, or why the table cannot be read
  static MariaDbTable read(MariaDbSession session, PlannedTable planned) {
    MariaDbTable found = read(session, planned.name(), planned.columns());
    MariaDbTable table =
        switch (planned.window()) {
          case null -> found;
          case ColumnWindow window ->
              new MariaDbCatalog(session)
                  .within(found, window, planned.columns().stream().map(Column::name).toList());
          case TransactionWindow _ ->
              throw Source.unsupported(
                  planned.name() + ": rows of a MariaDB do not show who has written them");
        };
    if (!table.columns().equals(planned.columns())) {
      throw changed(planned.name(), difference(planned.columns(), table.columns()));
    }
    if (!planned.key().isEmpty() && !table.readingKey().equals(planned.key())) {
      throw changed(
          planned.name(),
          "its key was (%s) and is (%s)"
              .formatted(String.join(", ", planned.key()), String.join(", ", table.readingKey())));
    }
    return table;
  }

  /// Finds a table that is read by its primary key.
  ///
  /// @param key as planned
  /// @throws PlimsollException SOURCE_CHANGED, INVALID_REQUEST where keys cannot be compared, or
  ///     why the table cannot be read
  static MariaDbTable readByPrimaryKey(
      MariaDbSession session, QualifiedName name, List<Column> key) {
    MariaDbTable table = read(session, name, key);
    List<Column> found = Column.named(table.source().structure().primaryKey(), table.columns());
    if (!found.equals(key)) {
      throw changed(name, difference(key, found));
    }
    @Nullable String against = MariaDbHeldKeys.against(session, table);
    if (against != null) {
      throw PlimsollException.invalidRequest(name + " has no keys to compare: " + against);
    }
    return table;
  }

  // Columns planned as text stay text, and so do others without a mapping.
  private static MariaDbTable read(
      MariaDbSession session, QualifiedName name, List<Column> planned) {
    // A column whose own type is text is not changed by this.
    Set<String> texts =
        planned.stream()
            .filter(column -> column.declaredType().equals(TEXT))
            .map(Column::name)
            .collect(Collectors.toSet());
    return new MariaDbCatalog(session).read(name, UnmappedTypes.TEXT, texts::contains);
  }

  private static PlimsollException changed(QualifiedName name, String how) {
    return new PlimsollException(
        ErrorCode.SOURCE_CHANGED, name + " is not as it was planned: " + how);
  }

  private static String difference(List<Column> planned, List<Column> found) {
    String differences =
        Stream.concat(
                planned.stream().filter(c -> !found.contains(c)).map(c -> "without " + describe(c)),
                found.stream().filter(c -> !planned.contains(c)).map(c -> "with " + describe(c)))
            .collect(Collectors.joining(", "));
    return differences.isEmpty() ? "columns in another order" : differences;
  }

  private static String describe(Column column) {
    return "\"%s\" %s%s"
        .formatted(column.name(), column.declaredType(), column.notNull() ? " NOT NULL" : "");
  }
}
