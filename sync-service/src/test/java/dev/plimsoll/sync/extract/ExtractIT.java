package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ColumnsRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.sync.Bucket;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestFaults;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.extract.RangeStealer.BeingRead;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableRows;
import dev.plimsoll.sync.table.TaskLease;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.duckdb.DuckDBDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@TestProfile(SyncProfile.class)
final class ExtractIT {
  private static TestDatabase source;

  private static final String OF_EXTRACT =
      " FROM extract_table t WHERE s.number = 0 AND t.id = s.table_id AND t.extract_id = ?";

  @Inject RangeStealer stealer;
  @Inject SyncDatabase database;
  @Inject DataSource own;

  @BeforeAll
  static void tables() throws SQLException {
    source = Stack.get().createDatabase("extract_source");
    execute(
        "CREATE TABLE \"Od\"\"d Näme\" (\"Key One\" bigint PRIMARY KEY, \"sel.ect\" text, n numeric(12,2))",
        "INSERT INTO \"Od\"\"d Näme\" SELECT i * 7, CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE 'v' || i END, i / 3.0 FROM generate_series(1, 10000) i",
        "CREATE SCHEMA apart",
        "CREATE TABLE keyless (a int)",
        "INSERT INTO keyless SELECT generate_series(1, 5000)",
        "CREATE TABLE nothing (a int PRIMARY KEY)",
        "CREATE SCHEMA \"with.dot\"",
        "CREATE TABLE \"with.dot\".\"a.b\" (a int PRIMARY KEY)",
        "INSERT INTO \"with.dot\".\"a.b\" SELECT generate_series(1, 10)",
        "CREATE TABLE apart.looked_at (a int PRIMARY KEY)",
        "INSERT INTO apart.looked_at SELECT generate_series(1, 10)",
        "CREATE TABLE refused (id int PRIMARY KEY, kind regclass, place tid)",
        "ANALYZE");
  }

