package dev.plimsoll.connector.postgres;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/// Whether a PostgreSQL is of a version that we know, and lets a role read or write anything at
// all.
final class PostgresCheck {
  private static final int OLDEST = 140_000;
  private static final int TOO_NEW = 190_000;

  private static final String FACTS =
      """
      SELECT current_setting('server_version_num')::int AS version_number,
             current_setting('server_version') AS version,
             pg_catalog.has_database_privilege(current_database(), 'CREATE')
               OR EXISTS (
                 SELECT FROM pg_catalog.pg_namespace n
                 WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
                   AND pg_catalog.has_schema_privilege(n.oid, 'CREATE'))
               OR EXISTS (
                 SELECT FROM pg_catalog.pg_class c
                 JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
                   AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
                   AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                   AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')) AS useful
      """;

  private PostgresCheck() {}

  /// @throws PlimsollException UNSUPPORTED_SERVER or INSUFFICIENT_PRIVILEGE
  static void run(Connection connection, DatabaseAddress address) throws SQLException {
    Sql.of(connection, FACTS)
        .one(
            facts -> {
              int version = facts.getInt("version_number");
              if (version < OLDEST || version >= TOO_NEW) {
                throw new PlimsollException(
                    ErrorCode.UNSUPPORTED_SERVER,
                    "the server is PostgreSQL " + facts.getString("version") + ", not 14 to 18");
              }
              if (!facts.getBoolean("useful")) {
                throw new PlimsollException(
                    ErrorCode.INSUFFICIENT_PRIVILEGE,
                    address.user()
                        + " may neither read a table nor create one in database "
                        + address.database());
              }
              return true;
            });
  }
}
