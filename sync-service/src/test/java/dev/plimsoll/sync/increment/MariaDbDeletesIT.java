package dev.plimsoll.sync.increment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractExplanation.ComparedKeys;
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
import dev.plimsoll.sync.effect.FaultPoints.Moment;
import dev.plimsoll.sync.effect.SideEffect;
import dev.plimsoll.testkit.MariaDb;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.MariaDbExtension;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rows that a MariaDB has no more are deleted at the target, each counted once: whatever its keys
/// are, whoever writes meanwhile, and however it holds keys equal. 25,000 keys are three ranges.
@ExtendWith(MariaDbExtension.class)
@QuarkusTest
@TestProfile(SyncProfile.class)
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "sync"))
final class MariaDbDeletesIT {
  private static final String SCHEMA = "shrinking";
  private static final long SEED = new Random().nextLong();
  private static final IncrementRequest BY_TIME = IncrementRequest.by("changed_at");
  private static final IncrementRequest WITH_DELETES = withDeletes(new DeletesRequest(null, null));
  private static final Increments INCREMENTS =
      new Increments("shrinking", "shrinking-target", SCHEMA);
  private static final String CHANGED_AT =
      "changed_at timestamp(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6), ";

  private static MariaDbDatabase source;
  private static TestDatabase target;

  @BeforeAll
  static void makeDatabases() throws SQLException {
    System.out.println("MariaDB deletes seed " + SEED);
    FakeLog.get();
    source = MariaDb.get().createDatabase(SCHEMA);
    target = Stack.get().createDatabase("shrinking_target");
    source.execute("CREATE TABLE something (id int PRIMARY KEY)");
  }

  @BeforeEach
  void register() {
    SyncApi.put(new EndpointRegistration("shrinking", source.address(), DatabaseKind.MARIADB))
        .then()
        .statusCode(200);
    SyncApi.register("shrinking-target", target);
  }

  private static IncrementRequest withDeletes(DeletesRequest deletes) {
    return new IncrementRequest(null, "changed_at", null, null, null, deletes);
  }

  // Its key is of numbers and of text that capitals and spaces at the end make no other.
  private static void createAndCopy(String table) throws SQLException {
    source.execute(
        ("CREATE TABLE %s (region varchar(9) COLLATE utf8mb4_general_ci, id bigint unsigned, "
                + CHANGED_AT
                + "PRIMARY KEY (region, id), INDEX (changed_at))")
            .formatted(table),
        "INSERT INTO %s (region, id) SELECT elt(1 + seq %% 3, 'it''s', 'US', '\u00e4s '), seq FROM seq_1_to_25000"
            .formatted(table));
    INCREMENTS.run(table, BY_TIME);
  }

  /// A hundred rows, keys 1 to 100.
  private static void createSmallAndCopy(String table) throws SQLException {
    source.execute(
        "CREATE TABLE %s (id int PRIMARY KEY, %s INDEX (changed_at))".formatted(table, CHANGED_AT),
        "INSERT INTO %s (id) SELECT seq FROM seq_1_to_100".formatted(table));
    INCREMENTS.run(table, BY_TIME);
  }

  private static void createNamesAndCopy(String table, String... names) throws SQLException {
    source.execute(
        "CREATE TABLE %s (name varchar(20) COLLATE utf8mb4_general_ci PRIMARY KEY, %s INDEX (changed_at))"
            .formatted(table, CHANGED_AT));
    for (String name : names) {
      source.execute("INSERT INTO %s (name) VALUES ('%s')".formatted(table, name));
    }
    INCREMENTS.run(table, BY_TIME);
  }

  private static void update(String table, String set, String name) throws SQLException {
    source.execute("UPDATE %s SET %s WHERE name = '%s'".formatted(table, set, name));
  }

  private static long rowsAtTarget(String table) throws SQLException {
    return TestTables.number(target, "SELECT count(*) FROM %s.%s".formatted(SCHEMA, table));
  }

