package dev.plimsoll.connector.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What makes a load into a Redshift happen once, run against a PostgreSQL, whose SQL it is, too.
/// The rows are put there by an INSERT: there is no Redshift here, and nothing pretends to be its
/// COPY.
@ExtendWith(StackExtension.class)
final class CopyLedgerIT {
  private static final QualifiedName TABLE = new QualifiedName("shop", "orders");
  private static final String LOAD = "files-1";
  private static final int ATTEMPTS = 5;
  private static final List<Column> COLUMNS =
      List.of(
          new Column("id", PgType.INT8, -1, "bigint", null, true, 0, null),
          new Column("na\"me", PgType.VARCHAR, 44, "character varying(40)", null, false, 0, null));
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final AtomicInteger acts = new AtomicInteger();
  private TestDatabase target;

  @BeforeEach
  void prepare(Stack stack) throws SQLException {
    target = stack.createDatabase("copy_ledger_" + DATABASES.incrementAndGet());
    try (Connection session = session()) {
      TargetTable.prepare(session, TABLE, COLUMNS, true);
    }
  }

  private Connection session() throws SQLException {
    Connection session = target.connect();
    session.setAutoCommit(false);
    return session;
  }

  private void insert(Connection session) throws SQLException {
    acts.incrementAndGet();
    TargetTable.requireColumns(session, TABLE, COLUMNS);
    TargetTable.requireEmpty(session, TABLE);
    try (Statement statement = session.createStatement()) {
      statement.execute("INSERT INTO shop.orders SELECT i, 'n' FROM generate_series(1, 7) i");
    }
  }

  private boolean load() throws SQLException {
    try (Connection session = session()) {
      return CopyLedger.once(session, LOAD, 7, this::insert);
    }
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private Optional<Long> noted() throws SQLException {
    try (Connection session = session()) {
      return CopyLedger.find(session, LOAD);
    }
  }

  private long rows() throws SQLException {
    return number("SELECT count(*) FROM shop.orders");
  }

  @Test
  void rowsAreThereOnceHoweverOftenTheyAreLoaded() throws SQLException {
    assertThat(noted()).isEmpty();
    assertThat(load()).isTrue();
    assertThat(load()).isFalse();
    assertThat(acts).hasValue(1);
    assertThat(noted()).hasValue(7L);
    assertThat(rows()).isEqualTo(7);
  }

  @Test
  void aFailureInBetweenLeavesNeitherRowsNorNote() throws SQLException {
    // given
    try (Connection session = session()) {
      assertThatThrownBy(
              () ->
                  CopyLedger.once(
                      session,
                      LOAD,
                      8,
                      open -> {
                        insert(open);
                        throw new PlimsollException(ErrorCode.CHECK_FAILED, "7 rows, not 8");
                      }))
          .isInstanceOf(PlimsollException.class);
    }

    // then
    assertThat(noted()).isEmpty();
    assertThat(rows()).isZero();
    assertThat(load()).isTrue();
    assertThat(rows()).isEqualTo(7);
  }

  private enum Moment {
    BEFORE,
    AFTER
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerThatIsLostBeforeOrAfterIsResolvedByReading(Moment moment) throws SQLException {
    // given
    AtomicInteger faults = new AtomicInteger();

    // when
    boolean loaded =
        perform(
            () -> {
              boolean lost = faults.getAndIncrement() == 0;
              if (lost && moment == Moment.BEFORE) {
                throw lostAnswer();
              }
              boolean result = load();
              if (lost) {
                throw lostAnswer();
              }
              return result;
            });

    // then
    assertThat(loaded).isTrue();
    assertThat(acts).hasValue(1);
    assertThat(rows()).isEqualTo(7);
  }

  private static SQLException lostAnswer() {
    return new SQLException("planned by the test", "08006");
  }

  @Test
  void aSessionThatIsKilledBeforeItsCommitIsFoundToHaveDoneNothing() throws SQLException {
    // when
    boolean loaded =
        perform(
            () -> {
              try (Connection session = session()) {
                return CopyLedger.once(
                    session,
                    LOAD,
                    7,
                    open -> {
                      insert(open);
                      if (acts.get() == 1) {
                        kill(open);
                      }
                    });
              }
            });

    // then
    assertThat(loaded).isTrue();
    assertThat(acts).hasValue(2);
    assertThat(rows()).isEqualTo(7);
  }

  @FunctionalInterface
  private interface Load {
    boolean run() throws SQLException;
  }

  /// As a service loads: after a failure the ledger is read, and only what is not there is loaded.
  private boolean perform(Load load) throws SQLException {
    SQLException failure = null;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        if (attempt > 1 && noted().isPresent()) {
          return true;
        }
        return load.run();
      } catch (SQLException e) {
        failure = e;
      }
    }
    throw failure;
  }

