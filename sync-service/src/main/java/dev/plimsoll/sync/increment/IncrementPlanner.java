package dev.plimsoll.sync.increment;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.increment.IncrementSource;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Planner of the window of an increment.
public final class IncrementPlanner {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,18}");

  /// Half of the circle of transaction ids: PostgreSQL itself tells no more apart.
  private static final long HALF_TURN = 1L << 31;

  private static final int MICROSECONDS = 6;

  private IncrementPlanner() {}

  /// @param found the table as it is now
  /// @throws PlimsollException INVALID_REQUEST where it has no increments of that kind,
  ///     SCHEMA_DRIFT or WATERMARK_LOST
  public static IncrementPlan plan(
      IncrementSource source, SourceTable found, IncrementSettings options, Watermark mark)
      throws SQLException {
    Watermark from = options.restart() ? Watermark.NONE : mark;
    SchemaDrift.Continued columns =
        SchemaDrift.resolve(
            found.name(),
            from.columns(),
            found.columns(),
            source.filled(found),
            options.addsColumns());
    if (options.target() != null && found.structure().primaryKey().isEmpty()) {
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
      IncrementSource source,
      SourceTable table,
      IncrementSettings options,
      Watermark mark,
      Watermark from,
      List<String> added)
      throws SQLException {
    Column column = column(table, Objects.requireNonNull(options.column()));
    if (table.readingKey().isEmpty()) {
      throw refused(table, "it has no unique key over columns that are NOT NULL");
    }
    String against = source.against(table, column);
    if (against != null) {
      throw refused(table, against);
    }
    String lag = lag(table, column, options.lag());
    String unseen = source.whyUnseen(table);
    if (lag == null && unseen != null) {
      throw refused(table, unseen);
    }
    LateCommitGuard.Safe safe =
        new LateCommitGuard(source.watch(table, column, lag, unseen == null))
            .find(from.value(), from.pending());
    Increment increment =
        new Increment(
            IncrementMode.COLUMN,
            column.name(),
            from.value(),
            safe.high(),
            safe.waitsFor(),
            added,
            options.deletes(),
            lateCommits(source, lag, unseen == null));
    // In the order of the column, then of the key: an index on the column serves it.
    List<String> order =
        Stream.concat(Stream.of(column.name()), table.readingKey().stream()).distinct().toList();
    return new IncrementPlan(table.readBy(order), increment, options, mark.value(), safe.pending());
  }

  private static String lateCommits(IncrementSource source, @Nullable String lag, boolean seen) {
    if (lag == null) {
      return source.lateCommits();
    }
    String behind = "the window stays behind by " + lag;
    return seen ? source.lateCommits() + ", and " + behind : behind + " and nothing else";
  }

  private static IncrementPlan byTransaction(
      IncrementSource source,
      SourceTable table,
      IncrementSettings options,
      Watermark mark,
      Watermark from,
      List<String> added)
      throws SQLException {
    String high = source.ended(table);
    if (from.value() != null) {
      requireWithinHalfTurn(table, from.value(), high);
    }
    Increment increment =
        new Increment(
            IncrementMode.XMIN,
            null,
            from.value(),
            high,
            null,
            added,
            options.deletes(),
            "the window ends where everything has ended (pg_snapshot_xmin)");
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

  /// Lag as PostgreSQL reads it: a duration for moments, else a number; null for none.
  private static @Nullable String lag(SourceTable table, Column column, @Nullable String wanted) {
    if (column.type() != PgType.TIMESTAMP && column.type() != PgType.TIMESTAMPTZ) {
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
    return digits < 0 || digits >= MICROSECONDS
        ? Duration.ZERO
        : Duration.ofNanos((long) Math.pow(10, 9 - digits));
  }

  private static PlimsollException refused(SourceTable table, String because) {
    return PlimsollException.invalidRequest(table.name() + " has no such increments: " + because);
  }
}
