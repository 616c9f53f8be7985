package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.connector.conformance.TargetConformance;
import dev.plimsoll.connector.loading.Target;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StackExtension.class)
final class PostgresTargetIT extends TargetConformance {
  private static final Target TARGET =
      new PostgresTarget(new PostgresConnections(System.getenv()), Duration.ofMinutes(1));

  private static TestDatabase database;

  @BeforeAll
  static void create(Stack stack) {
    database = stack.createDatabase("target_conformance");
  }

  @Override
  protected Target target() {
    return TARGET;
  }

  @Override
  protected DatabaseAddress address() {
    return database.address();
  }

  @Override
  protected List<String> rows(QualifiedName table) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT t::text FROM " + Identifiers.quote(table) + " t")) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }
}
