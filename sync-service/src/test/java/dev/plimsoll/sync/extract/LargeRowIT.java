package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.sync.BusyBackground;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.TestFaults;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.testkit.MariaDb;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.MariaDbExtension;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A row that has no room in the heap is never asked for: its table fails, by key and column, and
/// no other. A large one that has room comes through whole.
@QuarkusTest
@TestProfile(BusyBackground.class)
final class LargeRowIT {
  private static final int VALUE = 75_000_000;

  @Inject SyncDatabase own;

  private static TestDatabase source;

  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("large_source");
    TestTables.execute(
        source,
        "CREATE TABLE ordinary AS SELECT i AS id, md5(i::text) AS note FROM generate_series(1, 6000) i",
        "ALTER TABLE ordinary ADD PRIMARY KEY (id)",
        "CREATE TABLE huge AS SELECT * FROM ordinary",
        "ALTER TABLE huge ADD PRIMARY KEY (id)",
        "UPDATE huge SET note = repeat('x', " + VALUE + ") WHERE id = 4321",
        "ANALYZE");
  }

  private static ExtractView start(String strategy, List<String> tables, @Nullable String target) {
    SyncApi.register("large-source", source);
    return SyncApi.start(
        new ExtractRequest(
            "large-source",
            tables,
            target,
            null,
            new ReadingRequest(strategy, null, null),
            new FilesRequest(null, null, null, "file"),
            null,
            null,
            null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"blocks", "keyset", "stream"})
  void aRowThatIsTooLargeIsToldByKeyAndColumnAndOnlyItsTableStops(String strategy) {
    // when
    ExtractView extract = start(strategy, List.of("public.huge", "public.ordinary"), null);

    // then
    TableView failed = SyncApi.awaitTable(extract.id(), "huge", TableState.FAILED);
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.VALUE_NOT_CARRIED);
    assertThat(failed.failure().message())
        .isEqualTo(
            "public.huge: column \"note\" of the row with (id) = (4321) holds 75,000,000 bytes in a"
                + " row of 75,000,000, and a row may have 12,000,000 (plimsoll.sync.largest-row)");
    TableView whole = SyncApi.awaitTable(extract.id(), "ordinary", TableState.EXTRACTED);
    assertThat(whole.counters().rowsExtracted()).isEqualTo(6000);
  }

  @Test
  void oneWithoutAKeyIsToldByWhereItLies() throws SQLException {
    // given
    TestTables.execute(
        source,
        "DROP TABLE IF EXISTS keyless",
        "CREATE TABLE keyless (a int, body jsonb, other bytea)",
        "INSERT INTO keyless VALUES (1, '{}', 'x'),"
            + " (2, jsonb_build_array(repeat('y', 9000000)), decode(repeat('00', 5000000), 'hex'))");

    // when
    ExtractView extract = start("blocks", List.of("public.keyless"), null);

    // then
    assertThat(SyncApi.awaitTable(extract.id(), "keyless", TableState.FAILED).failure().message())
        .contains(
            "column \"body\" of the row with (ctid) = ((0,2)) holds 9,000,004 bytes in a row of"
                + " 14,000,004");
  }

  @Test
  void largeRowsWithinTheLimitComeThroughWhole() throws SQLException {
    // given
    String random =
        "(SELECT string_agg(md5(%1$s || i::text), '') FROM generate_series(1, 350000) i)";
    TestTables.execute(
        source,
        "DROP TABLE IF EXISTS fat",
        "CREATE TABLE fat (id int PRIMARY KEY, body text, doc jsonb, raw bytea, amount numeric(12,2))",
        "INSERT INTO fat SELECT i, md5(i::text), '{\"a\": 1}', '\\x00ff', i FROM generate_series(1, 500) i",
        "UPDATE fat SET body = " + random.formatted("'a'") + " WHERE id IN (250, 251)",
        "UPDATE fat SET doc = jsonb_build_object('b', %s) WHERE id = 300"
            .formatted(random.formatted("'b'")),
        "UPDATE fat SET raw = decode(%s, 'hex'), body = repeat('z', 4000000) WHERE id = 500"
            .formatted(random.formatted("'c'")));
    SyncApi.register("large-target", Stack.get().createDatabase("large_target"));

    // when
    ExtractView extract = start("keyset", List.of("public.fat"), "large-target");

    // then
    SyncApi.awaitTable(extract.id(), "fat", TableState.LOADED);
    Receipt receipt = SyncApi.awaitReceipt(extract.id());
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
  }

  @Test
  void aTableOfMoreThanAThousandColumnsIsMeasuredToo() throws SQLException {
    // given
    TestTables.execute(
        source,
        "DROP TABLE IF EXISTS wide",
        IntStream.rangeClosed(1, 1500)
            .mapToObj(i -> "c" + i + " text")
            .collect(Collectors.joining(", ", "CREATE TABLE wide (id int PRIMARY KEY, ", ")")),
        "INSERT INTO wide (id, c1, c1500) VALUES (1, 'a', 'b'), (2, 'c', repeat('d', 13000000))");

    // when
    ExtractView extract = start("keyset", List.of("public.wide"), null);

    // then
    assertThat(SyncApi.awaitTable(extract.id(), "wide", TableState.FAILED).failure().message())
        .contains("column \"c1500\" of the row with (id) = (2) holds 13,000,000 bytes");
  }

  @Test
  @ExtendWith(MariaDbExtension.class)
  void aMariaDbIsNotAskedForOneEither() throws SQLException {
    // given
    MariaDbDatabase mariaDb = MariaDb.get().createDatabase("large");
    mariaDb.execute(
        "CREATE TABLE huge (id int PRIMARY KEY, body longtext, raw longblob)",
        "INSERT INTO huge VALUES (1, 'a', 'b'), (2, repeat('c', 5000000), repeat('d', 2000000)), (3, 'e', NULL)",
        "CREATE TABLE ordinary (id int PRIMARY KEY, body longtext, raw longblob)",
        "INSERT INTO ordinary VALUES (1, 'a', 'b'), (2, repeat('c', 4000000), repeat('d', 2000000)), (3, 'e', NULL)");
    SyncApi.register("large-mariadb", mariaDb.address(), DatabaseKind.MARIADB);
    SyncApi.register("from-large", Stack.get().createDatabase("from_large"));

    // when
    ExtractView extract =
        SyncApi.start("large-mariadb", List.of("large.huge", "large.ordinary"), "from-large");

    // then
    assertThat(SyncApi.awaitTable(extract.id(), "huge", TableState.FAILED).failure().message())
        .isEqualTo(
            "large.huge: column \"body\" of the row with (id) = (2) holds 5,000,000 bytes in a row"
                + " of 7,000,000, and a row may have 6,000,000 (plimsoll.sync.largest-row)");
    SyncApi.awaitTable(extract.id(), "ordinary", TableState.LOADED);
    assertThat(SyncApi.awaitReceipt(extract.id()).tables()).allMatch(Receipt.TableReceipt::equal);
  }

  /// Whatever ends its readers with their processes.
  @Test
  void aTableWhoseReadersDieIsSetAsideUntilItIsRetried() {
    // given
    TestFaults.once(
        SideEffect.CLAIM_READ_TASK, Moment.BEFORE, ErrorCode.CONNECTION_LOST, this::threeDeaths);

    // when
    ExtractView extract = start("keyset", List.of("public.ordinary"), null);

    // then
    TableView aside = SyncApi.awaitTable(extract.id(), "ordinary", TableState.FAILED);
    assertThat(TestFaults.happened()).isTrue();
    assertThat(aside.failure().code()).isEqualTo(ErrorCode.READER_DIED);
    assertThat(aside.failure().message())
        .startsWith("3 processes have ended while they read part ");

    // when
    SyncApi.retry(extract.id(), new QualifiedName("public", "ordinary")).then().statusCode(202);

    // then
    TableView read = SyncApi.awaitTable(extract.id(), "ordinary", TableState.EXTRACTED);
    assertThat(read.counters().rowsExtracted()).isEqualTo(6000);
  }

  private void threeDeaths() {
    own.tell(
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute(
                "UPDATE read_task SET unended = 3, reader = gen_random_uuid() WHERE NOT done");
          }
        });
  }
}
