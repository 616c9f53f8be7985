package dev.plimsoll.outbox;

import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.sync.ReadCommand;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;

/// A database with an outbox as the services make it, and a new connection for whoever asks.
final class OutboxTable implements DataSource {
  private static final String DDL =
      """
      CREATE TABLE outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        topic text NOT NULL,
        partition_number int,
        key text NOT NULL,
        event_id uuid NOT NULL,
        event_type text NOT NULL,
        occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        body text NOT NULL,
        set_aside_at timestamptz,
        refusal text,
        traceparent text
      )
      """;

  private final TestDatabase database;
  private final List<UUID> appended = new ArrayList<>();

  OutboxTable(String name) throws SQLException {
    database = Stack.get().createDatabase(name);
    try (Connection connection = getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(DDL);
    }
  }

  /// A relay of such a table.
  static OutboxRelay relay(DataSource outbox, Producer<String, String> producer, String source) {
    return new OutboxRelay(outbox, producer, source, new TableBacklog(), IdlePauses.GROWING);
  }

  /// Messages of one key, in one transaction of their own.
  List<OutboxMessage> append(String topic, String key, int count) throws SQLException {
    List<OutboxMessage> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(message(topic, key));
    }
    try (Connection connection = getConnection()) {
      connection.setAutoCommit(false);
      Outbox.append(connection, messages);
      connection.commit();
    }
    synchronized (appended) {
      messages.forEach(message -> appended.add(message.id()));
    }
    return messages;
  }

  /// One message for a partition.
  OutboxMessage appendTo(String topic, int partition, String key) throws SQLException {
    OutboxMessage message =
        OutboxMessage.of(
            topic, partition, key, new ReadCommand(UUID.randomUUID(), UUID.randomUUID()));
    try (Connection connection = getConnection()) {
      Outbox.append(connection, message);
    }
    return message;
  }

  /// For all sessions from now on, as a service's pool has it.
  void endIdleTransactionsAfter(Duration time) throws SQLException {
    try (Connection connection = getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "ALTER DATABASE %s SET idle_in_transaction_session_timeout = %d"
              .formatted(connection.getCatalog(), time.toMillis()));
    }
  }

  /// Until a session here has been idle in its transaction for so long.
  void awaitIdleTransaction(Duration time) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              try (Connection connection = getConnection();
                  Statement statement = connection.createStatement();
                  ResultSet row =
                      statement.executeQuery(
                          """
                          SELECT count(*) FROM pg_stat_activity
                          WHERE datname = current_database() AND state = 'idle in transaction'
                            AND state_change < clock_timestamp() - %d * interval '1 millisecond'
                          """
                              .formatted(time.toMillis()))) {
                row.next();
                return row.getLong(1) > 0;
              }
            });
  }

  static OutboxMessage message(String topic, String key) {
    return OutboxMessage.of(
        topic, null, key, new ReadCommand(UUID.randomUUID(), UUID.randomUUID()));
  }

  /// Ids of everything appended so far.
  List<UUID> appended() {
    synchronized (appended) {
      return List.copyOf(appended);
    }
  }

  long size() throws SQLException {
    try (Connection connection = getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM outbox")) {
      row.next();
      return row.getLong(1);
    }
  }

  /// Kills the backend that has been in its transaction longest, but for our own.
  void killOldestTransaction() {
    try (Connection connection = getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                  AND state <> 'idle'
                ORDER BY xact_start LIMIT 1
                """)) {
      row.next();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    return database.connect();
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("one user only");
  }

  @Override
  public PrintWriter getLogWriter() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setLogWriter(PrintWriter out) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setLoginTimeout(int seconds) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
