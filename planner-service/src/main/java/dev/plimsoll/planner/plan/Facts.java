package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planning.plan.IndexPlanner;
import dev.plimsoll.planning.plan.PlanRequest;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableSampler;
import dev.plimsoll.postgres.connection.PostgresConnector;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Reads what a plan is made of from the database itself.
@ApplicationScoped
public class Facts {
  private static final String APPLICATION = "plimsoll-planner";

  private final PostgresConnector connector;

  public Facts(PostgresConnector connector) {
    this.connector = connector;
  }

  /// What somebody knows better than the catalog.
  interface Better extends UnaryOperator<DatabaseFacts> {}

  /// With samples of whatever keys the request will have to size.
  ///
  /// @throws PlimsollException why it could not be read
  DatabaseFacts read(
      DatabaseEntity database, CatalogScope scope, PlanRequest request, Better better) {
    try (Connection connection = connector.open(database.address(), APPLICATION)) {
      DatabaseFacts facts = better.apply(CatalogReader.read(connection, scope));
      for (Map.Entry<QualifiedName, Set<String>> key :
          IndexPlanner.keyColumns(facts, request).entrySet()) {
        facts = TableSampler.complete(connection, facts, key.getKey(), key.getValue());
      }
      return facts;
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
