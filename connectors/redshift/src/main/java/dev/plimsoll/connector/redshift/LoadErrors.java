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
/// reason. It also has the rows' values, which are never passed on.
///
/// Source: Database Developer Guide, SYS_LOAD_ERROR_DETAIL (clusters and serverless) and, for
/// clusters without that, STL_LOAD_ERRORS; PG_BACKEND_PID. Neither was ever queried by us: columns
/// are taken by their names, where they exist.
final class LoadErrors {
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

  /// Errors of this session, the latest first; empty where the cluster shows none.
  ///
  /// @param session of the COPY, its transaction rolled back
  static List<String> told(Connection session) {
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

  /// One error in words, from a row of either view. Pure.
  static String text(Map<String, String> values) {
    List<String> words = new ArrayList<>();
    add(words, "", values, "error_message", "err_reason");
    add(words, "code ", values, "error_code", "err_code");
    add(words, "column ", values, "column_name", "colname");
    add(words, "of type ", values, "column_type", "type");
    add(words, "row ", values, "line_number");
    add(words, "file ", values, "file_name", "filename");
    return String.join(", ", words);
  }

  private static void add(
      List<String> words, String before, Map<String, String> values, String... names) {
    for (String name : names) {
      String value = values.getOrDefault(name, "");
      if (!value.isEmpty()) {
        String line = value.lines().findFirst().orElse("");
        words.add(before + line.substring(0, Math.min(LONGEST_REASON, line.length())));
        return;
      }
    }
  }
}
