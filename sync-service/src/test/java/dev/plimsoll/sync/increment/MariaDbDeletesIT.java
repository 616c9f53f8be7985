package dev.plimsoll.sync.increment;

import static dev.plimsoll.sync.increment.ShrinkingMariaDb.BY_TIME;
import static dev.plimsoll.sync.increment.ShrinkingMariaDb.CHANGED_AT;
import static dev.plimsoll.sync.increment.ShrinkingMariaDb.WITH_DELETES;
import static dev.plimsoll.sync.increment.ShrinkingMariaDb.withDeletes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest.DeletesRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestFaults;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.MariaDbExtension;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rows that a MariaDB has no more are deleted at the target, each counted once, whoever writes
/// meanwhile. 25,000 keys are three ranges.
@ExtendWith(MariaDbExtension.class)
@QuarkusTest
@TestProfile(SyncProfile.class)
final class MariaDbDeletesIT {
  private static final String SCHEMA = "shrinking";
  private static final long SEED = new Random().nextLong();

  private static final Increments INCREMENTS = new Increments(SCHEMA, SCHEMA + "-target", SCHEMA);

  private static ShrinkingMariaDb shrinking;
  private static MariaDbDatabase source;
  private static TestDatabase target;

  /// One copy for all cases, each of which deletes other rows.
  private static boolean interruptedIsCopied;

  @BeforeAll
  static void makeDatabases() throws SQLException {
    System.out.println("MariaDB deletes seed " + SEED);
    shrinking = ShrinkingMariaDb.create(SCHEMA);
    source = shrinking.source();
    target = shrinking.target();
  }

  @BeforeEach
  void register() {
    shrinking.register();
  }

  private static void assertEqualRegions(String table) throws SQLException {
    String key = "concat(region, '|', id)";
    assertThat(shrinking.atTarget(table, key)).isEqualTo(shrinking.atSource(table, key));
  }

  @Test
  void rowsThatAreGoneAreDeletedAndCountedInTheReceipt() throws SQLException {
    // given
    shrinking.createAndCopy("gone");
    source.execute(
        "DELETE FROM gone WHERE id % 5000 = 7",
        "INSERT INTO gone (region, id) VALUES ('new', 18446744073709551615)");

    // when
    ExtractView extract = INCREMENTS.start("gone", WITH_DELETES);
    TableView view = SyncApi.awaitTable(extract.id(), "gone", TableState.LOADED);
    Receipt receipt = SyncApi.awaitReceipt(extract.id());
    TableView again = INCREMENTS.run("gone", WITH_DELETES);
    TableView without = INCREMENTS.run("gone", BY_TIME);

    // then
    assertThat(view.reading().increment().merged().deleted()).isEqualTo(5);
    assertThat(view.reading().increment().merged().inserted()).isEqualTo(1);
    assertEqualRegions("gone");
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
    assertThat(receipt.tables().getFirst().rows().deleted()).isEqualTo(5);
    assertThat(again.reading().increment().merged().deleted()).isZero();
    assertThat(without.reading().increment().merged().deleted()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "7, BEFORE, interrupted",
    "8, AFTER, interrupted",
    "9, BEFORE, connection-lost",
    "10, AFTER, connection-lost"
  })
  void interruptedDeletesGoOnAndAreCountedOnce(int deleted, Moment moment, ErrorCode code)
      throws SQLException {
    // given
    if (!interruptedIsCopied) {
      shrinking.createAndCopy("interrupted");
      interruptedIsCopied = true;
    }
    source.execute("DELETE FROM interrupted WHERE id % 1000 = " + deleted);
    TestFaults.once(SideEffect.COMMIT_DELETES, moment, code);

    // when
    TableView view = INCREMENTS.run("interrupted", WITH_DELETES);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertThat(view.reading().increment().merged().deleted()).isEqualTo(25);
    assertEqualRegions("interrupted");
  }

  // Rows 1 to 500 are always there; of the others each comes and goes, and is written otherwise.
  @Test
  void noRowThatIsAlwaysThereIsDeletedWhileOthersComeAndGo() throws Exception {
    // given
    source.execute(
        "CREATE TABLE busy (name varchar(20) COLLATE utf8mb4_general_ci PRIMARY KEY, %s INDEX (changed_at))"
            .formatted(CHANGED_AT),
        "INSERT INTO busy (name) SELECT concat('Key ', seq) FROM seq_1_to_500");
    INCREMENTS.run("busy", BY_TIME);
    AtomicBoolean stopped = new AtomicBoolean();
    CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(stopped));

    // when
    long fewest = Long.MAX_VALUE;
    long deleted = 0;
    try {
      for (int i = 0; i < 6; i++) {
        deleted +=
            INCREMENTS
                .run("busy", withDeletes(new DeletesRequest(99, null)))
                .reading()
                .increment()
                .merged()
                .deleted();
        fewest =
            Math.min(
                fewest,
                TestTables.number(
                    target,
                    "SELECT count(DISTINCT substr(name, 5)::int) FROM shrinking.busy WHERE name ~* '^key [0-9]+$'"
                        + " AND substr(name, 5)::int <= 500"));
      }
    } finally {
      stopped.set(true);
      writing.join();
    }
    INCREMENTS.run("busy", withDeletes(new DeletesRequest(99, null)));

    // then
    assertThat(fewest).as("seed %d", SEED).isGreaterThanOrEqualTo(500);
    assertThat(deleted).isPositive();
    assertThat(shrinking.atTarget("busy", "name"))
        .as("seed %d", SEED)
        .isEqualTo(shrinking.atSource("busy", "name"));
  }

  private static void write(AtomicBoolean stopped) {
    Random random = new Random(SEED);
    try (Connection connection = source.connect();
        Statement statement = connection.createStatement()) {
      while (!stopped.get()) {
        int some = 501 + random.nextInt(300);
        statement.execute("INSERT IGNORE INTO busy (name) VALUES ('Key %d')".formatted(some));
        statement.execute(
            "DELETE FROM busy WHERE name = 'Key %d'".formatted(501 + random.nextInt(300)));
        statement.execute(
            "UPDATE busy SET name = %s(name) WHERE name = 'key %d'"
                .formatted(random.nextBoolean() ? "upper" : "lower", 1 + random.nextInt(800)));
        // Some hundred changes a second: as fast as it can, it takes a processor from all others.
        LockSupport.parkNanos(2_000_000);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
