package dev.plimsoll.sync.increment;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.source.SourceTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the window of an increment, or says why there is none.
public final class IncrementPlanner {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,18}");

  /// Half of the circle of transaction numbers: what PostgreSQL itself can tell apart.
  private static final long HALF_TURN = 1L << 31;

  private static final int MICROSECONDS = 6;

  private static final String FILLED =
      """
      SELECT a.attname
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
        AND (a.atthasdef OR a.attidentity <> '' OR a.attgenerated <> '')
      """;

  private static final String IN_RECOVERY = "SELECT pg_catalog.pg_is_in_recovery()";

  // Of the same moment: what has ended by it is what a later query sees.
  private static final String ENDED =
      "SELECT pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::text";

  private IncrementPlanner() {}

  /// @param source prepared, in auto-commit mode
  /// @param found the table as it is now
  /// @throws PlimsollException INVALID_REQUEST where it has no increments of that kind,
  ///     SCHEMA_DRIFT or WATERMARK_LOST
  public static IncrementPlan plan(
      Connection source, SourceTable found, IncrementOptions options, Watermark mark)
      throws SQLException {
    Watermark from = options.restart() ? Watermark.NONE : mark;
    SchemaDrift.Continued columns =
        SchemaDrift.resolve(
            found.name(),
            from.columns(),
            found.columns(),
            filled(source, found),
            options.addsColumns());
    if (options.target() != null && found.primaryKey().isEmpty()) {
      throw refused(found, "it has no primary key to merge by");
    }
    // How many rows a window has is not known, but for the first.
    SourceTable table =
        found.narrowed(columns.columns(), from.value() == null ? found.estimatedRows() : 0);
    return switch (options.mode()) {
      case COLUMN -> byColumn(source, table, options, mark, from, columns.added());
      case XMIN -> byTransaction(source, table, options, mark, from, columns.added());
    };
  }

  private static IncrementPlan byColumn(
      Connection source,
      SourceTable table,
      IncrementOptions options,
      Watermark mark,
      Watermark from,
      List<String> added)
      throws SQLException {
    Column column = column(table, Objects.requireNonNull(options.column()));
    if (table.readingKey().isEmpty()) {
      throw refused(table, "it has no unique key over columns that are NOT NULL");
    }
    String lag = lag(table, column, options.lag());
    if (lag == null && isStandby(source)) {
      throw refused(
          table,
          "a standby does not show who is still writing: give increment.lag, or the primary");
    }
    String behind =
        lag == null ? null : LateCommitGuard.behind(table.name(), table.only(), column, lag);
    LateCommitGuard.Safe safe =
        new LateCommitGuard(source)
            .find(table.name(), table.only(), column, from.value(), behind, from.pending());
    Increment increment =
        new Increment(
            IncrementMode.COLUMN, column.name(), from.value(), safe.high(), safe.waitsFor(), added);
    return new IncrementPlan(
        readBy(table, column), increment, options, mark.value(), safe.pending());
  }

  private static IncrementPlan byTransaction(
      Connection source,
      SourceTable table,
      IncrementOptions options,
      Watermark mark,
      Watermark from,
      List<String> added)
      throws SQLException {
    if (!table.only() || !table.plainHeap()) {
      throw refused(table, "it is no ordinary table in a heap, whose rows show their xmin");
    }
    String high = ask(source, ENDED);
    if (from.value() != null) {
      requireWithinHalfTurn(table, from.value(), high);
    }
    Increment increment = new Increment(IncrementMode.XMIN, null, from.value(), high, null, added);
    return new IncrementPlan(table, increment, options, mark.value(), null);
  }

  /// Numbers of transactions repeat after 2^32, and a source that was restored counts anew.
  ///
  /// @throws PlimsollException WATERMARK_LOST
  static void requireWithinHalfTurn(SourceTable table, String low, String high) {
    long passed = Long.parseUnsignedLong(high) - Long.parseUnsignedLong(low);
    if (passed < 0) {
      throw new PlimsollException(
          ErrorCode.WATERMARK_LOST,
          "the source of %s is at transaction %s, before the watermark %s: it is another server, or restored"
              .formatted(table.name(), high, low));
    }
    if (passed >= HALF_TURN) {
      throw new PlimsollException(
          ErrorCode.WATERMARK_LOST,
          "%d transactions have passed since the last increment of %s: rows tell only 2^31 apart"
              .formatted(passed, table.name()));
    }
  }

  private static Column column(SourceTable table, String name) {
    Column column =
        table.columns().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    refused(table, "it has no column \"" + name + "\", or has it since too late"));
    if (!column.notNull()) {
      throw refused(table, "\"" + name + "\" may hold NULL, and such rows lie in no window");
    }
    return switch (column.type()) {
      case INT2, INT4, INT8, NUMERIC, TIMESTAMP, TIMESTAMPTZ -> column;
      default ->
          throw refused(
              table,
              "\"%s\" is %s: increments go by a whole number, a numeric or a timestamp"
                  .formatted(name, column.declaredType()));
    };
  }

  /// As PostgreSQL reads it.
  private static @Nullable String lag(SourceTable table, Column column, @Nullable String wanted) {
    if (!LateCommitGuard.isTime(column.type())) {
      if (wanted != null && !WHOLE_NUMBER.matcher(wanted).matches()) {
        throw refused(table, "increment.lag of a number is a whole number of 1 to 18 digits");
      }
      return wanted;
    }
    Duration lag = wanted == null ? Duration.ZERO : duration(table, wanted);
    Duration unit = unit(column);
    if (lag.compareTo(unit) < 0) {
      throw refused(
          table,
          "\"%s\" is %s: rows of a moment that was read may follow; give increment.lag of %s or more"
              .formatted(column.name(), column.declaredType(), unit));
    }
    return wanted == null ? null : lag.toString();
  }

  private static Duration duration(SourceTable table, String text) {
    try {
      Duration lag = Duration.parse(text);
      if (!lag.isNegative()) {
        return lag;
      }
    } catch (DateTimeParseException e) {
      throw new PlimsollException(
          ErrorCode.INVALID_REQUEST,
          table.name() + ": increment.lag is a duration such as PT30S, not \"" + text + "\"",
          e);
    }
    throw refused(table, "increment.lag is not negative");
  }

  // The typmod of a timestamp is the number of digits of its seconds; -1 is all six.
  private static Duration unit(Column column) {
    int digits = column.typmod();
    if (digits < 0 || digits >= MICROSECONDS) {
      return Duration.ZERO;
    }
    return Duration.ofNanos((long) Math.pow(10, 9 - digits));
  }

  /// In the order of the column, then of the key: an index on the column serves it.
  private static SourceTable readBy(SourceTable table, Column column) {
    List<String> key = new ArrayList<>();
    key.add(column.name());
    table.readingKey().stream().filter(name -> !name.equals(column.name())).forEach(key::add);
    return table.readBy(List.copyOf(key));
  }

  private static boolean isStandby(Connection source) throws SQLException {
    return ask(source, IN_RECOVERY).equals("t");
  }

  private static String ask(Connection source, String sql) throws SQLException {
    try (Statement statement = source.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return Objects.requireNonNull(row.getString(1));
    }
  }

  private static Set<String> filled(Connection source, SourceTable table) throws SQLException {
    try (PreparedStatement statement = source.prepareStatement(FILLED)) {
      statement.setString(1, table.name().schema());
      statement.setString(2, table.name().name());
      try (ResultSet row = statement.executeQuery()) {
        Set<String> names = new HashSet<>();
        while (row.next()) {
          names.add(row.getString(1));
        }
        return names;
      }
    }
  }

  private static PlimsollException refused(SourceTable table, String because) {
    return new PlimsollException(
        ErrorCode.INVALID_REQUEST, table.name() + " has no such increments: " + because);
  }
}
