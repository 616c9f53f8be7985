package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.loading.BatchFiles;
import dev.plimsoll.connector.loading.BatchRows;
import dev.plimsoll.connector.loading.LoadableBatch;
import dev.plimsoll.connector.loading.TableLoad;
import dev.plimsoll.connector.table.RowKey;
import dev.plimsoll.connector.table.RowName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SqlStates;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Row that the target refuses, because of a constraint, a trigger, a value or a character. The
/// server reports the row's number in its COPY, and the file gives its key.
///
/// @param number in the batch, from 1
/// @param column that is refused; null for the whole row
public record RefusedRow(long number, @Nullable String column) {
  private static final Logger LOG = Logger.getLogger(RefusedRow.class);
  private static final Pattern NUMBER = Pattern.compile("\\D*(\\d{1,18})(?:, \\S+ (.*))?");

  // A wrong binary form: the column's type was changed, which is no single row's fault.
  private static final String BAD_BINARY = "22P03";

  /// Source: PostgreSQL documentation, appendix A: class 22 (data exception), 23 (integrity
  /// constraint violation), P0 (raised by a trigger). The context is in the server's language, the
  /// number and the names are not.
  ///
  /// @return null where no single row is the cause
  public static @Nullable RefusedRow of(SQLException e, TableLoad table) {
    @Nullable String state = SqlStates.state(e);
    if (state == null
        || state.equals(BAD_BINARY)
        || !(state.startsWith("22") || state.startsWith("23") || state.startsWith("P0"))) {
      return null;
    }
    ServerErrorMessage server =
        e instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
    @Nullable String where = server == null ? null : server.getWhere();
    return where == null ? null : at(where, table);
  }

  /// @param where the server's context, a line per level
  public static @Nullable RefusedRow at(String where, TableLoad table) {
    List<String> columns = table.columns().stream().map(Column::name).toList();
    // Increments are copied into a stage.
    RefusedRow row = at(where, table.targetName().name(), columns);
    return row == null ? at(where, "plimsoll_stage", columns) : row;
  }

  public static @Nullable RefusedRow at(String where, String table, List<String> columns) {
    String copy = "COPY " + table + ", ";
    return where
        .lines()
        .filter(line -> line.startsWith(copy))
        .map(line -> NUMBER.matcher(line.substring(copy.length())))
        .filter(Matcher::matches)
        .map(match -> new RefusedRow(Long.parseLong(match.group(1)), column(match, columns)))
        .findFirst()
        .orElse(null);
  }

  // In text COPY the value follows the name.
  private static @Nullable String column(Matcher match, List<String> columns) {
    @Nullable String rest = match.group(2);
    return rest == null
        ? null
        : columns.stream()
            .filter(name -> rest.equals(name) || rest.startsWith(name + ": "))
            .findFirst()
            .orElse(null);
  }

  /// ROW_REFUSED with key and reason, but no other value of the row.
  public PlimsollException problem(
      SQLException e, TableLoad table, LoadableBatch batch, BatchFiles files) {
    return new PlimsollException(
        ErrorCode.ROW_REFUSED,
        "%s: %s (row %d of %s) is refused by the target%s: %s"
            .formatted(
                table.name(),
                name(table, batch, files),
                number,
                batch.objectKey(),
                column == null ? "" : " for column \"" + column + "\"",
                reason(e)),
        e);
  }

  // Removes a quoted value after a colon.
  private static String reason(SQLException e) {
    return SqlStates.firstLine(e).replaceFirst(": \"[^:]*$", "");
  }

  private String name(TableLoad table, LoadableBatch batch, BatchFiles files) {
    List<String> key = table.rowKey();
    if (!key.isEmpty()) {
      try {
        return RowName.byKey(key, key(key, table, batch, files));
      } catch (IOException | RuntimeException unreadable) {
        // The target's failure is more important.
        LOG.warnf("a refused row could not be read: cause=%s", SqlStates.firstLine(unreadable));
      }
    }
    return "a row";
  }

  private List<String> key(List<String> key, TableLoad table, LoadableBatch batch, BatchFiles files)
      throws IOException {
    List<Column> columns = table.columns();
    ByteBuilder row = new ByteBuilder(1024);
    try (BatchRows rows = files.open(batch)) {
      for (long i = 0; i < number; i++) {
        row.clear();
        if (!rows.copyNext(row)) {
          throw new IOException("the file has " + i + " rows only");
        }
      }
    }
    return new RowKey(columns, Column.named(key, columns)).of(row.array());
  }
}
