package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.ColumnFacts.Statistics;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Substitute for missing statistics of a new table: samples the row count and the key's widths
/// from about 1,000 pages, the same ones each time.
public final class TableSampler {
  // Below this share of distinct values, the sample is taken to contain all values of the table.
  private static final double FEW_DISTINCT = 0.1;
  // Row header and line pointer.
  private static final int ROW_OVERHEAD = 24 + 4;
  private static final int UNKNOWN_WIDTH = 32;

  private TableSampler() {}

  /// The facts with missing row count and statistics of one table filled in, also those of
  /// fixed-width columns: their distinct values and NULLs count, too.
  ///
  /// Where that fails, the reason is noted, rows are guessed from bytes, and columns stay without
  /// statistics: an index can be built on an unreadable table.
  ///
  /// @param columns whose statistics matter; unknown names are ignored
  /// @throws SQLException where the connection broke
  public static DatabaseFacts complete(
      Connection connection, DatabaseFacts facts, QualifiedName table, Collection<String> columns)
      throws SQLException {
    return complete(connection, facts, table, columns, PageSample.USUAL_PAGES);
  }

  /// The same with about so many pages.
  public static DatabaseFacts complete(
      Connection connection,
      DatabaseFacts facts,
      QualifiedName table,
      Collection<String> columns,
      double pages)
      throws SQLException {
    TableFacts tableFacts = facts.tables().get(table);
    if (facts.troubles().containsKey(table)) {
      return facts;
    }
    if (tableFacts == null || tableFacts.heapBytes() == 0) {
      return tableFacts == null || tableFacts.rowsKnown()
          ? facts
          : facts.with(tableFacts.withRows(0), facts.columnsOf(table));
    }
    List<ColumnFacts> missing =
        facts.columnsOf(table).stream()
            .filter(column -> columns.contains(column.name()) && column.statistics() == null)
            .toList();
    if (tableFacts.rowsKnown() && missing.isEmpty()) {
      return facts;
    }
    return SavepointRead.of(
        connection,
        () -> sample(connection, facts, PageSample.of(tableFacts, pages), missing),
        reason -> guessed(facts, table, reason));
  }

  /// The facts with one table's row count guessed from its bytes.
  ///
  /// @param reason for not sampling, a clause
  public static DatabaseFacts guessed(
      DatabaseFacts facts, QualifiedName table, TableReadError reason) {
    TableFacts tableFacts = facts.tables().get(table);
    return tableFacts == null
        ? facts
        : (tableFacts.rowsKnown() ? facts : guessed(facts, tableFacts))
            .withUnsampled(table, reason);
  }

  /// PostgreSQL's own guess for a table that was never analyzed.
  ///
  /// Source: `estimate_rel_size` in plancat.c and `get_typavgwidth` in lsyscache.c.
  private static DatabaseFacts guessed(DatabaseFacts facts, TableFacts table) {
    int width =
        facts.columnsOf(table.name()).stream()
            .mapToInt(column -> column.fixedWidth() ? column.typeLength() : UNKNOWN_WIDTH)
            .sum();
    long rows = table.heapBytes() / (ROW_OVERHEAD + width);
    return facts.with(table.withRows(rows), facts.columnsOf(table.name()));
  }

  private static DatabaseFacts sample(
      Connection connection, DatabaseFacts facts, PageSample sample, List<ColumnFacts> missing)
      throws SQLException {
    TableFacts table = sample.table();
    try (PreparedStatement query = connection.prepareStatement(statement(sample, missing));
        ResultSet row = query.executeQuery()) {
      row.next();
      long sampled = row.getLong("rows");
      long rows =
          sample.isWhole()
              ? sampled
              : Math.round((double) sampled / Math.max(1, row.getLong("pages")) * sample.pages());
      List<ColumnFacts> columns = new ArrayList<>();
      for (ColumnFacts column : facts.columnsOf(table.name())) {
        int at = missing.indexOf(column);
        columns.add(
            at < 0
                ? column
                : column.withStatistics(statistics(row, at, sampled, sample.isWhole())));
      }
      return facts.with(table.rowsKnown() ? table : table.withRows(rows), columns);
    }
  }

  private static String statement(PageSample sample, List<ColumnFacts> columns) {
    String perColumn =
        IntStream.range(0, columns.size())
            .mapToObj(
                i -> {
                  ColumnFacts column = columns.get(i);
                  String name = Identifiers.quote(column.name());
                  // Types may lack equality, and only values that B-tree stores once matter.
                  String counted = column.deduplicable() ? "DISTINCT " : "";
                  return """
                  , coalesce(round(avg(pg_column_size(%1$s)::float8)), 0) AS width_%2$d
                  , stddev_pop(pg_column_size(%1$s)::float8) >= 2 AS varies_%2$d
                  , count(%1$s) AS present_%2$d, count(%3$s%1$s) AS distinct_%2$d\
                  """
                      .formatted(name, i, counted);
                })
            .collect(Collectors.joining());
    return "SELECT count(*) AS rows, count(DISTINCT %s) AS pages%s FROM %s"
        .formatted(sample.page(), perColumn, sample.from());
  }

  private static Statistics statistics(ResultSet row, int column, long sampled, boolean whole)
      throws SQLException {
    long present = row.getLong("present_" + column);
    long distinct = row.getLong("distinct_" + column);
    double nullFraction = sampled == 0 ? 0 : 1 - (double) present / sampled;
    double share = sampled == 0 ? 1 : (double) distinct / sampled;
    boolean countsForTheWhole = whole || share < FEW_DISTINCT;
    return new Statistics(
        row.getInt("width_" + column),
        distinct == present || !countsForTheWhole ? -share : distinct,
        nullFraction,
        Double.NaN,
        row.getBoolean("varies_" + column));
  }
}
