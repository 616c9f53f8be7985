package dev.plimsoll.builder.progress;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Temporary files of a session: `pgsql_tmp<pid>.<n>`, and folders `pgsql_tmp<pid>.<n>.fileset`
/// shared with its workers. Without the rights to look at files nothing is known.
///
/// One instance for each connection, whose rights are read once.
public final class TemporaryFiles {
  private static final String MAY_LOOK =
      """
      SELECT has_function_privilege('pg_catalog.pg_ls_dir(text,boolean,boolean)', 'EXECUTE')
        AND has_function_privilege('pg_catalog.pg_stat_file(text,boolean)', 'EXECUTE')
      """;

  // Temporary files are in base, or in the tablespaces of temp_tablespaces. A folder that is gone
  // by now is no error.
  private static final String BYTES =
      """
      WITH places AS (
        SELECT 'base/pgsql_tmp' AS path
        UNION ALL
        SELECT 'pg_tblspc/' || t.oid || '/' || v.name || '/pgsql_tmp'
        FROM pg_tablespace t, pg_ls_dir('pg_tblspc/' || t.oid, true, false) AS v(name)
        WHERE t.spcname NOT IN ('pg_default', 'pg_global')
      ), found AS (
        SELECT p.path || '/' || f.name AS path
        FROM places p, pg_ls_dir(p.path, true, false) AS f(name)
        WHERE starts_with(f.name, 'pgsql_tmp' || CAST(? AS text) || '.')
      ), files AS (
        SELECT path FROM found WHERE path !~ '\\.fileset$'
        UNION ALL
        SELECT d.path || '/' || f.name
        FROM found d, pg_ls_dir(d.path, true, false) AS f(name)
        WHERE d.path ~ '\\.fileset$'
      )
      SELECT coalesce(sum((pg_stat_file(path, true)).size), 0) FROM files
      """;

  private @Nullable Boolean mayLook;

  /// Current bytes of a session; -1 where the role may not look.
  long bytes(Connection connection, int pid) throws SQLException {
    if (mayLook == null) {
      mayLook = Sql.of(connection, MAY_LOOK).one(row -> row.getBoolean(1));
    }
    if (!mayLook) {
      return -1;
    }
    return Sql.of(connection, BYTES, Integer.toString(pid)).one(row -> row.getLong(1));
  }
}
