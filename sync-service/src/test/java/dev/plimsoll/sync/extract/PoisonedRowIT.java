package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.sync.Bucket;
import dev.plimsoll.sync.BusyBackground;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.TestFaults;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One row with a value that cannot be carried stops its table, which says which row it is, and no
/// other; when it is mended, the table is read to its end.
@QuarkusTest
@TestProfile(BusyBackground.class)
final class PoisonedRowIT {
  private static final long ROWS = 6_000;
  private static final String TABLE =
      """
      CREATE TABLE %1$s AS
      SELECT CASE i %% 2 WHEN 0 THEN 'eu' ELSE 'us' END AS region, i AS id,
             (i / 7.0)::numeric(12,2) AS amount, repeat(md5(i::text), 3) AS note
      FROM generate_series(1, 6000) i
      """;

  private static TestDatabase source;

  @BeforeAll
  static void makeDatabase() {
    FakeLog.get();
    source = Stack.get().createDatabase("poison_source");
  }

  @BeforeEach
  void makeTables() throws SQLException {
    for (String table : List.of("before", "poisoned", "behind")) {
      TestTables.execute(
          source,
          "DROP TABLE IF EXISTS " + table,
          TABLE.formatted(table),
          "ALTER TABLE " + table + " ADD PRIMARY KEY (region, id)",
          "ANALYZE " + table);
    }
    SyncApi.register("poison-source", source);
  }

  private static ExtractView start(
      String strategy, List<String> tables, @Nullable String target, @Nullable String proof) {
    return SyncApi.start(
        new ExtractRequest(
            "poison-source",
            tables,
            target,
            null,
            new ReadingRequest(strategy, null, null),
            new FilesRequest(null, null, null, proof),
            null,
            null,
            null));
  }

  private static TableView awaitRetried(UUID extract, String table, TableState state) {
    SyncApi.retry(extract, new QualifiedName("public", table)).then().statusCode(202);
    return SyncApi.awaitTable(extract, table, state);
  }

  @ParameterizedTest
  @CsvSource({"blocks, source", "keyset, source", "keyset, none", "stream, source"})
  void theRowIsToldByItsKeyAndOnlyItsTableStops(String strategy, String proof) throws SQLException {
    // given
    TestTables.execute(
        source, "UPDATE poisoned SET amount = 'NaN' WHERE (region, id) = ('eu', 3456)");
    String target = "poison-" + strategy + "-" + proof;
    SyncApi.register(target, Stack.get().createDatabase(target.replace('-', '_')));

    // when
    ExtractView extract =
        start(
            strategy, List.of("public.before", "public.poisoned", "public.behind"), target, proof);

    // then
    TableView failed = SyncApi.awaitTable(extract.id(), "poisoned", TableState.FAILED);
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.VALUE_NOT_CARRIED);
    assertThat(failed.failure().message())
        .isEqualTo(
            "public.poisoned: column \"amount\" of the row with (region, id) = (eu, 3456) holds NaN,"
                + " which a decimal cannot");
    for (String whole : List.of("before", "behind")) {
      TableView table = SyncApi.awaitTable(extract.id(), whole, TableState.LOADED);
      assertThat(table.counters().rowsLoaded()).as(whole).isEqualTo(ROWS);
    }
    Awaitility.await("uploads are given up")
        .atMost(Duration.ofMinutes(3))
        .until(() -> Bucket.uploads(extract.id()), List::isEmpty);
    Receipt partial = SyncApi.awaitReceipt(extract.id());
    assertThat(partial.proven()).isFalse();
    assertThat(partial.tables()).hasSize(2).allMatch(Receipt.TableReceipt::equal);
    assertThat(partial.failures())
        .containsExactly(
            new Receipt.Unproven(
                failed.table(),
                ErrorCode.VALUE_NOT_CARRIED,
                Objects.requireNonNull(failed.failure().message()),
                ErrorCode.VALUE_NOT_CARRIED.fix()));
    // What is read under a snapshot is told of when all of it is there.
    if (proof.equals("source")) {
      assertThat(FakeLog.get().appended(failed.logTopic())).isEmpty();
    }

