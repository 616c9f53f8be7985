package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.conformance.SampleRows;
import dev.plimsoll.connector.conformance.SourceConformance;
import dev.plimsoll.connector.source.ReadingSizes;
import dev.plimsoll.connector.source.RowLimit;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.testkit.MariaDb;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.MariaDbExtension;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
final class MariaDbSourceIT extends SourceConformance {
  private static final ReadingSizes SIZES = new ReadingSizes(16 << 20, 128 << 20, 64, 4);
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(3);

  private static MariaDbDatabase database;

  @BeforeAll
  static void tables(MariaDb mariaDb) throws SQLException {
    database = mariaDb.createDatabase("source_conformance");
    database.execute(
        "CREATE TABLE filled (id bigint PRIMARY KEY, name varchar(200))",
        "CREATE TABLE empty (id bigint PRIMARY KEY, name varchar(200))");
    try (Connection connection = database.connect();
        PreparedStatement row = connection.prepareStatement("INSERT INTO filled VALUES (?, ?)")) {
      for (SampleRows.Row each : SampleRows.all()) {
        row.setLong(1, each.id());
        row.setString(2, each.name());
        row.addBatch();
      }
      row.executeBatch();
    }
    database.execute("ANALYZE TABLE filled");
  }

  @Override
  protected Source source() {
    return new MariaDbSource(
        new MariaDbConnections(System.getenv()), RowLimit.NONE, SIZES, LOCK_PATIENCE);
  }

  @Override
  protected DatabaseAddress address() {
    return database.address();
  }

  @Override
  protected QualifiedName filled() {
    return new QualifiedName("source_conformance", "filled");
  }

  @Override
  protected QualifiedName empty() {
    return new QualifiedName("source_conformance", "empty");
  }

  @Override
  protected void addRow(long id) throws SQLException {
    database.execute("INSERT INTO filled VALUES (" + id + ", 'late')");
  }

  @Override
  protected void removeRow(long id) throws SQLException {
    database.execute("DELETE FROM filled WHERE id = " + id);
  }
}
