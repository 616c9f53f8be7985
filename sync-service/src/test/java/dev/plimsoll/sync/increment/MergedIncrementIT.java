package dev.plimsoll.sync.increment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestFaults;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Increments that are merged into a target: it has the source's rows, each once, whatever is
/// interrupted or repeated; and the watermark moves when they are there.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class MergedIncrementIT {
  private static final IncrementRequest BY_TIME = IncrementRequest.by("changed_at");
  private static final IncrementRequest BY_XMIN =
      new IncrementRequest("xmin", null, null, null, null, null);
  private static final IncrementRequest LEAVE_OUT =
      new IncrementRequest(null, "changed_at", null, "omit", null, null);
  private static final Increments INCREMENTS = new Increments("merge-source", "merge-target");

  private static TestDatabase source;
  private static TestDatabase target;

  @BeforeAll
  static void startLog() {
    FakeLog.get();
    source = Stack.get().createDatabase("merge_source");
    target = Stack.get().createDatabase("merge_target");
  }

  @BeforeEach
  void register() {
    SyncApi.register("merge-source", source);
    SyncApi.register("merge-target", target);
  }

  // Types that know no equality, too.
  private static void create(String table) throws SQLException {
    TestTables.execute(
        source,
        """
        CREATE TABLE %s (
          region int, id bigint, note text, document json, place point,
          changed_at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (region, id))
        """
            .formatted(table),
        """
        INSERT INTO %s (region, id, note, document, place)
        SELECT i %% 3, i, 'as it was', '{"a": 1}', point(i, i) FROM generate_series(1, 3000) i
        """
            .formatted(table));
  }

  private static void change(String table) throws SQLException {
    TestTables.execute(
        source,
        "UPDATE %s SET note = 'changed', changed_at = clock_timestamp() WHERE id <= 100"
            .formatted(table),
        "INSERT INTO %s (region, id, note) SELECT 7, i, NULL FROM generate_series(1, 50) i"
            .formatted(table));
  }

  private static void assertEqual(String table) throws SQLException {
    assertThat(Increments.content(target, table)).isEqualTo(Increments.content(source, table));
  }

  @ParameterizedTest
  @CsvSource({"by_time, column", "by_transaction, xmin"})
  void changedRowsReplaceTheirFormerSelvesAndNothingIsDoneTwice(String name, String mode)
      throws SQLException {
    // given
    IncrementRequest request = mode.equals("xmin") ? BY_XMIN : BY_TIME;
    create(name);
    TableView first = INCREMENTS.run(name, request);
    assertThat(first.reading().increment().merged().inserted()).isEqualTo(3000);
    assertEqual(name);

    // when
    change(name);
    TableView second = INCREMENTS.run(name, request);
    TableView third = INCREMENTS.run(name, request);

    // then
    assertEqual(name);
    assertThat(second.counters().rowsLoaded()).isEqualTo(150);
    assertThat(second.reading().increment().merged().replaced()).isEqualTo(100);
    assertThat(second.reading().increment().merged().inserted()).isEqualTo(50);
    assertThat(third.counters().rowsExtracted()).isZero();
    assertThat(third.counters().objects()).isZero();
    assertThat(TestTables.number(target, "SELECT count(*) FROM " + name)).isEqualTo(3050);
  }

  @Test
  void rowsThatAreThereAlreadyAreLeftAlone() throws SQLException {
    // given
    create("again");
    INCREMENTS.run("again", BY_TIME);

    // when
    TableView again =
        INCREMENTS.run("again", new IncrementRequest(null, "changed_at", null, null, true, null));

    // then
    assertThat(again.counters().rowsLoaded()).isEqualTo(3000);
    assertThat(again.reading().increment().merged().inserted()).isZero();
    assertThat(again.reading().increment().merged().replaced()).isZero();
  }

  @Test
  void aReceiptComparesTheWindow() throws SQLException {
    // given
    create("proven");
    INCREMENTS.run("proven", BY_TIME);
    change("proven");
    ExtractView extract = INCREMENTS.start("proven", BY_TIME);
    SyncApi.awaitTable(extract.id(), "proven", TableState.LOADED);

    // when
    Receipt receipt = SyncApi.awaitReceipt(extract.id());

    // then
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
    assertThat(receipt.tables().getFirst().rows().source()).isEqualTo(150);
  }

  @ParameterizedTest
  @CsvSource({
    "killed_announcing, ANNOUNCE, AFTER, interrupted",
    "killed_before_load, COMMIT_LOAD, BEFORE, connection-lost",
    "answer_lost, COMMIT_LOAD, AFTER, connection-lost",
    "killed_noting, NOTE_LOADED, AFTER, interrupted"
  })
  void anIncrementThatIsInterruptedGoesOn(
      String table, SideEffect effect, Moment moment, ErrorCode code) throws SQLException {
    // given
    create(table);
    INCREMENTS.run(table, BY_TIME);
    change(table);
    TestFaults.once(effect, moment, code);

    // when
    TableView view = INCREMENTS.run(table, BY_TIME);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertEqual(table);
    assertThat(view.counters().rowsLoaded()).isEqualTo(150);
    assertThat(view.reading().increment().merged().replaced()).isEqualTo(100);
    assertThat(view.reading().increment().merged().inserted()).isEqualTo(50);
    assertThat(INCREMENTS.run(table, BY_TIME).counters().rowsExtracted()).isZero();
  }

  @Test
  void theWatermarkWaitsForTheLoadAndIsHeldByOneAtATime() throws SQLException {
    // given
    create("held");
    INCREMENTS.run("held", BY_TIME);
    change("held");
    TestTables.execute(target, "ALTER TABLE held ADD CHECK (note <> 'changed')");
    ExtractView stopped = INCREMENTS.start("held", BY_TIME);
    TableView failed = SyncApi.awaitTable(stopped.id(), "held", TableState.FAILED);
    TestTables.execute(target, "ALTER TABLE held DROP CONSTRAINT held_note_check");

    // when
    TableView next = INCREMENTS.run("held", BY_TIME);

    // then
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.TARGET_MISMATCH);
    assertThat(next.reading().increment().low()).isEqualTo(failed.reading().increment().low());
    assertThat(next.counters().rowsLoaded()).isEqualTo(150);
    assertEqual("held");
    SyncApi.retry(stopped.id(), new QualifiedName("public", "held")).then().statusCode(409);
  }

  @Test
  void aSecondIncrementIsRefusedWhileOneIsUnderWay() throws SQLException {
    // given
    SyncApi.register("silent-increments", source);
    FakeLog.get().beSilentFor("silent-increments");
    create("silent");
    Increments silent = new Increments("silent-increments", "merge-target");
    ExtractView first = silent.start("silent", BY_TIME);
    SyncApi.awaitTable(first.id(), "silent", TableState.EXTRACTED);

    // when
    TableView second = silent.runRefused("silent", BY_TIME);

    // then
    assertThat(second.failure().code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(second.failure().message()).contains("under way");
  }

  @Test
  void anAddedColumnContinuesAsTheRuleSays() throws SQLException {
    // given
    create("wider");
    INCREMENTS.run("wider", BY_TIME);
    TestTables.execute(source, "ALTER TABLE wider ADD COLUMN extra int");
    change("wider");
    INCREMENTS.run("wider", LEAVE_OUT);
    assertThat(columns("wider")).isEqualTo(6);
    TestTables.execute(
        source,
        "UPDATE wider SET extra = id, changed_at = clock_timestamp() WHERE id <= 10 AND region < 7");

    // when
    TableView added = INCREMENTS.run("wider", BY_TIME);

    // then
    assertThat(added.reading().increment().addedColumns()).containsExactly("extra");
    assertThat(columns("wider")).isEqualTo(7);
    assertEqual("wider");
  }

  private static long columns(String table) throws SQLException {
    return TestTables.number(
        target,
        "SELECT count(*) FROM information_schema.columns WHERE table_name = '" + table + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "with_default | ADD COLUMN extra int DEFAULT 5 | \"extra\" integer",
        "without_one | DROP COLUMN note | without \"note\" text",
        "other_type | ALTER COLUMN note TYPE varchar(99) | character varying(99)"
      })
  void anyOtherDriftStopsTheTableWithTheDifference(String table, String change, String told)
      throws SQLException {
    // given
    create(table);
    INCREMENTS.run(table, BY_TIME);
    long before = Increments.content(target, table);

    // when
    TestTables.execute(source, "ALTER TABLE " + table + " " + change);
    TableView refused = INCREMENTS.runRefused(table, BY_TIME);

    // then
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.SCHEMA_DRIFT);
    assertThat(refused.failure().message()).contains(told);
    assertThat(Increments.content(target, table)).isEqualTo(before);
  }

  @Test
  void whatCannotGoInIncrementsIsRefusedWithTheReason() throws SQLException {
    // given
    TestTables.execute(
        source,
        "CREATE TABLE unfit (id int PRIMARY KEY, maybe timestamptz, day date NOT NULL, second timestamp(0) NOT NULL)",
        "CREATE TABLE keyless (id int NOT NULL)");

    // then
    assertThat(INCREMENTS.runRefused("unfit", IncrementRequest.by("maybe")).failure().message())
        .contains("may hold NULL");
    assertThat(INCREMENTS.runRefused("unfit", IncrementRequest.by("day")).failure().message())
        .contains("date");
    assertThat(INCREMENTS.runRefused("unfit", IncrementRequest.by("second")).failure().message())
        .contains("PT1S");
    assertThat(INCREMENTS.runRefused("unfit", IncrementRequest.by("absent")).failure().message())
        .contains("no column");
    assertThat(INCREMENTS.runRefused("keyless", IncrementRequest.by("id")).failure().message())
        .contains("no primary key");
  }

  @Test
  void aWindowStaysBehindByItsLag() throws SQLException {
    // given
    create("lagging");

    // when
    TableView young =
        INCREMENTS.run(
            "lagging", new IncrementRequest(null, "changed_at", "PT1H", null, null, null));
    TestTables.execute(source, "UPDATE lagging SET changed_at = changed_at - interval '2 hours'");
    TableView old =
        INCREMENTS.run(
            "lagging", new IncrementRequest(null, "changed_at", "PT1H", null, null, null));

    // then
    assertThat(young.counters().rowsLoaded()).isZero();
    assertThat(old.counters().rowsLoaded()).isEqualTo(3000);
  }
}