  private static Set<String> texts(Connection connection, String sql) throws SQLException {
    Set<String> texts = new TreeSet<>();
    try (connection;
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        texts.add(row.getString(1));
      }
    }
    return texts;
  }

  private static Set<String> atSource(String table, String expression) throws SQLException {
    return texts(source.connect(), "SELECT %s FROM %s".formatted(expression, table));
  }

  private static Set<String> atTarget(String table, String expression) throws SQLException {
    return texts(target.connect(), "SELECT %s FROM %s.%s".formatted(expression, SCHEMA, table));
  }

  private static void assertEqualRegions(String table) throws SQLException {
    String key = "concat(region, '|', id)";
    assertThat(atTarget(table, key)).isEqualTo(atSource(table, key));
  }

  @Test
  void rowsThatAreGoneAreDeletedAndCountedInTheReceipt() throws SQLException {
    // given
    createAndCopy("gone");
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
    assertThat(view.increment().deleted()).isEqualTo(5);
    assertThat(view.increment().inserted()).isEqualTo(1);
    assertEqualRegions("gone");
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
    assertThat(receipt.tables().getFirst().deleted()).isEqualTo(5);
    assertThat(again.increment().deleted()).isZero();
    assertThat(without.increment().deleted()).isNull();
  }

  /// A table by its key, n being the number of a row.
  ///
  /// @param here what its keys are compared by at the source
  /// @param there and at the target
  private record Keys(String table, String column, String values, String here, String there) {
    void create() throws SQLException {
      source.execute(
          "SET SESSION sql_mode = ''",
          "SET SESSION time_zone = '+00:00'",
          "CREATE TABLE %s (n int, %s, %s PRIMARY KEY (id), INDEX (changed_at))"
              .formatted(table, column, CHANGED_AT),
          "INSERT INTO %s (n, id) SELECT seq, %s FROM seq_1_to_300".formatted(table, values));
    }
  }

  // What one writes as the other does not is compared by its hexadecimal digits.
  private static final List<Keys> KEYS =
      List.of(
          new Keys(
              "keys_numbers",
              "id bigint",
              "(CAST(seq AS SIGNED) - 150) * 60000000000000000",
              "id",
              "id"),
          new Keys("keys_naturals", "id bigint unsigned", "18446744073709551615 - seq", "id", "id"),
          new Keys(
              "keys_amounts", "id decimal(30,10)", "(CAST(seq AS SIGNED) - 150) / 7", "id", "id"),
          new Keys(
              "keys_bytes",
              "id varbinary(20)",
              "concat(unhex(md5(seq)), repeat(x'00', seq % 3))",
              "hex(id)",
              "upper(encode(id, 'hex'))"),
          new Keys("keys_uuids", "id uuid", "uuid()", "id", "id"),
          new Keys(
              "keys_days",
              "id date",
              "IF(seq = 5, '0000-00-00', '1999-12-31' + INTERVAL seq DAY)",
              "id",
              "replace(id::text, '-infinity', '0000-00-00')"),
          new Keys(
              "keys_moments",
              "id datetime(3)",
              "'2024-03-31 00:30:00' + INTERVAL seq * 90500000 MICROSECOND",
              "date_format(id, '%Y-%m-%d %H:%i:%s.%f')",
              "to_char(id, 'YYYY-MM-DD HH24:MI:SS.US')"),
          new Keys(
              "keys_instants",
              "id timestamp(6)",
              "'2024-03-31 00:30:00' + INTERVAL seq * 90000001 MICROSECOND",
              "date_format(CONVERT_TZ(id, @@time_zone, '+00:00'), '%Y-%m-%d %H:%i:%s.%f')",
              "to_char(id AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"),
          new Keys(
              "keys_latin",
              "id varchar(30) CHARACTER SET latin1 COLLATE latin1_swedish_ci",
              "concat(elt(1 + seq % 4, 'é', 'a', 'ü', 'Z'), reverse(seq))",
              "id",
              "id"),
          new Keys(
              "keys_padded",
              "id char(30) COLLATE utf8mb4_general_ci",
              "concat(elt(1 + seq % 2, 'x', 'X'), seq, ' ')",
              "id",
              "id"),
          new Keys(
              "keys_not_padded",
              "id varchar(30) COLLATE utf8mb4_nopad_bin",
              "concat('k', seq DIV 3, repeat(' ', seq % 3))",
              "id",
              "id"),
          new Keys(
              "keys_by_code_point",
              "id varchar(30) COLLATE utf8mb4_bin",
              "concat(elt(1 + seq % 2, 'a', 'A'), seq DIV 2)",
              "id",
              "id"));

  @Test
  void whateverTheKeysAre() throws SQLException {
    // given
    for (Keys keys : KEYS) {
      keys.create();
    }
    runAll(BY_TIME);
    for (Keys keys : KEYS) {
      source.execute("DELETE FROM %s WHERE n %% 30 = 5".formatted(keys.table()));
    }

    // when
    List<TableView> views = runAll(WITH_DELETES);

    // then
    assertThat(views)
        .hasSameSizeAs(KEYS)
        .allSatisfy(view -> assertThat(view.increment().deleted()).isEqualTo(10));
    for (Keys keys : KEYS) {
      assertThat(rowsAtTarget(keys.table())).as(keys.table()).isEqualTo(290);
      assertThat(atTarget(keys.table(), keys.there()))
          .as(keys.table())
          .hasSize(290)
          .isEqualTo(atSource(keys.table(), keys.here()));
    }
  }

  /// All of them by one extract: most of what one costs is its beginning.
  private static List<TableView> runAll(IncrementRequest increment) {
    ExtractView extract = INCREMENTS.start("keys_*", increment);
    return KEYS.stream()
        .map(
            keys ->
                SyncApi.awaitTable(
                    extract.id(),
                    keys.table(),
                    view -> view.state() == TableState.LOADED || view.state() == TableState.FAILED))
        .peek(view -> assertThat(view.state()).as("%s", view).isEqualTo(TableState.LOADED))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "killed_before, BEFORE, interrupted",
    "killed_after, AFTER, interrupted",
    "not_done, BEFORE, connection-lost",
    "answer_lost, AFTER, connection-lost"
  })
  void interruptedDeletesGoOnAndAreCountedOnce(String table, Moment moment, ErrorCode code)
      throws SQLException {
    // given
    createAndCopy(table);
    source.execute("DELETE FROM " + table + " WHERE id % 1000 = 7");
    TestFaults.once(SideEffect.COMMIT_DELETES, moment, code);

    // when
    TableView view = INCREMENTS.run(table, WITH_DELETES);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertThat(view.increment().deleted()).isEqualTo(25);
    assertEqualRegions(table);
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
            INCREMENTS.run("busy", withDeletes(new DeletesRequest(99, null))).increment().deleted();
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
    assertThat(atTarget("busy", "name")).as("seed %d", SEED).isEqualTo(atSource("busy", "name"));
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

  @Test
  void aKeyThatIsWrittenOtherwiseStaysUntilItsRowHasComeAndIsOneThen() throws SQLException {
    // given
    createNamesAndCopy("spelled", "abc", "def", "ghi");
    update("spelled", "name = 'ABC'", "abc");
    update("spelled", "name = 'def  '", "def");
    update("spelled", "name = 'GHI', changed_at = changed_at", "ghi");

    // when
    TableView view = INCREMENTS.run("spelled", withDeletes(new DeletesRequest(50, null)));

    // then
    assertThat(view.increment().inserted()).isEqualTo(2);
    assertThat(view.increment().deleted()).isEqualTo(2);
    assertThat(atTarget("spelled", "name")).containsExactlyInAnyOrder("ABC", "def  ", "ghi");

    // when
    update("spelled", "changed_at = current_timestamp(6)", "ghi");
    TableView later = INCREMENTS.run("spelled", withDeletes(new DeletesRequest(50, null)));

    // then
    assertThat(later.increment().deleted()).isEqualTo(1);
    assertThat(atTarget("spelled", "name")).isEqualTo(atSource("spelled", "name"));
  }

  // To the target they are one key, of which the row that the source has is never deleted.
  @Test
  void aTargetThatHoldsKeysEqualAsTheSourceDoesLosesNone() throws SQLException {
    // given
    TestTables.execute(
        target,
        "CREATE SCHEMA IF NOT EXISTS " + SCHEMA,
        "CREATE COLLATION either (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        "CREATE TABLE %s.either (name varchar(20) COLLATE either PRIMARY KEY, changed_at timestamptz)"
            .formatted(SCHEMA));
    createNamesAndCopy("either", "abc", "def");
    update("either", "name = 'ABC'", "abc");

    // when
    TableView view = INCREMENTS.run("either", withDeletes(new DeletesRequest(50, null)));

    // then
    assertThat(view.increment().deleted()).isZero();
    assertThat(rowsAtTarget("either")).isEqualTo(2);
  }

  @Test
  void keysThatOnlyTheTargetCanHoldAreGone() throws SQLException {
    // given
    source.execute(
        "CREATE TABLE foreign_keys (at datetime(6), name varchar(9) CHARACTER SET latin1, n decimal(5,1), "
            + CHANGED_AT
            + "PRIMARY KEY (at, name, n), INDEX (changed_at))",
        "INSERT INTO foreign_keys (at, name, n) SELECT '2024-01-01', 'a?', seq FROM seq_1_to_50");
    INCREMENTS.run("foreign_keys", BY_TIME);
    TestTables.execute(
        target,
        """
        INSERT INTO shrinking.foreign_keys VALUES
          ('2024-01-01', 'a\u2603', 1, now()), ('infinity', 'a?', 1, now()),
          ('2024-01-01', 'a?', 'NaN', now()), ('0044-03-15 BC', 'a?', 2, now())
        """);

    // when
    TableView view = INCREMENTS.run("foreign_keys", WITH_DELETES);

    // then
    assertThat(view.increment().deleted()).isEqualTo(4);
    assertThat(rowsAtTarget("foreign_keys")).isEqualTo(50);
  }

  @Test
  void aSourceThatIsSuddenlyEmptyEmptiesNoTarget() throws SQLException {
    // given
    createSmallAndCopy("emptied");
    source.execute("CREATE TABLE kept_aside AS SELECT * FROM emptied", "DELETE FROM emptied");

    // when
    ExtractView extract = INCREMENTS.start("emptied", WITH_DELETES);
    TableView refused = SyncApi.awaitTable(extract.id(), "emptied", TableState.FAILED);
    long leftByThat = rowsAtTarget("emptied");
    source.execute("INSERT INTO emptied SELECT * FROM kept_aside WHERE id > 10");
    SyncApi.retry(extract.id(), refused.table()).then().statusCode(202);
    TableView retried = SyncApi.awaitTable(extract.id(), "emptied", TableState.LOADED);

    // then
    assertThat(refused.errorCode()).isEqualTo(ErrorCode.TOO_MANY_DELETES);
    assertThat(refused.error()).contains("100 of its 100 rows", "none was deleted");
    assertThat(leftByThat).isEqualTo(100);
    assertThat(retried.increment().deleted()).isEqualTo(10);
    assertThat(rowsAtTarget("emptied")).isEqualTo(90);
  }

  @Test
  void aTableWhoseEngineHasNoMomentIsRefused() throws SQLException {
    // given
    source.execute(
        "CREATE TABLE untold (id int PRIMARY KEY, changed_at timestamp(6) NOT NULL) ENGINE = MyISAM",
        "CREATE TABLE partly (id varchar(20), changed_at timestamp(6) NOT NULL, at int NOT NULL UNIQUE,"
            + " PRIMARY KEY (id(5)))");

    // when
    TableView untold =
        INCREMENTS.runRefused(
            "untold",
            new IncrementRequest(
                null, "changed_at", "PT1S", null, null, new DeletesRequest(null, null)));
    TableView partly = INCREMENTS.runRefused("partly", WITH_DELETES);

    // then
    assertThat(untold.errorCode()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(untold.error()).contains("its engine shows no moment");
    assertThat(partly.error()).contains("the beginnings of its values");
  }

  @Test
  void aReplicaIsRefusedAlsoWhereThereIsALag() throws SQLException {
    // given
    createSmallAndCopy("replicated");
    IncrementRequest behind =
        new IncrementRequest(
            null, "changed_at", "PT1S", null, null, new DeletesRequest(null, null));
    source.execute(
        "CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = 1, MASTER_USER = 'nobody'",
        "START SLAVE");

    // when
    TableView refused;
    try {
      refused = INCREMENTS.runRefused("replicated", behind);
    } finally {
      source.execute("STOP SLAVE", "RESET SLAVE ALL");
    }

    // then
    assertThat(refused.errorCode()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refused.error()).contains("a replica or a member of a cluster may be behind");
    assertThat(INCREMENTS.run("replicated", behind).increment().deleted()).isZero();
  }

  @Test
  void whatIsGoingToBeComparedIsExplained() throws SQLException {
    // given
    createAndCopy("explained");

    // when
    ComparedKeys withDeletes = explained(withDeletes(new DeletesRequest(25, 7L)));
    ComparedKeys without = explained(BY_TIME);

    // then
    assertThat(withDeletes).isNotNull();
    assertThat(withDeletes.targetRows()).isBetween(12_500L, 50_000L);
    assertThat(withDeletes.ranges()).isEqualTo((withDeletes.targetRows() + 9_999) / 10_000);
    assertThat(withDeletes.maxPercent()).isEqualTo(25);
    assertThat(withDeletes.maxRows()).isEqualTo(7);
    assertThat(without).isNull();
  }

  private static ComparedKeys explained(IncrementRequest increment) {
    String answer =
        SyncApi.request()
            .body(Json.write(INCREMENTS.request("explained", increment)))
            .post("/api/v1/extracts/explain")
            .asString();
    return Json.read(answer, ExtractExplanation.class).tables().getFirst().deletes();
  }
}
