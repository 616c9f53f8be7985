package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.increment.IncrementSource;
import dev.plimsoll.connector.source.FoundTable;
import dev.plimsoll.connector.source.KeyEnds;
import dev.plimsoll.connector.source.ReadingPlan;
import dev.plimsoll.connector.source.ReadingSizes;
import dev.plimsoll.connector.source.ReadingWish;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.ReadStrategyChoice;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.scan.workers.WorkerEstimator.WorkerEstimate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Table of a PostgreSQL, and the ways to read it.
///
/// @param children number of inheriting tables, whose rows are not read with it
record PostgresFoundTable(PostgresPlanningSession session, SourceTable table, long children)
    implements FoundTable {
  private static final String HISTOGRAM =
      """
      SELECT histogram_bounds::text::text[] AS bounds
      FROM pg_catalog.pg_stats
      WHERE schemaname = ? AND tablename = ? AND attname = ? AND inherited = ?
        AND histogram_bounds IS NOT NULL
      """;

  private static final String ENDS = "SELECT min(%1$s)::bigint, max(%1$s)::bigint FROM %2$s";

  @Override
  public ReadingPlan plan(ReadingWish wish) throws SQLException {
    ReadStrategyChoice choice =
        chooser().choose(wish.strategy(), wish.files(), table, session.serverVersion());
    if (wish.proven() && choice.strategy() instanceof ReadStrategy.Windows) {
      throw Source.unsupported(
          "no proof by the source is had of the baselines (%s): ask for that of the file"
              .formatted(choice.strategy().name()));
    }
    return share(table, withoutChildren(choice), wish);
  }

  private ReadStrategyChoice withoutChildren(ReadStrategyChoice choice) {
    return children == 0
        ? choice
        : choice.because(
            "only its own rows: what inherits from it (tables: %d) is extracted by its own name"
                .formatted(children));
  }

  @Override
  public IncrementSource increments() {
    return new PostgresIncrements(session.connection());
  }

  @Override
  public ReadingPlan plan(ReadingWish wish, SourceTable narrowed, RowWindow window)
      throws SQLException {
    ReadStrategyChoice choice =
        chooser()
            .chooseForIncrement(
                wish.strategy(), window, wish.files(), narrowed, session.serverVersion());
    boolean isPart = window.low() != null && choice.strategy() instanceof ReadStrategy.Keyset;
    return isPart
        ? plan(choice, ReadRange.everythingTimes(1), wish)
        : share(narrowed, choice, wish);
  }

  @Override
  public @Nullable String whyKeysAreNotCompared() {
    return null;
  }

  private PostgresChooser chooser() {
    return new PostgresChooser(session.sizes().rangeBytes());
  }

  private ReadingPlan share(SourceTable read, ReadStrategyChoice choice, ReadingWish wish)
      throws SQLException {
    return switch (choice.strategy()) {
      case ReadStrategy.Blocks blocks -> shareBlocks(read, choice, blocks, wish);
      case ReadStrategy.Keyset _ -> plan(choice, cut(read, wish), wish);
      case ReadStrategy.Stream _, ReadStrategy.Windows _ ->
          plan(choice, ReadRange.everythingTimes(1), wish);
    };
  }

  private List<ReadRange> cut(SourceTable read, ReadingWish wish) throws SQLException {
    ReadingSizes sizes = session.sizes();
    long byBytes = read.pages() * SourceTable.BYTES_PER_PAGE / sizes.readTaskBytes();
    int wanted = wish.files() > 0 ? wish.files() : Math.clamp(byBytes, 1, sizes.maxReadTasks());
    return ranges(session.connection(), read, wanted);
  }

  private ReadingPlan shareBlocks(
      SourceTable read, ReadStrategyChoice choice, ReadStrategy.Blocks blocks, ReadingWish wish)
      throws SQLException {
    long ranges = blocks.ranges(read.pages());
    if (wish.workers() > 0) {
      return plan(choice, times(Math.min(wish.workers(), ranges)), wish);
    }
    WorkerEstimate estimate = session.workers().choose(read.bytes());
    return plan(choice.because(estimate), times(Math.min(estimate.workers(), ranges)), wish);
  }

  private static List<ReadRange> times(long workers) {
    return ReadRange.everythingTimes((int) workers);
  }

  private static ReadingPlan plan(
      ReadStrategyChoice choice, List<ReadRange> readTasks, ReadingWish wish) {
    boolean stream = choice.strategy() instanceof ReadStrategy.Stream;
    boolean snapshot =
        choice.strategy().needsSnapshot() || (wish.strict() && !stream) || wish.proven();
    return new ReadingPlan(choice, readTasks, snapshot);
  }

  /// Both ends of a table's key, from its index, and its histogram: two queries of milliseconds.
  ///
  /// @return empty for an empty table, or a key that is not one column of whole numbers
  static Optional<KeyEnds> ends(Connection connection, SourceTable table) throws SQLException {
    if (!table.hasNumberedRows()) {
      return Optional.empty();
    }
    String column = table.keyColumns().getFirst().name();
    long began = System.nanoTime();
    String sql =
        ENDS.formatted(
            Identifiers.quote(column),
            Identifiers.relation(table.name(), table.structure().only()));
    return Sql.of(connection, sql)
        .one(
            row -> {
              long least = row.getLong(1);
              if (row.wasNull()) {
                return Optional.empty();
              }
              long greatest = row.getLong(2);
              double millis = (System.nanoTime() - began) / 1e6;
              List<Long> histogram =
                  bounds(connection, table.name(), column, !table.structure().only()).stream()
                      .map(Long::valueOf)
                      .toList();
              return Optional.of(new KeyEnds(column, least, greatest, histogram, millis));
            });
  }

  /// The ranges, at most the wanted number, by the histogram of the first key column; a single one
  /// without a key or statistics.
  private static List<ReadRange> ranges(Connection connection, SourceTable table, int wanted)
      throws SQLException {
    return wanted < 2 || table.readingKey().isEmpty()
        ? List.of(ReadRange.EVERYTHING)
        : ReadRange.cut(
            bounds(connection, table.name(), table.keyColumns().getFirst().name(), false), wanted);
  }

  /// Bounds of a column's histogram, ascending; empty for none.
  ///
  /// @param inherited of the table with its inheriting ones
  private static List<String> bounds(
      Connection connection, QualifiedName table, String column, boolean inherited)
      throws SQLException {
    return Sql.of(connection, HISTOGRAM, table.schema(), table.name(), column, inherited)
        .first(row -> Columns.texts(row, "bounds"))
        .orElse(List.of());
  }
}
