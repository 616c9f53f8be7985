package dev.plimsoll.sync.increment;

import static dev.plimsoll.sync.increment.GrowingMariaDb.BY_ID;
import static dev.plimsoll.sync.increment.GrowingMariaDb.BY_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.testkit.MariaDbExtension;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Rows of a MariaDB that are committed late: no increment passes them.
@ExtendWith(MariaDbExtension.class)
@QuarkusTest
@TestProfile(SyncProfile.class)
final class MariaDbLateCommitIT {

  private static GrowingMariaDb growing;
  private static Increments increments;

  @BeforeAll
  static void makeDatabases() throws SQLException {
    growing = new GrowingMariaDb("lategrowing");
    increments = growing.increments();
  }

  @BeforeEach
  void register() {
    growing.register();
  }

  @Test
  void aRowThatIsCommittedLateIsNotLost() throws SQLException {
    // given
    growing.create("late", 10);
    increments.run("late", BY_ID);
    TableView before;
    try (Connection late = growing.connect();
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute("INSERT INTO late (region, note) VALUES ('eu', 'late')");
      growing.insert("late");

      // when
      before = increments.run("late", BY_ID);
      late.commit();
    }
    TableView after = increments.run("late", BY_ID);

    // then
    assertThat(before.counters().rowsExtracted()).isZero();
    assertThat(before.reading().increment().waitsFor()).contains("12", "transaction of session");
    assertThat(after.reading().increment().waitsFor()).isNull();
    assertThat(after.reading().increment().low()).isEqualTo("10");
    assertThat(after.reading().increment().high()).isEqualTo("12");
    growing.assertEqual("late");
  }

  @Test
  void neitherIsOneThatIsPreparedWhenItsSessionHasGone() throws SQLException {
    // given
    growing.create("prepared", 10);
    increments.run("prepared", BY_ID);
    TableView ofSession;
    try (Connection late = growing.connect();
        Statement statement = late.createStatement()) {
      statement.execute("XA START 'late'");
      statement.execute("INSERT INTO prepared (region, note) VALUES ('eu', 'late')");
      statement.execute("XA END 'late'");
      statement.execute("XA PREPARE 'late'");
      growing.insert("prepared");
      ofSession = increments.run("prepared", BY_ID);
    }

    // when
    TableView ofNobody = increments.run("prepared", BY_ID);
    growing.execute("XA COMMIT 'late'");
    TableView after = increments.run("prepared", BY_ID);

    // then
    assertThat(ofSession.counters().rowsExtracted()).isZero();
    assertThat(ofSession.reading().increment().waitsFor()).contains("12", "transaction of session");
    assertThat(ofNobody.counters().rowsExtracted()).isZero();
    assertThat(ofNobody.reading().increment().waitsFor()).contains("12", "prepared transaction");
    assertThat(after.reading().increment().high()).isEqualTo("12");
    assertThat(after.counters().rowsExtracted()).isEqualTo(2);
    growing.assertEqual("prepared");
  }

  @Test
  void neitherIsOneWhoseStatementHasBegunAndItsTransactionNot() throws Exception {
    // given
    growing.create("gated", 10);
    increments.run("gated", BY_TIME);
    TableView before;
    try (Connection gate = growing.connect();
        Statement statement = gate.createStatement()) {
      statement.execute("DO get_lock('gate', 10)");
      Thread late =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      growing.execute(
                          "INSERT INTO gated (region, note) VALUES ('eu', get_lock('gate', 60))");
                    } catch (SQLException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      await()
          .atMost(Duration.ofMinutes(3))
          .until(
              () ->
                  GrowingMariaDb.text(
                          growing.connect(),
                          "SELECT count(*) FROM information_schema.processlist WHERE state = 'User lock'")
                      .equals("1"));
      growing.insert("gated");

      // when
      before = increments.run("gated", BY_TIME);
      statement.execute("DO release_lock('gate')");
      late.join();
    }
    TableView after = increments.run("gated", BY_TIME);

    // then
    assertThat(before.counters().rowsExtracted()).isZero();
    assertThat(before.reading().increment().waitsFor()).contains("session");
    assertThat(after.counters().rowsExtracted()).isEqualTo(2);
    growing.assertEqual("gated");
  }

  @Test
  void whatWasSeenBeforeIsReadThoughSomebodyIsAlwaysAtWork() throws SQLException {
    // given
    growing.create("busy", 10);
    increments.run("busy", BY_ID);
    TableView waiting;
    TableView read;
    try (Connection first = growing.connect();
        Connection second = growing.connect();
        Statement ofFirst = first.createStatement();
        Statement ofSecond = second.createStatement()) {
      first.setAutoCommit(false);
      second.setAutoCommit(false);
      ofFirst.execute("INSERT INTO busy (region, note) VALUES ('eu', 'first')");
      growing.insert("busy");
      waiting = increments.run("busy", BY_ID);
      ofSecond.execute("INSERT INTO busy (region, note) VALUES ('eu', 'second')");
      growing.insert("busy");
      first.commit();

      // when
      read = increments.run("busy", BY_ID);
      second.commit();
    }
    TableView rest = increments.run("busy", BY_ID);

    // then
    assertThat(waiting.counters().rowsExtracted()).isZero();
    assertThat(read.reading().increment().high()).isEqualTo("12");
    assertThat(rest.reading().increment().low()).isEqualTo("12");
    assertThat(rest.counters().rowsExtracted()).isEqualTo(2);
    growing.assertEqual("busy");
  }

  @Test
  void aRoleThatDoesNotSeeWhoWritesNeedsALag() throws SQLException {
    // given
    growing.create("unseen", 10);
    Increments blind = growing.blind();

    // when
    TableView refused = blind.runRefused("unseen", BY_TIME);
    IncrementRequest behind = new IncrementRequest(null, "changed_at", "PT1H", null, null, null);
    TableView young = blind.run("unseen", behind);
    growing.execute("UPDATE unseen SET changed_at = changed_at - INTERVAL 2 HOUR");
    TableView old = blind.run("unseen", behind);
    TableView byNumber =
        blind.run("unseen", new IncrementRequest(null, "id", "4", null, null, null));

    // then
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refused.failure().message()).contains("PROCESS", "increment.lag");
    assertThat(young.counters().rowsExtracted()).isZero();
    assertThat(old.counters().rowsExtracted()).isEqualTo(10);
    assertThat(old.reading().increment().lateCommits()).contains("PT1H", "nothing else");
    assertThat(byNumber.reading().increment().high()).isEqualTo("6");
  }
}
