package dev.plimsoll.sync.increment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest.DeletesRequest;
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

/// Rows that the source has no more are deleted at the target, each counted once, and no row that
/// was written meanwhile. 25,000 keys are three ranges.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class TargetDeletesIT {
  private static final IncrementRequest BY_TIME = IncrementRequest.by("changed_at");
  private static final IncrementRequest WITH_DELETES = withDeletes(new DeletesRequest(null, null));
  private static final Increments INCREMENTS = new Increments("deletes-source", "deletes-target");

  private static TestDatabase source;
  private static TestDatabase target;

  /// One copy for all cases, each of which deletes other rows.
  private static boolean interruptedIsCopied;

  @BeforeAll
  static void startLog() {
    FakeLog.get();
    source = Stack.get().createDatabase("deletes_source");
    target = Stack.get().createDatabase("deletes_target");
  }

  @BeforeEach
  void register() {
    SyncApi.register("deletes-source", source);
    SyncApi.register("deletes-target", target);
  }

  private static IncrementRequest withDeletes(DeletesRequest deletes) {
    return new IncrementRequest(null, "changed_at", null, null, null, deletes);
  }

  private static void createAndCopy(String table) throws SQLException {
    TestTables.execute(
        source,
        """
        CREATE TABLE %s (
          region text, id bigint, changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
          PRIMARY KEY (region, id))
        """
            .formatted(table),
        "INSERT INTO %s (region, id) SELECT 'it''s ' || i %% 3, i FROM generate_series(1, 25000) i"
            .formatted(table));
    INCREMENTS.run(table, BY_TIME);
  }

  /// A hundred rows, keys 1 to 100.
  private static void createSmallAndCopy(String table) throws SQLException {
    TestTables.execute(
        source,
        """
        CREATE TABLE %s (
          id int PRIMARY KEY, changed_at timestamptz NOT NULL DEFAULT clock_timestamp())
        """
            .formatted(table),
        "INSERT INTO %s (id) SELECT generate_series(1, 100)".formatted(table));
    INCREMENTS.run(table, BY_TIME);
  }

  private static long rowsAtTarget(String table) throws SQLException {
    return TestTables.number(target, "SELECT count(*) FROM " + table);
  }

  @Test
  void rowsThatAreGoneAreDeletedAndCountedInTheReceipt() throws SQLException {
    // given
    createAndCopy("gone");
    TestTables.execute(
        source,
        "DELETE FROM gone WHERE id % 5000 = 7",
        "INSERT INTO gone (region, id) VALUES ('new', 1)");

    // when
    ExtractView extract = INCREMENTS.start("gone", WITH_DELETES);
    TableView view = SyncApi.awaitTable(extract.id(), "gone", TableState.LOADED);
    Receipt receipt = SyncApi.awaitReceipt(extract.id());
    TableView again = INCREMENTS.run("gone", WITH_DELETES);
    TableView without = INCREMENTS.run("gone", BY_TIME);

    // then
    assertThat(view.reading().increment().merged().deleted()).isEqualTo(5);
    assertThat(view.reading().increment().merged().inserted()).isEqualTo(1);
    assertThat(Increments.content(target, "gone")).isEqualTo(Increments.content(source, "gone"));
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
      createAndCopy("interrupted");
      interruptedIsCopied = true;
    }
    TestTables.execute(source, "DELETE FROM interrupted WHERE id % 1000 = " + deleted);
    TestFaults.once(SideEffect.COMMIT_DELETES, moment, code);

    // when
    TableView view = INCREMENTS.run("interrupted", WITH_DELETES);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertThat(view.reading().increment().merged().deleted()).isEqualTo(25);
    assertThat(Increments.content(target, "interrupted"))
        .isEqualTo(Increments.content(source, "interrupted"));
  }

  // The first delete, in the first range, stands for somebody who writes into the last one after
  // the keys' snapshot: a row that the source has not yet, one that it has no more, and one that it
  // has no more is deleted and inserted again.
  @Test
  void whatIsWrittenMeanwhileIsNotDeleted() throws SQLException {
    // given
    createAndCopy("meanwhile");
    TestTables.execute(
        target,
        """
        CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO public.meanwhile VALUES ('it''s 2', 1000000, now());
          UPDATE public.meanwhile SET changed_at = now() WHERE id = 24995;
          DELETE FROM public.meanwhile WHERE id = 24998;
          INSERT INTO public.meanwhile VALUES ('it''s 2', 24998, now());
          RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER meddle AFTER DELETE ON meanwhile
        FOR EACH ROW WHEN (OLD.id = 3) EXECUTE FUNCTION meddle()
        """);
    TestTables.execute(source, "DELETE FROM meanwhile WHERE id IN (3, 24995, 24998)");

    // when
    TableView view = INCREMENTS.run("meanwhile", WITH_DELETES);

    // then
    assertThat(view.reading().increment().merged().deleted()).isEqualTo(1);
    assertThat(
            TestTables.number(
                target, "SELECT count(*) FROM meanwhile WHERE id IN (24995, 24998, 1000000)"))
        .isEqualTo(3);
    assertThat(rowsAtTarget("meanwhile")).isEqualTo(25_000);
  }

  // By bytes every B is before every a, by ICU every a before every B: where a range ends at the
  // one is the middle of another at the other.
  @Test
  void keysThatTheTwoSortDifferentlyAreComparedAllTheSame() throws SQLException {
    // given
    String columns = "changed_at timestamptz NOT NULL DEFAULT clock_timestamp())";
    TestTables.execute(
        target, "CREATE TABLE sorted (name text COLLATE \"und-x-icu\" PRIMARY KEY, " + columns);
    TestTables.execute(
        source,
        "CREATE TABLE sorted (name text COLLATE \"C\" PRIMARY KEY, " + columns,
        """
        INSERT INTO sorted (name)
        SELECT CASE i % 2 WHEN 0 THEN 'a' ELSE 'B' END || md5(i::text)
        FROM generate_series(1, 25000) i
        """);
    INCREMENTS.run("sorted", BY_TIME);
    TestTables.execute(source, "DELETE FROM sorted WHERE name LIKE '%77'");
    long gone = 25_000 - TestTables.number(source, "SELECT count(*) FROM sorted");

    // when
    TableView view = INCREMENTS.run("sorted", WITH_DELETES);

    // then
    assertThat(gone).isPositive();
    assertThat(view.reading().increment().merged().deleted()).isEqualTo(gone);
    assertThat(Increments.content(target, "sorted"))
        .isEqualTo(Increments.content(source, "sorted"));
  }

  @Test
  void aSourceThatIsSuddenlyEmptyEmptiesNoTarget() throws SQLException {
    // given
    createSmallAndCopy("emptied");
    TestTables.execute(source, "CREATE TABLE kept_aside AS TABLE emptied", "DELETE FROM emptied");

    // when
    ExtractView extract = INCREMENTS.start("emptied", WITH_DELETES);
    TableView refused = SyncApi.awaitTable(extract.id(), "emptied", TableState.FAILED);
    long leftByThat = rowsAtTarget("emptied");
    TestTables.execute(source, "INSERT INTO emptied SELECT * FROM kept_aside WHERE id > 10");
    SyncApi.retry(extract.id(), refused.table()).then().statusCode(202);
    TableView retried = SyncApi.awaitTable(extract.id(), "emptied", TableState.LOADED);

    // then
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.TOO_MANY_DELETES);
    assertThat(refused.failure().message())
        .isEqualTo(
            "public.emptied: 100 of its 100 rows at the target have keys that the source has no"
                + " more; the limit is 10 % of them (maxPercent); none was deleted");
    assertThat(leftByThat).isEqualTo(100);
    assertThat(retried.reading().increment().merged().deleted()).isEqualTo(10);
    assertThat(rowsAtTarget("emptied")).isEqualTo(90);
  }

  @ParameterizedTest
  @CsvSource({
    "limit_of_share, 29, , FAILED, 100",
    "limit_of_rows, 30, 29, FAILED, 100",
    "limit_raised, 30, 30, LOADED, 70"
  })
  void eitherLimitHolds(String table, Integer maxPercent, Long maxRows, TableState end, long rows)
      throws SQLException {
    // given
    createSmallAndCopy(table);
    TestTables.execute(source, "DELETE FROM " + table + " WHERE id <= 30");

    // when
    ExtractView extract =
        INCREMENTS.start(table, withDeletes(new DeletesRequest(maxPercent, maxRows)));

    // then
    SyncApi.awaitTable(extract.id(), table, end);
    assertThat(rowsAtTarget(table)).isEqualTo(rows);
  }

  // What it had deleted before it was killed counts, too.
  @Test
  void whoGoesOnKeepsToTheLimitOfTheWhole() throws SQLException {
    // given
    createAndCopy("limited");
    TestTables.execute(source, "DELETE FROM limited WHERE id % 100 = 7");
    TestFaults.once(
        SideEffect.COMMIT_DELETES,
        Moment.AFTER,
        ErrorCode.INTERRUPTED,
        () -> deleteAtSource("DELETE FROM limited WHERE id % 100 = 8"));

    // when
    ExtractView extract = INCREMENTS.start("limited", withDeletes(new DeletesRequest(null, 300L)));
    TableView refused = SyncApi.awaitTable(extract.id(), "limited", TableState.FAILED);

    // then
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.TOO_MANY_DELETES);
    assertThat(refused.failure().message())
        .contains("500 of its 25,000 rows")
        .contains("300 (maxRows)");
    assertThat(rowsAtTarget("limited")).isBetween(24_751L, 24_999L);
  }

  private static void deleteAtSource(String sql) {
    try {
      TestTables.execute(source, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aRowThatAnotherTableRefersToIsToldOf() throws SQLException {
    // given
    createSmallAndCopy("referred");
    TestTables.execute(
        target,
        "CREATE TABLE referring AS SELECT 7 AS id",
        "ALTER TABLE referring ADD FOREIGN KEY (id) REFERENCES referred");
    TestTables.execute(source, "DELETE FROM referred WHERE id = 7");

    // when
    ExtractView extract = INCREMENTS.start("referred", WITH_DELETES);
    TableView refused = SyncApi.awaitTable(extract.id(), "referred", TableState.FAILED);

    // then
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.ROW_REFUSED);
    assertThat(refused.failure().message()).contains("referring");
    assertThat(rowsAtTarget("referred")).isEqualTo(100);
  }

  @Test
  void deletesWithoutATargetAreRefused() {
    SyncApi.request()
        .body(
            """
            {"source": "deletes-source", "tables": ["public.gone"],
             "increment": {"column": "changed_at", "deletes": {}}}
            """)
        .post("/api/v1/extracts")
        .then()
        .statusCode(400)
        .body("detail", containsString("there must be one"));
  }
}
