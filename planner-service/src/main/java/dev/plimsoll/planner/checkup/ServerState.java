package dev.plimsoll.planner.checkup;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planner.admission.DataVolume;
import dev.plimsoll.postgres.catalog.ServerFacts;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Server state as a checkup reads it.
///
/// @param notOwned tables of the rules without the right to create an index
/// @param diskFree bytes on the data volume; null where unknown
/// @param replicas streaming; -1 where the role may not see them
/// @param preparedTransactions open in this database
/// @param idleInTransaction sessions idle in a transaction for a minute or more
/// @param sharesBackends two sessions share one backend: a pooler in transaction mode
record ServerState(
    ServerFacts server,
    Role role,
    boolean recovering,
    List<QualifiedName> notOwned,
    @Nullable Long diskFree,
    int replicas,
    int preparedTransactions,
    List<String> idleInTransaction,
    boolean sharesBackends) {

  /// Role that the planner logs in as.
  ///
  /// @param seesOthers it may see other sessions (pg_read_all_stats)
  /// @param readOnly its `default_transaction_read_only`
  record Role(boolean superuser, boolean seesOthers, boolean readOnly) {}

  private static final String ROLE =
      """
      SELECT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) AS superuser,
             pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS sees,
             pg_is_in_recovery() AS recovering,
             current_setting('default_transaction_read_only')::boolean AS read_only,
             (SELECT count(*) FROM pg_catalog.pg_stat_replication) AS replicas,
             (SELECT count(*) FROM pg_catalog.pg_prepared_xacts
              WHERE database = current_database()) AS prepared
      """;

  // An index needs the table's ownership, and CREATE on its schema.
  private static final String OWNED =
      """
      SELECT t.schema, t.name
      FROM unnest(?::text[], ?::text[]) AS t (schema, name)
      JOIN pg_catalog.pg_namespace n ON n.nspname = t.schema
      JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = t.name
      WHERE NOT pg_has_role(current_user, c.relowner, 'USAGE')
         OR NOT has_schema_privilege(current_user, n.oid, 'CREATE')
      ORDER BY 1, 2
      """;

  private static final String IDLE =
      """
      SELECT 'pid ' || pid || ' of ' || usename || ' for '
             || extract(epoch FROM clock_timestamp() - state_change)::bigint || ' s' AS who
      FROM pg_catalog.pg_stat_activity
      WHERE datname = current_database() AND state LIKE 'idle in transaction%'
        AND state_change < clock_timestamp() - interval '1 minute'
      ORDER BY state_change LIMIT 10
      """;

  ServerState {
    notOwned = List.copyOf(notOwned);
    idleInTransaction = List.copyOf(idleInTransaction);
  }

  static ServerState read(
      Connection connection,
      DatabaseAddress address,
      ServerFacts server,
      List<QualifiedName> tables,
      boolean sharesBackends)
      throws SQLException {
    @Nullable Long diskFree = DataVolume.read(connection, address).index();
    List<String> idle = Sql.of(connection, IDLE).list(row -> row.getString("who"));
    List<QualifiedName> notOwned = notOwned(connection, tables);
    return Sql.of(connection, ROLE)
        .one(
            row ->
                new ServerState(
                    server,
                    new Role(
                        row.getBoolean("superuser"),
                        row.getBoolean("sees"),
                        row.getBoolean("read_only")),
                    row.getBoolean("recovering"),
                    notOwned,
                    diskFree,
                    row.getInt("replicas"),
                    row.getInt("prepared"),
                    idle,
                    sharesBackends));
  }

  private static List<QualifiedName> notOwned(Connection connection, List<QualifiedName> tables)
      throws SQLException {
    return Sql.of(
            connection,
            OWNED,
            tables.stream().map(QualifiedName::schema).toArray(String[]::new),
            tables.stream().map(QualifiedName::name).toArray(String[]::new))
        .list(row -> new QualifiedName(row.getString("schema"), row.getString("name")));
  }

  /// Quoted, for a suggested statement.
  String quotedRole() {
    return Identifiers.quote(server.user());
  }
}
