package dev.plimsoll.sync.source.mariadb;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.source.SourceRows;
import dev.plimsoll.sync.source.UnmappedTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads tables as they were planned. What is planned are the columns of files and target; how
/// MariaDB is asked for them is found again in its catalog, which shows as well whether the table
/// has changed since.
public final class MariaDbReader {
  private static final String TEXT = "text";

  private final MariaDbConnector connector;

  public MariaDbReader(MariaDbConnector connector) {
    this.connector = connector;
  }

  /// All rows, in one streamed statement.
  ///
  /// @param program as the server shows it
  /// @throws PlimsollException SOURCE_CHANGED, or why the table cannot be read
  public SourceRows stream(
      DatabaseAddress address, String program, QualifiedName name, List<Column> planned) {
    MariaDbSession session = connector.open(address, program);
    MariaDbTable table;
    try {
      table = asPlanned(new MariaDbCatalog(session), name, planned);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
    return MariaDbRows.stream(session, table);
  }

  private static MariaDbTable asPlanned(
      MariaDbCatalog catalog, QualifiedName name, List<Column> planned) {
    // A column that becomes text by its own type is not changed by being told to.
    Set<String> texts =
        planned.stream()
            .filter(column -> column.declaredType().equals(TEXT))
            .map(Column::name)
            .collect(Collectors.toSet());
    MariaDbTable table = catalog.read(name, UnmappedTypes.TEXT, texts::contains);
    if (!table.columns().equals(planned)) {
      throw new PlimsollException(
          ErrorCode.SOURCE_CHANGED,
          name + " is not as it was planned: " + difference(planned, table.columns()));
    }
    return table;
  }

  private static String difference(List<Column> planned, List<Column> found) {
    List<String> differences = new ArrayList<>();
    for (Column column : planned) {
      if (!found.contains(column)) {
        differences.add("without " + describe(column));
      }
    }
    for (Column column : found) {
      if (!planned.contains(column)) {
        differences.add("with " + describe(column));
      }
    }
    return differences.isEmpty() ? "columns in another order" : String.join(", ", differences);
  }

  private static String describe(Column column) {
    return "\""
        + column.name()
        + "\" "
        + column.declaredType()
        + (column.notNull() ? " NOT NULL" : "");
  }
}
