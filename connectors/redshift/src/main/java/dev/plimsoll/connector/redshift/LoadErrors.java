package dev.plimsoll.connector.redshift;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jboss.logging.Logger;

/// Errors of a COPY, as the cluster shows them to the role that ran it: file, row, column and
/// reason. The rows' values, which it keeps there, too, are never passed on.
///
/// Source: Database Developer Guide, SYS_LOAD_ERROR_DETAIL (clusters and serverless) and, for
/// clusters that have not that, STL_LOAD_ERRORS; PG_BACKEND_PID. Neither was ever asked by us:
/// columns are taken by their names where they are there.
public final class LoadErrors {
  private static final Logger LOG = Logger.getLogger(LoadErrors.class);
  private static final int LONGEST_REASON = 300;

  private static final List<String> QUERIES =
      List.of(
          """
          SELECT * FROM sys_load_error_detail WHERE session_id = pg_backend_pid()
          ORDER BY start_time DESC LIMIT 3""",
          """
          SELECT * FROM stl_load_errors WHERE session = pg_backend_pid()
          ORDER BY starttime DESC LIMIT 3""");

  private LoadErrors() {}

  /// Of this session, the latest first; empty where it tells nothing.
  ///
  /// @param session of the COPY, its transaction rolled back
  public static List<String> told(Connection session) {
    for (String query : QUERIES) {
      try {
        List<String> found = read(session, query);
        if (!found.isEmpty()) {
          return found;
        }
      } catch (SQLException e) {
        LOG.debugf("a view of load errors does not answer: state=%s", e.getSQLState());
      }
    }
    return List.of();
  }

  private static List<String> read(Connection session, String query) throws SQLException {
    try {
      return Sql.of(session, query).list(row -> text(values(row))).stream().distinct().toList();
    } finally {
      // A view that is not there ends the transaction.
      session.rollback();
    }
  }

  private static Map<String, String> values(ResultSet row) throws SQLException {
    ResultSetMetaData columns = row.getMetaData();
    Map<String, String> values = new HashMap<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String value = row.getString(i);
      // CHAR is padded.
      if (value != null && !value.isBlank()) {
        values.put(columns.getColumnLabel(i).toLowerCase(Locale.ROOT), value.strip());
      }
    }
    return values;
  }

  /// One error in words, by the names of either view. Pure.
  public static String text(Map<String, String> values) {
    List<String> words = new ArrayList<>();
    add(words, "", first(values, "error_message", "err_reason"));
    add(words, "code ", first(values, "error_code", "err_code"));
    add(words, "column ", first(values, "column_name", "colname"));
    add(words, "of type ", first(values, "column_type", "type"));
    add(words, "row ", first(values, "line_number"));
    add(words, "file ", first(values, "file_name", "filename"));
    return String.join(", ", words);
  }

  private static String first(Map<String, String> values, String... names) {
    for (String name : names) {
      String value = values.get(name);
      if (value != null) {
        return value;
      }
    }
    return "";
  }

  private static void add(List<String> words, String before, String value) {
    if (!value.isEmpty()) {
      String line = value.lines().findFirst().orElse("");
      words.add(before + line.substring(0, Math.min(LONGEST_REASON, line.length())));
    }
  }
}
