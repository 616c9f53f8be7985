package dev.plimsoll.sync.increment;

import static dev.plimsoll.sync.increment.GrowingMariaDb.BY_ID;
import static dev.plimsoll.sync.increment.GrowingMariaDb.BY_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestFaults;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.testkit.MariaDbExtension;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Increments of a MariaDB, merged into PostgreSQL: an increment that is interrupted continues, and
// a
/// table that changes goes by the rules.
@ExtendWith(MariaDbExtension.class)
@QuarkusTest
@TestProfile(SyncProfile.class)
final class MariaDbIncrementIT {
  private static final int ROWS = 3_000;

  private static GrowingMariaDb growing;
  private static Increments increments;

  @BeforeAll
  static void makeDatabases() throws SQLException {
    growing = new GrowingMariaDb("growing");
    increments = growing.increments();
  }

  @BeforeEach
  void register() {
    growing.register();
  }

  @Test
  void whatIsNewIsMergedAndTheReceiptSaysByWhatNothingIsPassed() throws SQLException {
    // given
    growing.create("merged", ROWS);
    TableView first = increments.run("merged", BY_TIME);
    growing.change("merged");

    // when
    ExtractView extract = increments.start("merged", BY_TIME);
    TableView second = SyncApi.awaitTable(extract.id(), "merged", TableState.LOADED);

    // then
    assertThat(first.counters().rowsLoaded()).isEqualTo(ROWS);
    assertThat(second.counters().rowsLoaded()).isEqualTo(150);
    assertThat(second.reading().increment().merged().replaced()).isEqualTo(100);
    assertThat(second.reading().increment().merged().inserted()).isEqualTo(50);
    assertThat(second.reading().increment().low()).isEqualTo(first.reading().increment().high());
    growing.assertEqual("merged");
    Receipt receipt = SyncApi.awaitReceipt(extract.id());
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
    assertThat(receipt.tables().getFirst().rows().source()).isEqualTo(150);
    assertThat(receipt.tables().getFirst().lateCommits()).contains("innodb_trx");
    TableView none = increments.run("merged", BY_TIME);
    assertThat(none.counters().rowsExtracted()).isZero();
    assertThat(none.counters().objects()).isZero();
    assertThat(none.counters().queries()).isEqualTo(1);
  }

  @Test
  void theFirstWindowIsReadByRangesAndProven() throws SQLException {
    // given
    growing.create("ranged", ROWS);

    // when
    ExtractView extract =
        SyncApi.start(
            new ExtractRequest(
                "growing",
                List.of(increments.schema() + ".ranged"),
                growing.targetName(),
                null,
                new ReadingRequest(null, null, 3),
                new FilesRequest(null, null, null, "source"),
                null,
                BY_ID,
                null));
    TableView table = SyncApi.awaitTable(extract.id(), "ranged", TableState.LOADED);

    // then
    assertThat(table.reading().readTasks()).isEqualTo(3);
    assertThat(table.counters().emptyQueries()).isZero();
    assertThat(table.reading().increment().high()).isEqualTo(String.valueOf(ROWS));
    growing.assertEqual("ranged");
  }

  @ParameterizedTest
  @CsvSource({
    "killed_announcing, ANNOUNCE, AFTER, interrupted",
    "answer_lost, COMMIT_LOAD, AFTER, connection-lost"
  })
  void anIncrementThatIsInterruptedGoesOn(
      String table, SideEffect effect, Moment moment, ErrorCode code) throws SQLException {
    // given
    growing.create(table, ROWS);
    increments.run(table, BY_TIME);
    growing.change(table);
    TestFaults.once(effect, moment, code);

    // when
    TableView view = increments.run(table, BY_TIME);

    // then
    assertThat(TestFaults.happened()).isTrue();
    growing.assertEqual(table);
    assertThat(view.counters().rowsLoaded()).isEqualTo(150);
    assertThat(increments.run(table, BY_TIME).counters().rowsExtracted()).isZero();
  }

  @Test
  void anAddedColumnContinuesAndAnyOtherDriftStopsWithTheDifference() throws SQLException {
    // given
    growing.create("drifting", 10);
    increments.run("drifting", BY_TIME);
    growing.execute("ALTER TABLE drifting ADD COLUMN extra int");
    growing.insert("drifting");

    // when
    TableView omitted =
        increments.run(
            "drifting", new IncrementRequest(null, "changed_at", null, "omit", null, null));
    growing.execute("UPDATE drifting SET extra = 5 WHERE id <= 3");
    TableView added = increments.run("drifting", BY_TIME);
    growing.execute("ALTER TABLE drifting ADD COLUMN filled int DEFAULT 7");
    TableView filled = increments.runRefused("drifting", BY_TIME);
    growing.execute(
        "ALTER TABLE drifting DROP COLUMN filled", "ALTER TABLE drifting MODIFY note varchar(99)");
    TableView altered = increments.runRefused("drifting", BY_TIME);

    // then
    assertThat(omitted.counters().rowsLoaded()).isEqualTo(1);
    assertThat(added.reading().increment().addedColumns()).containsExactly("extra");
    assertThat(added.counters().rowsLoaded()).isEqualTo(3);
    assertThat(filled.failure().code()).isEqualTo(ErrorCode.SCHEMA_DRIFT);
    assertThat(filled.failure().message()).contains("\"filled\" integer");
    assertThat(altered.failure().code()).isEqualTo(ErrorCode.SCHEMA_DRIFT);
    assertThat(altered.failure().message()).contains("character varying(99)");
    growing.assertEqual("drifting");
  }

  @Test
  void whatCannotGoInIncrementsIsRefusedWithTheReason() throws SQLException {
    // given
    growing.execute(
        "CREATE TABLE unfit (id int PRIMARY KEY, maybe timestamp(6) NULL, second datetime NOT NULL,"
            + " y year NOT NULL)",
        "CREATE TABLE by_mood (mood enum('a') PRIMARY KEY, n int NOT NULL)");

    // then
    assertThat(increments.runRefused("unfit", IncrementRequest.by("maybe")).failure().message())
        .contains("may hold NULL");
    assertThat(increments.runRefused("unfit", IncrementRequest.by("second")).failure().message())
        .contains("PT1S");
    assertThat(increments.runRefused("unfit", IncrementRequest.by("y")).failure().message())
        .contains("not compared as it is ordered");
    assertThat(increments.runRefused("by_mood", IncrementRequest.by("n")).failure().message())
        .contains("\"mood\" of its key");
    assertThat(
            increments
                .runRefused("unfit", new IncrementRequest("xmin", null, null, null, null, null))
                .failure()
                .message())
        .contains("do not show who has written them");
  }
}
