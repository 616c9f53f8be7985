package dev.plimsoll.sync.increment;

import static dev.plimsoll.sync.increment.ShrinkingMariaDb.BY_TIME;
import static dev.plimsoll.sync.increment.ShrinkingMariaDb.CHANGED_AT;
import static dev.plimsoll.sync.increment.ShrinkingMariaDb.WITH_DELETES;
import static dev.plimsoll.sync.increment.ShrinkingMariaDb.withDeletes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.sync.ExtractRequest.DeletesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.MariaDbExtension;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Rows that a MariaDB has no more are deleted at the target, whatever their keys are and however
/// it holds keys equal.
@ExtendWith(MariaDbExtension.class)
@QuarkusTest
@TestProfile(SyncProfile.class)
final class MariaDbDeletedKeysIT {
  private static final String SCHEMA = "deleted_keys";

  private static final Increments INCREMENTS = new Increments(SCHEMA, SCHEMA + "-target", SCHEMA);

  private static ShrinkingMariaDb shrinking;
  private static MariaDbDatabase source;
  private static TestDatabase target;

  @BeforeAll
  static void makeDatabases() throws SQLException {
    shrinking = ShrinkingMariaDb.create(SCHEMA);
    source = shrinking.source();
    target = shrinking.target();
  }

  @BeforeEach
  void register() {
    shrinking.register();
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
        .allSatisfy(
            view -> assertThat(view.reading().increment().merged().deleted()).isEqualTo(10));
    for (Keys keys : KEYS) {
      assertThat(shrinking.rowsAtTarget(keys.table())).as(keys.table()).isEqualTo(290);
      assertThat(shrinking.atTarget(keys.table(), keys.there()))
          .as(keys.table())
          .hasSize(290)
          .isEqualTo(shrinking.atSource(keys.table(), keys.here()));
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
    assertThat(view.reading().increment().merged().inserted()).isEqualTo(2);
    assertThat(view.reading().increment().merged().deleted()).isEqualTo(2);
    assertThat(shrinking.atTarget("spelled", "name"))
        .containsExactlyInAnyOrder("ABC", "def  ", "ghi");

    // when
    update("spelled", "changed_at = current_timestamp(6)", "ghi");
    TableView later = INCREMENTS.run("spelled", withDeletes(new DeletesRequest(50, null)));

    // then
    assertThat(later.reading().increment().merged().deleted()).isEqualTo(1);
    assertThat(shrinking.atTarget("spelled", "name"))
        .isEqualTo(shrinking.atSource("spelled", "name"));
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
    assertThat(view.reading().increment().merged().deleted()).isZero();
    assertThat(shrinking.rowsAtTarget("either")).isEqualTo(2);
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
        INSERT INTO deleted_keys.foreign_keys VALUES
          ('2024-01-01', 'a\u2603', 1, now()), ('infinity', 'a?', 1, now()),
          ('2024-01-01', 'a?', 'NaN', now()), ('0044-03-15 BC', 'a?', 2, now())
        """);

    // when
    TableView view = INCREMENTS.run("foreign_keys", WITH_DELETES);

    // then
    assertThat(view.reading().increment().merged().deleted()).isEqualTo(4);
    assertThat(shrinking.rowsAtTarget("foreign_keys")).isEqualTo(50);
  }
}
