package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.conformance.SampleRows;
import dev.plimsoll.connector.conformance.SourceConformance;
import dev.plimsoll.connector.source.ReadingSizes;
import dev.plimsoll.connector.source.RowLimit;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StackExtension.class)
final class PostgresSourceIT extends SourceConformance {
  private static final ReadingSizes SIZES = new ReadingSizes(16 << 20, 128 << 20, 64, 4);

  private static TestDatabase database;

  @BeforeAll
  static void tables(Stack stack) throws SQLException {
    database = stack.createDatabase("source_conformance");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE filled (id bigint PRIMARY KEY, name text);
          CREATE TABLE empty (id bigint PRIMARY KEY, name text)
          """);
      try (PreparedStatement row =
          connection.prepareStatement("INSERT INTO filled VALUES (?, ?)")) {
        for (SampleRows.Row each : SampleRows.all()) {
          row.setLong(1, each.id());
          row.setString(2, each.name());
          row.addBatch();
        }
        row.executeBatch();
      }
      statement.execute("ANALYZE filled");
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  protected Source source() {
    return new PostgresSource(new PostgresConnections(System.getenv()), RowLimit.NONE, SIZES);
  }

  @Override
  protected DatabaseAddress address() {
    return database.address();
  }

  @Override
  protected QualifiedName filled() {
    return new QualifiedName("public", "filled");
  }

  @Override
  protected QualifiedName empty() {
    return new QualifiedName("public", "empty");
  }

  @Override
  protected void addRow(long id) throws SQLException {
    execute("INSERT INTO filled VALUES (" + id + ", 'late')");
  }

  @Override
  protected void removeRow(long id) throws SQLException {
    execute("DELETE FROM filled WHERE id = " + id);
  }
}
