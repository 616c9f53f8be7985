package dev.plimsoll.planning.sizing;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.sizing.IndexEstimator.IndexEstimate;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.testkit.MachineRequirement;
import dev.plimsoll.testkit.Stack;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// A table with a column `e` of random vectors, some of them NULL, on a server with pgvector.
final class VectorItems implements AutoCloseable {
  static final QualifiedName TABLE = new QualifiedName("public", "items");

  private final Connection connection;

  private VectorItems(Connection connection) {
    this.connection = connection;
  }

  /// @param type for example `halfvec(300)`
  /// @param rows that have a vector
  static VectorItems of(String database, String type, long rows) throws SQLException {
    Connection connection = Stack.get().createDatabase(database).connect();
    try (Statement statement = connection.createStatement()) {
      MachineRequirement.of(
          "pgvector",
          Sql.of(connection, "SELECT FROM pg_available_extensions WHERE name = 'vector'").exists(),
          "which compares estimates of its indexes with built ones");
      statement.execute(
          "CREATE EXTENSION vector; CREATE TABLE items (id int, e %s)".formatted(type));
      statement.execute(
          """
          INSERT INTO items
          SELECT i, (SELECT array_agg(random()) FROM generate_series(1, %s) WHERE i > 0)::vector
          FROM generate_series(1, %d) i;
          INSERT INTO items SELECT -i, NULL FROM generate_series(1, 50) i;
          ANALYZE items
          """
              .formatted(type.replaceAll("\\D", ""), rows));
      return new VectorItems(connection);
    } catch (Throwable e) {
      try (connection) {
        throw e;
      }
    }
  }

  static IndexDefinition index(
      String method, String operatorClass, Map<String, String> parameters) {
    return new IndexDefinition(Kind.INDEX, List.of("e"))
        .withMethod(method)
        .withOperatorClasses(List.of("public." + operatorClass))
        .withParameters(parameters);
  }

  Connection connection() {
    return connection;
  }

  IndexEstimate estimate(IndexDefinition definition) {
    DatabaseFacts facts = CatalogReader.read(connection, CatalogScope.of(Set.of(TABLE)));
    return IndexEstimator.of(facts, Objects.requireNonNull(facts.tables().get(TABLE)), definition);
  }

  /// Of the index `made`.
  long builtBytes() throws SQLException {
    return Sql.of(connection, "SELECT pg_relation_size('public.made') AS bytes")
        .one(row -> row.getLong("bytes"));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
