package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.UnsupportedValueException;
import dev.plimsoll.connector.increment.ColumnWatch;
import dev.plimsoll.connector.increment.IncrementSource;
import dev.plimsoll.connector.increment.Observation;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Increments of a MariaDB table.
///
/// @param table in its present state, with all columns
record MariaDbIncrements(MariaDbSession session, MariaDbTable table, MariaDbWriters writers)
    implements IncrementSource {
  @Override
  public Set<String> filled(SourceTable of) {
    return new MariaDbCatalog(session).filled(of.name());
  }

  @Override
  public @Nullable String against(SourceTable of, Column column) {
    if (!table.isOrdered(column.name())) {
      return "\"" + column.name() + "\" is not compared as it is ordered";
    }
    return table
        .unorderedKeyColumn()
        .map(name -> "the column \"" + name + "\" of its key is not compared as it is ordered")
        .orElse(null);
  }

  @Override
  public @Nullable String whyUnseen(SourceTable of) {
    return table.transactional()
        ? MariaDbWriters.whyUnseen(session)
        : "its engine does not show who is still writing: give increment.lag";
  }

  @Override
  public ColumnWatch watch(SourceTable of, Column column, @Nullable String lag, boolean seen) {
    @Nullable String amount = lag == null ? null : amount(column, lag);
    return new Watch(session, table, table.column(column.name()), amount, seen ? writers : null);
  }

  private static String amount(Column column, String lag) {
    return switch (column.type()) {
      case TIMESTAMP, TIMESTAMPTZ ->
          Long.toString(Duration.parse(lag).dividedBy(Duration.ofNanos(1_000)));
      default -> lag;
    };
  }

  @Override
  public String lateCommits() {
    return "everybody who was writing when the greatest value was seen has ended (innodb_trx,"
        + " processlist)";
  }

  @Override
  public String ended(SourceTable of) {
    throw PlimsollException.invalidRequest(
        of.name() + " has no such increments: rows of a MariaDB do not show who has written them");
  }

  /// @param lag microseconds of a timestamp, else a whole number; null for none
  /// @param writers null where they are invisible, and a lag is used instead
  private record Watch(
      MariaDbSession session,
      MariaDbTable table,
      MariaDbColumn column,
      @Nullable String lag,
      @Nullable MariaDbWriters writers)
      implements ColumnWatch {
    @Override
    public Optional<Observation> observe(@Nullable String low) {
      return beyond(low)
          .map(
              seen ->
                  new Observation(
                      seen, Now.NO_NUMBERS, writers == null ? Set.of() : writers.look().toAwait()));
    }

    private Optional<String> beyond(@Nullable String low) {
      String name = column.column().name();
      String index = new MariaDbCatalog(session).indexOf(table, name);
      @Nullable String behind = lag == null ? null : MariaDbQuery.behind(table, column, lag);
      try {
        return column.ask(session, MariaDbQuery.greatest(table, column, index, low, behind));
      } catch (UnsupportedValueException e) {
        throw e.in(name).refusal(table.name(), "the last row by it");
      }
    }

    @Override
    public Now now() {
      if (writers == null) {
        return new Now(Now.NO_NUMBERS, Set.of(), Set.of());
      }
      MariaDbWriters.AtWork atWork = writers.look();
      return new Now(Now.NO_NUMBERS, atWork.open(), atWork.prepared());
    }

    @Override
    public boolean isBeyond(String value, String low) {
      return session.one(MariaDbQuery.isGreater(column, value, low), row -> row.getBoolean(1));
    }
  }
}
