package dev.plimsoll.sync.increment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// No increment passes a row that is committed after rows beyond it.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class LateCommitIT {
  private static final IncrementRequest BY_ID = IncrementRequest.by("id");
  private static final IncrementRequest BY_XMIN =
      new IncrementRequest("xmin", null, null, null, null, null);
  private static final Increments INCREMENTS = new Increments("late-source", null);

  private static TestDatabase source;

  @BeforeAll
  static void startLog() {
    FakeLog.get();
    source = Stack.get().createDatabase("late_source");
  }

  @BeforeEach
  void makeTable() throws SQLException {
    SyncApi.register("late-source", source);
  }

  private static void create(String table) throws SQLException {
    TestTables.execute(
        source,
        "CREATE TABLE %s (id bigserial PRIMARY KEY, note text)".formatted(table),
        "INSERT INTO %s (note) SELECT 'early' FROM generate_series(1, 10)".formatted(table));
  }

  private static void insert(String table) throws SQLException {
    TestTables.execute(source, "INSERT INTO %s (note) VALUES ('in time')".formatted(table));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection begin() throws SQLException {
    Connection connection = source.connect();
    connection.setAutoCommit(false);
    return connection;
  }

  @Test
  void aRowThatIsCommittedLateIsNotLost() throws SQLException {
    // given
    create("late");
    assertThat(INCREMENTS.run("late", BY_ID).counters().rowsExtracted()).isEqualTo(10);
    TableView before;
    try (Connection late = begin()) {
      execute(late, "INSERT INTO late (note) VALUES ('late')");
      insert("late");

      // when
      before = INCREMENTS.run("late", BY_ID);
      late.commit();
    }
    TableView after = INCREMENTS.run("late", BY_ID);

    // then
    assertThat(before.counters().rowsExtracted() + after.counters().rowsExtracted()).isEqualTo(2);
    assertThat(before.reading().increment().waitsFor()).contains("12", "transaction");
    assertThat(after.reading().increment().waitsFor()).isNull();
    assertThat(after.reading().increment().low()).isEqualTo("10");
    assertThat(after.reading().increment().high()).isEqualTo("12");
  }

  @Test
  void neitherIsOneWhoseTransactionHadWrittenNothingYet() throws SQLException {
    // given
    create("drawn");
    INCREMENTS.run("drawn", BY_ID);
    TableView before;
    try (Connection late = begin()) {
      // Beyond the first of a sequence's values that are logged at once, no number is taken.
      execute(late, "SELECT nextval('drawn_id_seq')");
      insert("drawn");

      // when
      before = INCREMENTS.run("drawn", BY_ID);
      execute(late, "INSERT INTO drawn (id, note) VALUES (11, 'late')");
      late.commit();
    }
    TableView after = INCREMENTS.run("drawn", BY_ID);

    // then
    assertThat(before.counters().rowsExtracted()).isZero();
    assertThat(after.counters().rowsExtracted()).isEqualTo(2);
  }

  @Test
  void neitherIsOneThatIsPreparedAndCommittedLater() throws SQLException {
    // given a transaction that had no number yet when the greatest value was seen
    create("prepared");
    INCREMENTS.run("prepared", BY_ID);
    TableView during;
    TableView later;
    try (Connection late = begin()) {
      execute(late, "SELECT nextval('prepared_id_seq')");
      insert("prepared");
      INCREMENTS.run("prepared", BY_ID);

      // when it leaves its session
      execute(late, "INSERT INTO prepared (id, note) VALUES (11, 'late')");
      execute(late, "PREPARE TRANSACTION 'handed over'");
      during = INCREMENTS.run("prepared", BY_ID);
      later = INCREMENTS.run("prepared", BY_ID);
    } finally {
      TestTables.execute(source, "COMMIT PREPARED 'handed over'");
    }
    TableView after = INCREMENTS.run("prepared", BY_ID);

    // then
    assertThat(during.counters().rowsExtracted()).isZero();
    assertThat(during.reading().increment().waitsFor()).contains("prepared", "'handed over'");
    assertThat(later.counters().rowsExtracted()).isZero();
    assertThat(after.counters().rowsExtracted()).isEqualTo(2);
    assertThat(after.reading().increment().high()).isEqualTo("12");
  }

  @Test
  void whatWasSeenBeforeIsReadThoughSomebodyIsAlwaysAtWork() throws SQLException {
    // given
    create("busy");
    INCREMENTS.run("busy", BY_ID);
    TableView waiting;
    TableView read;
    try (Connection first = begin();
        Connection second = begin()) {
      execute(first, "INSERT INTO busy (note) VALUES ('first')");
      insert("busy");
      waiting = INCREMENTS.run("busy", BY_ID);
      execute(second, "INSERT INTO busy (note) VALUES ('second')");
      insert("busy");
      first.commit();

      // when
      read = INCREMENTS.run("busy", BY_ID);
      second.commit();
    }
    TableView rest = INCREMENTS.run("busy", BY_ID);

    // then
    assertThat(waiting.counters().rowsExtracted()).isZero();
    assertThat(read.reading().increment().high()).isEqualTo("12");
    assertThat(read.counters().rowsExtracted()).isEqualTo(2);
    assertThat(rest.reading().increment().low()).isEqualTo("12");
    assertThat(rest.counters().rowsExtracted()).isEqualTo(2);
  }

  @Test
  void byXminAnOpenTransactionIsReadWhenItHasEnded() throws SQLException {
    // given
    create("by_xmin");
    assertThat(INCREMENTS.run("by_xmin", BY_XMIN).counters().rowsExtracted()).isEqualTo(10);
    TableView before;
    try (Connection late = begin()) {
      execute(late, "INSERT INTO by_xmin (note) VALUES ('late')");
      TestTables.execute(
          source, "UPDATE by_xmin SET note = 'changed' WHERE id <= 3", "VACUUM FREEZE by_xmin");

      // when
      before = INCREMENTS.run("by_xmin", BY_XMIN);
      late.commit();
    }
    TableView after = INCREMENTS.run("by_xmin", BY_XMIN);
    TableView again = INCREMENTS.run("by_xmin", BY_XMIN);

    // then
    assertThat(before.counters().rowsExtracted() + after.counters().rowsExtracted()).isEqualTo(4);
    assertThat(after.counters().rowsExtracted()).isPositive();
    assertThat(again.counters().rowsExtracted()).isZero();
  }

  @Test
  void anEmptyWindowCostsOneQueryAndMakesNoFile() throws SQLException {
    // given
    create("quiet");
    INCREMENTS.run("quiet", BY_ID);

    // when
    TableView again = INCREMENTS.run("quiet", BY_ID);

    // then
    assertThat(again.counters().rowsExtracted()).isZero();
    assertThat(again.counters().objects()).isZero();
    assertThat(again.counters().queries()).isEqualTo(1);
    assertThat(again.reading().increment().high()).isNull();
    assertThat(again.reading().increment().low()).isEqualTo("10");
  }
}
