package dev.plimsoll.queue;

import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.claim.ClaimedJob;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;

/// A migrated database of its own with the queue in it. Pooled as in production.
public final class QueueDatabase implements AutoCloseable {
  private static final String SCHEMA = "planner";

  /// Of the pool's sessions, for whoever kills them.
  public static final String APPLICATION_NAME = "queue-under-test";

  private final TestDatabase database;
  private final AgroalDataSource dataSource;

  public QueueDatabase(String name) {
    database = Stack.get().createDatabase(name, "queue", QueueDatabase::migrate);
    try {
      dataSource =
          AgroalDataSource.from(
              new AgroalDataSourceConfigurationSupplier()
                  .connectionPoolConfiguration(
                      pool ->
                          pool.maxSize(20)
                              .acquisitionTimeout(Duration.ofSeconds(20))
                              .exceptionSorter(new PostgreSQLExceptionSorter())
                              .connectionFactoryConfiguration(
                                  factory ->
                                      factory
                                          .jdbcUrl(database.jdbcUrl())
                                          .principal(new NamePrincipal(database.user()))
                                          .credential(new SimplePassword(database.password()))
                                          .jdbcProperty("currentSchema", SCHEMA)
                                          .jdbcProperty("ApplicationName", APPLICATION_NAME))));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void migrate(TestDatabase database) {
    Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .defaultSchema(SCHEMA)
        .locations("db/ready-queue")
        .load()
        .migrate();
  }

  public Transactions transactions() {
    return new Transactions(dataSource);
  }

  /// Without workflows and workers.
  public void empty() throws SQLException {
    change(
        "TRUNCATE workflow, job, workflow_event, job_state, job_wait, job_later, job_result, ready,"
            + " job_deadline, job_datum, job_read, worker, job_claim, held_worker, resource_class");
  }

  /// A session of a test's own.
  public Connection connect() throws SQLException {
    Connection connection = database.connect();
    connection.setSchema(SCHEMA);
    return connection;
  }

  public int change(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  public long number(String sql) throws SQLException {
    return Long.parseLong(text(sql));
  }

  /// The first column of all rows, comma-separated.
  public String text(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (row.next()) {
        values.add(row.getString(1));
      }
      return String.join(",", values);
    }
  }

  public String state(String job) throws SQLException {
    return text(
        "SELECT state FROM job JOIN job_state USING (job_id) WHERE name = '%s'".formatted(job));
  }

  /// Names of claimed jobs in the order of their claim.
  public List<String> names(List<ClaimedJob> jobs) throws SQLException {
    List<String> names = new ArrayList<>();
    for (ClaimedJob job : jobs) {
      names.add(text("SELECT name FROM job WHERE job_id = " + job.job()));
    }
    return names;
  }

  /// The claimed job of that name.
  public ClaimedJob named(List<ClaimedJob> jobs, String name) throws SQLException {
    long id = number("SELECT max(job_id) FROM job WHERE name = '%s'".formatted(name));
    return jobs.stream().filter(job -> job.job() == id).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    dataSource.close();
  }
}
