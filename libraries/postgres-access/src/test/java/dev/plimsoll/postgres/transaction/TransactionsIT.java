package dev.plimsoll.postgres.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

final class TransactionsIT {
  private TestDatabase database;
  private Transactions transactions;

  @BeforeEach
  void createTable() throws SQLException {
    database = Stack.get().createDatabase("transactions");
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(database.jdbcUrl());
    dataSource.setUser(database.user());
    dataSource.setPassword(database.password());
    transactions = new Transactions(dataSource);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE kept (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
    }
  }

  private int insert(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      assertThat(connection.getAutoCommit()).isFalse();
      return statement.executeUpdate("INSERT INTO kept VALUES (1)");
    }
  }

  private int rows() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM kept")) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void commitsWhatReturns() throws SQLException {
    assertThat(transactions.<Integer>run(this::insert)).isEqualTo(1);
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void rollsBackWhatThrowsAndPassesTheFailureOn() throws SQLException {
    IllegalStateException failure = new IllegalStateException("on purpose");
    assertThatThrownBy(
            () ->
                transactions.<Integer>run(
                    connection -> {
                      insert(connection);
                      throw failure;
                    }))
        .isSameAs(failure)
        .hasNoSuppressedExceptions();
    assertThat(rows()).isZero();
  }

  @Test
  void aCommitThatFailsIsAFailure() throws SQLException {
    // given a constraint that is checked at the commit
    assertThatThrownBy(
            () -> transactions.<Integer>run(connection -> insert(connection) + insert(connection)))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));
    assertThat(rows()).isZero();
  }

  @Test
  void aConnectionThatBreaksTellsWhyItBroke() throws SQLException {
    assertThatThrownBy(
            () ->
                transactions.<Boolean>run(
                    connection -> {
                      try (Statement statement = connection.createStatement()) {
                        insert(connection);
                        return statement.execute("SELECT pg_terminate_backend(pg_backend_pid())");
                      }
                    }))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57P01"));
    assertThat(rows()).isZero();
  }
}