  private static void execute(String... statements) throws SQLException {
    try (Connection connection = source.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Test
  void tablesOfAllKindsAreExtractedAndOneRefusalStopsNoOther() {
    // given
    SyncApi.register("extract-source", source);

    // when
    ExtractView extract = SyncApi.start("extract-source", List.of("public.*"), null);

    // then
    TableView odd = SyncApi.awaitTable(extract.id(), "Od\"d Näme", TableState.EXTRACTED);
    assertThat(odd.counters().rowsExtracted()).isEqualTo(10_000);
    assertThat(odd.reading().strategy()).isEqualTo("keyset");
    assertThat(odd.reading().sourceKey()).containsExactly("Key One");
    assertThat(odd.counters().queries()).isEqualTo(1);
    assertThat(odd.counters().emptyQueries()).isZero();
    assertThat(odd.counters().objects()).isEqualTo(1);
    TableView keyless = SyncApi.awaitTable(extract.id(), "keyless", TableState.EXTRACTED);
    assertThat(keyless.counters().rowsExtracted()).isEqualTo(5_000);
    assertThat(keyless.reading().strategy()).isEqualTo("stream");
    TableView nothing = SyncApi.awaitTable(extract.id(), "nothing", TableState.EXTRACTED);
    assertThat(nothing.counters().objects()).isZero();
    assertThat(nothing.counters().emptyQueries()).isEqualTo(1);
    TableView refused = SyncApi.table(extract.id(), "refused");
    assertThat(refused.state()).isEqualTo(TableState.FAILED);
    assertThat(refused.failure().message()).contains("\"kind\" (regclass)", "\"place\" (tid)");
  }

  private static ExtractRequest withBloomFilter(String column) {
    return new ExtractRequest(
        "extract-source",
        List.of("public.keyless", "public.nothing"),
        null,
        null,
        null,
        new FilesRequest(null, null, List.of(column), null),
        null,
        null,
        null);
  }

  @Test
  void aNameThatMatchesNothingIsRefusedByItself() {
    // given
    SyncApi.register("extract-source", source);

    // when
    ExtractView extract =
        SyncApi.start(
            "extract-source",
            List.of("apart.looked_at", "public.absent", "nowhere.*", "\"with.dot\".\"a.b\""),
            null);

    // then
    SyncApi.awaitTable(extract.id(), "looked_at", TableState.EXTRACTED);
    TableView dotted = SyncApi.awaitTable(extract.id(), "a.b", TableState.EXTRACTED);
    assertThat(dotted.table()).isEqualTo(new QualifiedName("with.dot", "a.b"));
    for (String none : List.of("absent", "*")) {
      TableView refused = SyncApi.table(extract.id(), none);
      assertThat(refused.state()).isEqualTo(TableState.FAILED);
      assertThat(refused.failure().code()).isEqualTo(ErrorCode.TABLE_NOT_FOUND);
    }
  }

  @Test
  void aColumnThatIsNamedHasABloomFilterInItsFiles(@TempDir Path folder) throws Exception {
    // given
    SyncApi.register("extract-source", source);

    // when
    ExtractView extract = SyncApi.start(withBloomFilter("a"));
    SyncApi.awaitTable(extract.id(), "keyless", TableState.EXTRACTED);

    // then
    String key = Bucket.keys(extract.id()).getFirst();
    Path file = Files.write(folder.resolve("a.parquet"), Bucket.at(Bucket.location(key)));
    try (Connection duck = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
        Statement statement = duck.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT bool_and(bloom_filter_excludes) FROM parquet_bloom_probe('%s', 'a', -1)"
                    .formatted(file))) {
      row.next();
      assertThat(row.getBoolean(1)).isTrue();
    }
  }

  @Test
  void aBloomFilterOfAColumnThatNoTableHasIsRefused() {
    SyncApi.register("extract-source", source);
    SyncApi.request()
        .body(Json.write(withBloomFilter("b")))
        .post("/api/v1/extracts")
        .then()
        .statusCode(ErrorCode.INVALID_REQUEST.status())
        .body("detail", containsString("\"b\""));
  }

  @Test
  void typesWithoutAMappingAreKeptAsTextWhereTheRequestSaysSo() throws SQLException {
    // given
    SyncApi.register("extract-source", source);
    execute(
        "CREATE SCHEMA odd",
        "CREATE TABLE odd.kinds (id int PRIMARY KEY, kind regclass, place tid)",
        "INSERT INTO odd.kinds VALUES (1, 'pg_class', '(1,2)'), (2, NULL, NULL)");

    // when
    ExtractView extract =
        SyncApi.start(
            new ExtractRequest(
                "extract-source",
                List.of("odd.kinds"),
                null,
                null,
                null,
                null,
                new ColumnsRequest("text", null),
                null,
                null));

    // then
    TableView kinds = SyncApi.awaitTable(extract.id(), "kinds", TableState.EXTRACTED);
    assertThat(kinds.counters().rowsExtracted()).isEqualTo(2);
  }

  // Commands wait at the consumer of their partition, so that half of these are behind the long
  // one.
  @Test
  void aTableThatTakesLongHoldsUpNoOther() {
    // given a table that is still read when all others are there
    SyncApi.register("extract-source", source);
    AtomicInteger others = new AtomicInteger();
    TestFaults.once(
        SideEffect.ANNOUNCE,
        Moment.BEFORE,
        ErrorCode.CONNECTION_LOST,
        () -> {
          for (int i = 0; i < 6; i++) {
            ExtractView other = SyncApi.start("extract-source", List.of("public.nothing"), null);
            SyncApi.awaitTable(other.id(), "nothing", TableState.EXTRACTED);
            others.incrementAndGet();
          }
        });

    // when
    ExtractView extract = SyncApi.start("extract-source", List.of("public.keyless"), null);
    SyncApi.awaitTable(extract.id(), "keyless", TableState.EXTRACTED);

    // then
    assertThat(others).hasValue(6);
  }

  // Who takes an end over has looked before: what is announced in between may lie beyond the middle
  // of what was left then.
  @Test
  void anEndIsNotTakenOverOnceMoreWasAnnounced() throws SQLException {
    // given a range as somebody idle saw it; its lease is here, so that nobody else works on it
    SyncApi.register("extract-source", source);
    ExtractView extract =
        SyncApi.start(SyncApi.by("keyset", "extract-source", List.of("apart.looked_at"), null));
    SyncApi.awaitTable(extract.id(), "looked_at", TableState.EXTRACTED);
    UUID readTask = look(extract.id()).readTask().id();
    // The reader gives it back a moment after the end.
    try (TaskLease _ =
        await()
            .atMost(Duration.ofMinutes(3))
            .until(() -> TaskLease.tryAcquire(database, readTask), lease -> lease != null)) {
      change("UPDATE extract_table SET state = 'EXTRACTING' WHERE extract_id = ?", extract.id());
      change("UPDATE read_task s SET done = false, reading_key = NULL" + OF_EXTRACT, extract.id());
      BeingRead looked = look(extract.id());

      // when a batch is announced before the end is taken over
      change("UPDATE read_task s SET next_sequence = next_sequence + 1" + OF_EXTRACT, extract.id());

      // then it is not, but it is for who looks once more
      ExtractTable table =
          database.ask(connection -> TableRows.byId(connection, looked.readTask().tableId()));
      assertThat(stealer.takeOver(table, looked, "2")).isFalse();
      assertThat(stealer.takeOver(table, look(extract.id()), "2")).isTrue();

      // and nobody reads what was made up here, however late its command comes
      change("UPDATE extract_table SET state = 'EXTRACTED' WHERE extract_id = ?", extract.id());
    }
  }

  @Test
  void noMoreWorkersReadATableThanItsRequestAllows() throws SQLException {
    assertThat(isTakenOver(null)).isTrue();
    assertThat(isTakenOver(2)).isTrue();
    assertThat(isTakenOver(1)).isFalse();
  }

  /// Whether somebody idle would take over the end of a table's only range.
  private boolean isTakenOver(@Nullable Integer workers) throws SQLException {
    SyncApi.register("extract-source", source);
    ExtractView extract =
        SyncApi.start(
            new ExtractRequest(
                "extract-source",
                List.of("apart.looked_at"),
                null,
                null,
                new ReadingRequest("keyset", null, workers),
                null,
                null,
                null,
                null));
    SyncApi.awaitTable(extract.id(), "looked_at", TableState.EXTRACTED);
    UUID readTask = look(extract.id()).readTask().id();
    try (TaskLease _ =
        await()
            .atMost(Duration.ofMinutes(3))
            .until(() -> TaskLease.tryAcquire(database, readTask), lease -> lease != null)) {
      change("UPDATE read_task s SET done = false, reading_key = '{1}'" + OF_EXTRACT, extract.id());
      change("UPDATE extract_table SET state = 'EXTRACTING' WHERE extract_id = ?", extract.id());
      boolean taken =
          stealer.beingRead().stream().anyMatch(each -> each.readTask().id().equals(readTask));
      change("UPDATE extract_table SET state = 'EXTRACTED' WHERE extract_id = ?", extract.id());
      return taken;
    }
  }

  private void change(String sql, UUID extract) throws SQLException {
    try (Connection connection = own.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, extract);
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
  }

  private BeingRead look(UUID extract) throws SQLException {
    try (Connection connection = own.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT s.* FROM read_task s, extract_table t WHERE"
                    + " s.number = 0 AND t.id = s.table_id AND t.extract_id = ?")) {
      statement.setObject(1, extract);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new BeingRead(TaskClaims.readTask(row), List.of("1"));
      }
    }
  }
}