    // when
    TestTables.execute(source, "UPDATE poisoned SET amount = 1 WHERE id = 3456");
    TableView mended = awaitRetried(extract.id(), "poisoned", TableState.LOADED);

    // then
    assertThat(mended.failure()).isNull();
    assertThat(mended.counters().rowsLoaded()).isEqualTo(ROWS);
    Receipt receipt = SyncApi.awaitReceipt(extract.id());
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
    assertThat(receipt.failures()).isEmpty();
    assertThat(receipt.tables()).hasSize(3).allMatch(Receipt.TableReceipt::equal);
    assertThat(FakeLog.get().committed(mended.logTopic()))
        .hasSize((int) mended.counters().objects());
    assertThat(Bucket.keys(extract.id()).stream().filter(key -> key.contains("poisoned")))
        .hasSize((int) mended.counters().objects());
    assertThat(Bucket.uploads(extract.id())).isEmpty();
  }

  @Test
  void aRowWithoutAKeyIsToldByWhereItLies() throws SQLException {
    // given
    TestTables.execute(
        source,
        "DROP TABLE IF EXISTS keyless",
        TABLE.formatted("keyless"),
        "UPDATE keyless SET amount = 'NaN' WHERE id = 4321");
    String ctid = text("SELECT ctid FROM keyless WHERE id = 4321");

    // when
    ExtractView extract = start("blocks", List.of("public.keyless"), null, null);

    // then
    TableView failed = SyncApi.awaitTable(extract.id(), "keyless", TableState.FAILED);
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.VALUE_NOT_CARRIED);
    assertThat(failed.failure().message())
        .contains("column \"amount\" of the row with ctid = " + ctid + " ");
  }

  @Test
  void aRowWithoutAKeyThatIsStreamedIsToldByItsPlace() throws SQLException {
    // given
    TestTables.execute(
        source,
        "DROP TABLE IF EXISTS few",
        "CREATE TABLE few (a numeric(5,2))",
        "INSERT INTO few VALUES (1), (2), ('NaN')");

    // when
    ExtractView extract = start("stream", List.of("public.few"), null, null);

    // then
    TableView failed = SyncApi.awaitTable(extract.id(), "few", TableState.FAILED);
    assertThat(failed.failure().message()).contains("column \"a\" of row 3 of those read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "amount TYPE numeric(16,4) USING CASE id WHEN 3456 THEN 1.2345 ELSE amount END",
        "amount TYPE numeric(14,2) USING CASE id WHEN 3456 THEN 12345678901.25 ELSE amount END"
      })
  void whatIsLongerThanWasPlannedIsNeverCut(String alter) {
    // when
    TableView failed = altered(alter);

    // then
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.VALUE_NOT_CARRIED);
    assertThat(failed.failure().message())
        .contains("column \"amount\" of the row", "numeric(12,2)");
  }

  @Test
  void whatIsWiderThanWasPlannedIsNeverReadAsSomethingElse() {
    // when
    TableView failed = altered("id TYPE bigint");

    // then
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.SOURCE_CHANGED);
    assertThat(failed.failure().message()).contains("column \"id\"", "integer");
  }

  // The column is altered after the table was planned, and before anything of it is read.
  private static TableView altered(String alter) {
    TestFaults.once(
        SideEffect.OPEN_GENERATION,
        Moment.BEFORE,
        ErrorCode.CONNECTION_LOST,
        () -> {
          try {
            TestTables.execute(source, "ALTER TABLE poisoned ALTER " + alter);
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
    ExtractView extract =
        SyncApi.start(
            new ExtractRequest(
                "poison-source",
                List.of("public.poisoned"),
                null,
                null,
                // One worker, or another would have the snapshot, and the table's lock, before.
                new ReadingRequest("blocks", null, 1),
                null,
                null,
                null,
                null));
    TableView failed = SyncApi.awaitTable(extract.id(), "poisoned", TableState.FAILED);
    assertThat(TestFaults.happened()).isTrue();
    assertThat(FakeLog.get().appended(failed.logTopic())).isEmpty();
    return failed;
  }

  private static String text(String sql) throws SQLException {
    try (Connection connection = source.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
