package dev.plimsoll.planner.advice;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Schemas that analyses cloned tables into. The clone drops its own; of a process that died it
/// stays, and is dropped here, by the name that was stored before it was made.
@ApplicationScoped
public class ScratchSchemas {
  private static final Logger LOG = Logger.getLogger(ScratchSchemas.class);
  private static final int DIGITS = 12;

  // Catalog alone. What is another role's is none of ours, whatever its name.
  private static final String OURS =
      """
      SELECT 1 FROM pg_catalog.pg_namespace
      WHERE nspname = ? AND nspowner = (SELECT oid FROM pg_catalog.pg_roles
                                        WHERE rolname = current_user)
      """;

  private final AnalysisRows store;
  private final Databases databases;
  private final PostgresConnections connections;

  public ScratchSchemas(AnalysisRows store, Databases databases, PostgresConnections connections) {
    this.store = store;
    this.databases = databases;
    this.connections = connections;
  }

  /// A name for an attempt, and for no other.
  static String name(AnalysisRows.Attempt attempt) {
    return "plimsoll_advice_%s_%d"
        .formatted(attempt.id().toString().replace("-", "").substring(0, DIGITS), attempt.number());
  }

  /// Drops what ended analyses have left. A database that is away is asked again next time.
  void sweep(AnalysisRows.Left left) throws SQLException {
    Optional<DatabaseAddress> address =
        QuarkusTransaction.requiringNew()
            .call(
                () ->
                    Optional.ofNullable(databases.registered(left.database()))
                        .map(DatabaseEntity::address));
    if (address.isPresent()) {
      try (Connection connection =
          connections.pinned().open(address.get(), AnalysisSessions.APPLICATION)) {
        for (String schema : left.schemas()) {
          drop(connection, schema, left);
        }
      }
    }
    store.cleared(left.analysis());
  }

  private static void drop(Connection connection, String schema, AnalysisRows.Left left)
      throws SQLException {
    if (Sql.of(connection, OURS, schema).exists()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET lock_timeout = '5s'");
        statement.execute("DROP SCHEMA " + Identifiers.quote(schema) + " CASCADE");
      }
      LOG.infof(
          "event=advice.swept database=%s schema=%s analysis=%s",
          left.database(), schema, left.analysis());
    }
  }
}