  private void kill(Connection session) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      execute("SELECT pg_terminate_backend(" + row.getInt(1) + ", 5000)");
    }
  }

  @Test
  void ofTwoAtATimeOneWaitsAndFindsWhatTheOtherHasLeft() throws Exception {
    // given
    CountDownLatch inserted = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<Boolean> first =
          threads.submit(
              () -> {
                try (Connection session = session()) {
                  return CopyLedger.once(
                      session,
                      LOAD,
                      7,
                      open -> {
                        insert(open);
                        inserted.countDown();
                        awaitLatch(goOn);
                      });
                }
              });
      assertThat(inserted.await(20, TimeUnit.SECONDS)).isTrue();

      // when
      Future<Boolean> second = threads.submit(this::load);
      await()
          .atMost(Duration.ofMinutes(3))
          .until(
              () ->
                  number(
                          "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                              + " AND datname = current_database()")
                      == 1);
      goOn.countDown();

      // then
      assertThat(first.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(second.get(20, TimeUnit.SECONDS)).isFalse();
    }
    assertThat(acts).hasValue(1);
    assertThat(rows()).isEqualTo(7);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void otherColumnsAnotherOrderAndRowsOfSomebodyElseAreRefused() throws SQLException {
    // given
    execute(
        "CREATE TABLE swapped (\"na\"\"me\" text, id bigint)",
        "CREATE TABLE wider (id bigint, \"na\"\"me\" text, more int)",
        "CREATE TABLE \"Fitting\" (id bigint, \"na\"\"me\" text)",
        "INSERT INTO \"Fitting\" VALUES (1, 'somebody else''s')");
    try (Connection session = session()) {
      // then
      assertCode(
          ErrorCode.TARGET_MISMATCH,
          () -> TargetTable.requireColumns(session, named("swapped"), COLUMNS));
      assertCode(
          ErrorCode.TARGET_MISMATCH,
          () -> TargetTable.requireColumns(session, named("wider"), COLUMNS));
      assertCode(
          ErrorCode.TABLE_NOT_FOUND,
          () -> TargetTable.requireColumns(session, named("fitting"), COLUMNS));
      TargetTable.requireColumns(session, named("Fitting"), COLUMNS);
      assertCode(
          ErrorCode.TARGET_NOT_EMPTY, () -> TargetTable.requireEmpty(session, named("Fitting")));
    }
  }

  @Test
  void whatIsThereIsLeftAsItIsAndNothingIsMadeUnasked() throws SQLException {
    // given
    load();
    try (Connection session = session()) {
      // when
      TargetTable.prepare(session, TABLE, COLUMNS, false);

      // then
      assertCode(
          ErrorCode.TABLE_NOT_FOUND,
          () -> TargetTable.prepare(session, named("missing"), COLUMNS, false));
    }
    assertThat(noted()).hasValue(7L);
    assertThat(rows()).isEqualTo(7);
  }

  private static QualifiedName named(String table) {
    return new QualifiedName("public", table);
  }

  private static void assertCode(
      ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable act) {
    assertThatThrownBy(act)
        .isInstanceOfSatisfying(PlimsollException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
