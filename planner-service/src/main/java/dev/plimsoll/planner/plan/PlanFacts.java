package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planning.plan.PlanningRequest;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.connection.PostgresConnections;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A reader of the facts that a plan is made of, from the database itself.
@ApplicationScoped
public class PlanFacts {
  private static final String APPLICATION = "plimsoll-planner";

  private static final String TABLES =
      """
      SELECT n.nspname, c.relname, pn.nspname, p.relname
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN LATERAL pg_partition_ancestors(c.oid) AS a (id) ON a.id <> c.oid
      LEFT JOIN pg_catalog.pg_class p ON p.oid = a.id
      LEFT JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
      WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND n.nspname !~ '^pg_'
        AND n.nspname <> 'information_schema' AND c.relpersistence <> 't'
      """;

  // No more of the server than builds may have, and no more than these.
  private static final int MOST_SESSIONS = 4;

  private final PostgresConnections connector;

  public PlanFacts(PostgresConnections connector) {
    this.connector = connector;
  }

  /// What somebody knows better than the catalog.
  interface Better extends UnaryOperator<DatabaseFacts> {}

  /// With samples of whatever keys the request will have to size.
  ///
  /// @param look whether to look for NULLs and duplicates in what is to be unique
  /// @throws PlimsollException why it could not be read
  DatabaseFacts read(
      DatabaseEntity database,
      CatalogScope scope,
      PlanningRequest request,
      Better better,
      boolean look) {
    try (Connection connection = connector.open(database.address(), APPLICATION)) {
      DatabaseFacts read = better.apply(CatalogReader.read(connection, scope));
      ParallelSessions sessions =
          new ParallelSessions(
              connection,
              () -> connector.open(database.address(), APPLICATION),
              Math.clamp(request.capacity().cores(), 1, MOST_SESSIONS));
      return new RowSampling(DefinitionTrials.ask(sessions, read, request), request, look)
          .take(sessions);
    } catch (SQLException e) {
      throw new PlimsollException(
          ErrorCode.CONNECTION_LOST, "the connection broke: " + e.getMessage(), e);
    }
  }

  /// Everything that may stand in a rule: names, each with those of the partitioned tables that it
  /// is a part of.
  ///
  /// @throws PlimsollException why they could not be read
  Map<QualifiedName, List<QualifiedName>> tables(DatabaseEntity database) {
    Map<QualifiedName, List<QualifiedName>> tables = new HashMap<>();
    try (Connection connection = connector.open(database.address(), APPLICATION);
        PreparedStatement query = connection.prepareStatement(TABLES);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        List<QualifiedName> ancestors =
            tables.computeIfAbsent(
                new QualifiedName(row.getString(1), row.getString(2)), _ -> new ArrayList<>());
        if (row.getString(4) != null) {
          ancestors.add(new QualifiedName(row.getString(3), row.getString(4)));
        }
      }
      return tables;
    } catch (SQLException e) {
      throw new PlimsollException(
          ErrorCode.CONNECTION_LOST, "the connection broke: " + e.getMessage(), e);
    }
  }

  /// The catalog alone.
  ///
  /// @throws PlimsollException why it could not be read
  DatabaseFacts read(DatabaseEntity database, Collection<QualifiedName> tables) {
    try (Connection connection = connector.open(database.address(), APPLICATION)) {
      return CatalogReader.read(connection, CatalogScope.of(tables));
    } catch (SQLException e) {
      throw new PlimsollException(
          ErrorCode.CONNECTION_LOST, "the connection broke: " + e.getMessage(), e);
    }
  }
}
