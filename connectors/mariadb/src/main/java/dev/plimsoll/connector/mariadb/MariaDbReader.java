package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.source.KeyMiddle;
import dev.plimsoll.connector.source.KeySession;
import dev.plimsoll.connector.source.RowLimit;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.source.SqlDigest;
import dev.plimsoll.connector.source.WholeTable;
import dev.plimsoll.connector.table.ColumnWindow;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.TransactionWindow;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads tables as they were planned. What is planned are the columns of files and target; how
/// MariaDB is asked for them is found again in its catalog, which shows as well whether the table
/// has changed since.
final class MariaDbReader {
  private static final String TEXT = "text";

  private final MariaDbConnections connector;
  private final RowLimit limit;

  /// @param limit that rows are read within; here half of it, since the driver keeps a row beside
  ///     what is made of it
  MariaDbReader(MariaDbConnections connector, RowLimit limit) {
    this.connector = connector;
    this.limit = limit.half();
  }

  /// All rows.
  ///
  /// @param proven of one moment, about which more can be asked afterwards
  /// @throws PlimsollException SOURCE_CHANGED, or why the table cannot be read
  WholeTable whole(DatabaseAddress address, String program, PlannedTable planned, boolean proven) {
    return open(address, program, planned, proven ? MariaDbWhole::begin : MariaDbWhole::of);
  }

  /// What the server says of all rows.
  ///
  /// @throws PlimsollException SOURCE_CHANGED, or INVALID_REQUEST where the server cannot compute
  ///     it
  SqlDigest digest(DatabaseAddress address, String program, PlannedTable planned) {
    return open(
        address,
        program,
        planned,
        (session, table) -> {
          try (session) {
            String sql = MariaDbQuery.digest(table);
            return new SqlDigest(MariaDbDigest.ask(session, table, sql), sql.strip(), false);
          }
        });
  }

  /// A session in which ranges of a key are read.
  ///
  /// @param planned with columns of a unique key
  /// @param together all of one moment, about which more can be asked afterwards; else each range
  ///     is of its own
  /// @throws PlimsollException SOURCE_CHANGED, or why the table cannot be read
  KeySession keys(DatabaseAddress address, String program, PlannedTable planned, boolean together) {
    return open(
        address,
        program,
        planned,
        (session, table) ->
            together
                ? MariaDbKeys.together(session, table, new MariaDbStopper(connector, address))
                : MariaDbKeys.each(session, table));
  }

  /// The keys that a table has at the moment that is now.
  ///
  /// @param key its primary key, as it was planned
  /// @throws PlimsollException SOURCE_CHANGED, INVALID_REQUEST where keys cannot be compared, or
  ///     why the table cannot be read
  MariaDbHeldKeys heldKeys(
      DatabaseAddress address, String program, QualifiedName name, List<Column> key) {
    MariaDbSession session = connector.open(address, program);
    try {
      // The moment comes first: what the table is like is asked in it.
      session.begin();
      return new MariaDbHeldKeys(session, withKey(session, name, key));
    } catch (SQLException e) {
      session.close();
      throw MariaDbErrors.of(e);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static MariaDbTable withKey(
      MariaDbSession session, QualifiedName name, List<Column> key) {
    MariaDbTable table = read(session, name, key);
    List<Column> found = Column.named(table.primaryKey(), table.columns());
    if (!found.equals(key)) {
      throw new PlimsollException(
          ErrorCode.SOURCE_CHANGED, name + " is not as it was planned: " + difference(key, found));
    }
    @Nullable String against = MariaDbHeldKeys.against(session, table);
    if (against != null) {
      throw PlimsollException.invalidRequest(name + " has no keys to compare: " + against);
    }
    return table;
  }

  private <T> T open(
      DatabaseAddress address,
      String program,
      PlannedTable planned,
      BiFunction<MariaDbSession, MariaDbTable, T> use) {
    MariaDbSession session = connector.open(address, program);
    try {
      return use.apply(session, limited(session, planned));
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /// As {@link #keys(DatabaseAddress, String, PlannedTable, boolean)}, of a moment that sessions
  /// share.
  ///
  /// @param patience how long one of them may be waited for
  /// @return empty where none has become free in that time
  /// @throws PlimsollException SOURCE_CHANGED, or why the table cannot be read
  Optional<KeySession> keys(MariaDbSharedSnapshot moment, PlannedTable planned, Duration patience)
      throws InterruptedException {
    @Nullable MariaDbSession session = moment.borrow(patience);
    if (session == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(MariaDbKeys.of(session, limited(session, planned), moment));
    } catch (RuntimeException e) {
      moment.giveBack(session);
      throw e;
    }
  }

  /// Ranges of a table's key of about as many rows each, which together cover every key.
  ///
  /// @param wanted 1 or more; fewer where keys cannot be told apart
  /// @throws PlimsollException with what the server says
  static List<ReadRange> cut(MariaDbSession session, MariaDbTable table, int wanted) {
    try {
      return new MariaDbRanges(session, table).cut(wanted);
    } catch (SQLException e) {
      throw MariaDbErrors.of(e);
    }
  }

  /// A key about the middle of what is left of a range; empty where nothing can be told.
  ///
  /// @param after which key it must lie
  /// @param upper before which; null for no bound
  /// @throws PlimsollException SOURCE_CHANGED, or why the table cannot be read
  Optional<KeyMiddle> middle(
      DatabaseAddress address,
      String program,
      PlannedTable planned,
      String after,
      @Nullable String upper) {
    try (MariaDbSession session = connector.open(address, program)) {
      MariaDbTable table = asPlanned(session, planned);
      return new MariaDbRanges(session, table).rest(after, upper);
    } catch (SQLException e) {
      throw MariaDbErrors.of(e);
    }
  }

  // Those of some columns that were planned as text are that again, and others too that have no
  // mapping.
  private static MariaDbTable read(
      MariaDbSession session, QualifiedName name, List<Column> planned) {
    // A column that becomes text by its own type is not changed by being told to.
    Set<String> texts =
        planned.stream()
            .filter(column -> column.declaredType().equals(TEXT))
            .map(Column::name)
            .collect(Collectors.toSet());
    return new MariaDbCatalog(session).read(name, UnmappedTypes.TEXT, texts::contains);
  }

  private MariaDbTable limited(MariaDbSession session, PlannedTable planned) {
    return asPlanned(session, planned).within(limit);
  }

  private static MariaDbTable asPlanned(MariaDbSession session, PlannedTable planned) {
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
      throw new PlimsollException(
          ErrorCode.SOURCE_CHANGED,
          planned.name()
              + " is not as it was planned: "
              + difference(planned.columns(), table.columns()));
    }
    if (!planned.key().isEmpty() && !table.readingKey().equals(planned.key())) {
      throw new PlimsollException(
          ErrorCode.SOURCE_CHANGED,
          "%s is not as it was planned: its key was (%s) and is (%s)"
              .formatted(
                  planned.name(),
                  String.join(", ", planned.key()),
                  String.join(", ", table.readingKey())));
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
