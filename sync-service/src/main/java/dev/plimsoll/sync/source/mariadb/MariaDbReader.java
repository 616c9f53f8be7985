package dev.plimsoll.sync.source.mariadb;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.source.KeySession;
import dev.plimsoll.sync.source.RangeMiddle;
import dev.plimsoll.sync.source.SourceRows;
import dev.plimsoll.sync.source.SplitRange;
import dev.plimsoll.sync.source.UnmappedTypes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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

  /// A session in which ranges of a key are read.
  ///
  /// @param program as the server shows it
  /// @param key columns of a unique key, as planned
  /// @throws PlimsollException SOURCE_CHANGED, or why the table cannot be read
  public KeySession keys(
      DatabaseAddress address,
      String program,
      QualifiedName name,
      List<Column> planned,
      List<String> key) {
    MariaDbSession session = connector.open(address, program);
    try {
      MariaDbTable table = asPlanned(new MariaDbCatalog(session), name, planned, key);
      return new MariaDbKeys(session, table, null);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /// As {@link #keys(DatabaseAddress, String, QualifiedName, List, List)}, of a moment that
  /// sessions share.
  ///
  /// @param patience how long one of them may be waited for
  /// @return empty where none has become free in that time
  /// @throws PlimsollException SOURCE_CHANGED, or why the table cannot be read
  public Optional<KeySession> keys(
      MariaDbMoment moment,
      QualifiedName name,
      List<Column> planned,
      List<String> key,
      Duration patience)
      throws InterruptedException {
    @Nullable MariaDbSession session = moment.borrow(patience);
    if (session == null) {
      return Optional.empty();
    }
    try {
      MariaDbTable table = asPlanned(new MariaDbCatalog(session), name, planned, key);
      return Optional.of(new MariaDbKeys(session, table, moment));
    } catch (RuntimeException e) {
      moment.giveBack(session);
      throw e;
    }
  }

  /// Ranges of a table's key of about as many rows each, which together cover every key.
  ///
  /// @param wanted 1 or more; fewer where keys cannot be told apart
  /// @throws PlimsollException with what the server says
  public static List<SplitRange> cut(MariaDbSession session, MariaDbTable table, int wanted) {
    try {
      return new MariaDbRanges(session, table).cut(wanted);
    } catch (SQLException e) {
      throw MariaDbErrors.of(e);
    }
  }

  /// What is left of a range.
  ///
  /// @param tableBytes of the whole table's rows, by the engine's statistics
  public record Rest(RangeMiddle.Middle middle, long tableBytes) {}

  /// A key about the middle of what is left of a range; empty where nothing can be told.
  ///
  /// @param after which key it must lie
  /// @param upper before which; null for no bound
  /// @throws PlimsollException SOURCE_CHANGED, or why the table cannot be read
  public Optional<Rest> middle(
      DatabaseAddress address,
      String program,
      QualifiedName name,
      List<Column> planned,
      List<String> key,
      String after,
      @Nullable String upper) {
    try (MariaDbSession session = connector.open(address, program)) {
      MariaDbTable table = asPlanned(new MariaDbCatalog(session), name, planned, key);
      return new MariaDbRanges(session, table)
          .rest(after, upper)
          .map(middle -> new Rest(middle, table.dataBytes()));
    } catch (SQLException e) {
      throw MariaDbErrors.of(e);
    }
  }

  private static MariaDbTable asPlanned(
      MariaDbCatalog catalog, QualifiedName name, List<Column> planned, List<String> key) {
    MariaDbTable table = asPlanned(catalog, name, planned);
    if (!table.readingKey().equals(key)) {
      throw new PlimsollException(
          ErrorCode.SOURCE_CHANGED,
          "%s is not as it was planned: its key was (%s) and is (%s)"
              .formatted(name, String.join(", ", key), String.join(", ", table.readingKey())));
    }
    return table;
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
