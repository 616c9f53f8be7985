package dev.plimsoll.planner.dispatch;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.outbox.Outbox;
import dev.plimsoll.outbox.OutboxMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Sends builds to berths: a claim and its command are one transaction. Any number of dispatchers
/// may work on one schema at once.
public final class Dispatcher {
  private static final String UNIQUE_VIOLATION = "23505";

  private static final String DATABASES_WITH_WORK =
      """
      SELECT DISTINCT database FROM builds
      WHERE state = 'PLANNED' AND not_before <= clock_timestamp()
      """;

  private static final String ADDRESS =
      """
      SELECT host, port, database_name, user_name, ssl_mode, credential
      FROM databases WHERE name = ?
      """;

  private final DataSource dataSource;
  private final Function<Lane, String> topicOfLane;

  /// @param topicOfLane Kafka topic, with its prefix
  public Dispatcher(DataSource dataSource, Function<Lane, String> topicOfLane) {
    this.dataSource = dataSource;
    this.topicOfLane = topicOfLane;
  }

  /// Sends whatever can be sent now.
  ///
  /// @return the builds sent
  public List<UUID> dispatch() throws SQLException {
    List<UUID> sent = new ArrayList<>();
    try (Connection connection = dataSource.getConnection()) {
      List<String> databases = databasesWithWork(connection);
      connection.setAutoCommit(false);
      try {
        for (String database : databases) {
          for (UUID build = claim(connection, database);
              build != null;
              build = claim(connection, database)) {
            sent.add(build);
          }
        }
      } finally {
        connection.setAutoCommit(true);
      }
    }
    return sent;
  }

  private @Nullable UUID claim(Connection connection, String database) throws SQLException {
    try {
      Claim claim = Claim.next(connection, database);
      if (claim != null) {
        Outbox.append(connection, message(claim, address(connection, database)));
      }
      connection.commit();
      return claim == null ? null : claim.buildId();
    } catch (SQLException e) {
      connection.rollback();
      if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
        // A build of the same table went out since this statement's snapshot; it is not our turn.
        return null;
      }
      throw e;
    } catch (RuntimeException e) {
      connection.rollback();
      throw e;
    }
  }

  private OutboxMessage message(Claim claim, DatabaseAddress address) {
    PlannedBuild planned = claim.planned();
    BuildCommand command =
        new BuildCommand(
            claim.buildId(),
            claim.attempt(),
            address,
            planned.table(),
            planned.definition(),
            planned.indexName(),
            claim.lane(),
            claim.berth(),
            planned.maintenanceWorkMemBytes(),
            planned.parallelWorkers(),
            planned.predictedMillis());
    return OutboxMessage.of(
        topicOfLane.apply(claim.lane()), claim.berth(), planned.table().toString(), command);
  }

  private static List<String> databasesWithWork(Connection connection) throws SQLException {
    List<String> databases = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(DATABASES_WITH_WORK);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        databases.add(row.getString("database"));
      }
    }
    return databases;
  }

  private static DatabaseAddress address(Connection connection, String database)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(ADDRESS)) {
      query.setString(1, database);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return new DatabaseAddress(
            row.getString("host"),
            row.getInt("port"),
            row.getString("database_name"),
            row.getString("user_name"),
            SslMode.of(row.getString("ssl_mode")),
            new CredentialReference(row.getString("credential")));
      }
    }
  }
}
