package dev.plimsoll.connector.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.RecordText;
import dev.plimsoll.connector.column.RowDigest;
import dev.plimsoll.connector.source.KeySession;
import dev.plimsoll.connector.source.SourceKeys.KeyRange;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.RowKey;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.testkit.MariaDb;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.MariaDbExtension;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Keys as PostgreSQL writes them, asked of MariaDB: what it holds equal it tells as it has it,
/// and its digest of a range is the one that PostgreSQL has.
@ExtendWith(MariaDbExtension.class)
final class MariaDbHeldKeysIT {
  private static final String SCHEMA = "held_keys";
  private static final String SNOWMAN = "\u2603";

  private static MariaDbDatabase database;

  @BeforeAll
  static void makeTables(MariaDb mariaDb) throws SQLException {
    database = mariaDb.createDatabase(SCHEMA);
    for (KeyShape shape : KeyShape.values()) {
      database.execute(shape.statements());
    }
  }

  private static MariaDbTable table(String name) {
    try (MariaDbSession session =
        new MariaDbConnections(System.getenv())
            .open(database.address(), "plimsoll-sync held keys")) {
      return new MariaDbCatalog(session)
          .read(new QualifiedName(SCHEMA, name), UnmappedTypes.REFUSE);
    }
  }

  private static List<Column> key(MariaDbTable table) {
    return Column.named(table.source().structure().primaryKey(), table.columns());
  }

  private static MariaDbHeldKeys open(MariaDbTable table) {
    return Sources.SOURCE.heldKeys(
        database.address(), "plimsoll-sync held keys", table.name(), false, key(table));
  }

  // By the server's order.
  private static List<List<String>> keys(MariaDbTable table) throws Exception {
    RowKey key = new RowKey(table.columns(), key(table));
    MariaDbSession session =
        new MariaDbConnections(System.getenv()).open(database.address(), "plimsoll-sync held keys");
    List<List<String>> keys = new ArrayList<>();
    try (KeySession reader = new MariaDbKeys(session, table, null, null);
        SourceRows rows = reader.rows(new ReadRange(null, null), List.of())) {
      for (byte[] row = rows.next(); row != null; row = rows.next()) {
        keys.add(key.of(row));
      }
    }
    return keys;
  }

  private static TableDigest digest(List<List<String>> keys) {
    RowDigest digest = new RowDigest();
    RecordText text = new RecordText();
    for (List<String> key : keys) {
      text.begin();
      for (String value : key) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        ByteBuilder field = new ByteBuilder(64);
        field.write(bytes, 0, bytes.length);
        text.add(field);
      }
      digest.add(text.end());
    }
    return new TableDigest(digest.rows(), digest.hex());
  }

  @ParameterizedTest
  @EnumSource(KeyShape.class)
  void aRangeIsToldByRowsAndDigest(KeyShape shape) throws Exception {
    // given
    MariaDbTable table = table(shape.table());
    List<List<String>> keys = keys(table);
    int from = KeyShape.ROWS / 3;
    int to = 2 * KeyShape.ROWS / 3;

    try (MariaDbHeldKeys held = open(table)) {
      // when, then
      assertThat(held.digest(new KeyRange(List.of(), List.of()), Long.MAX_VALUE))
          .contains(digest(keys));
      assertThat(held.digest(new KeyRange(keys.get(from), keys.get(to)), KeyShape.ROWS))
          .contains(digest(keys.subList(from + 1, to + 1)));
      assertThat(held.digest(new KeyRange(keys.get(from), List.of()), 7))
          .contains(digest(keys.subList(from + 1, from + 8)));
    }
  }

  @ParameterizedTest
  @EnumSource(KeyShape.class)
  void eachKeyIsFoundAsItIsWrittenAndNoneThatIsGone(KeyShape shape) throws Exception {
    // given
    MariaDbTable table = table(shape.table());
    List<List<String>> keys = keys(table);
    Map<Integer, List<String>> expected = new HashMap<>();
    for (int place = 0; place < keys.size(); place++) {
      expected.put(place, keys.get(place));
    }

    // when, then
    try (MariaDbHeldKeys held = open(table)) {
      assertThat(held.equalTo(keys)).isEqualTo(expected);
    }

    // when
    database.execute(
        "CREATE TABLE left_of_%1$s LIKE %1$s".formatted(shape.table()),
        "SET SESSION sql_mode = ''",
        "INSERT INTO left_of_%1$s SELECT * FROM %1$s ORDER BY %2$s LIMIT 900"
            .formatted(shape.table(), String.join(", ", table.source().structure().primaryKey())));
    MariaDbTable left = table("left_of_" + shape.table());
    List<List<String>> kept = keys(left);
    try (MariaDbHeldKeys held = open(left)) {
      Map<Integer, List<String>> found = held.equalTo(keys);

      // then
      assertThat(kept).hasSize(900);
      assertThat(found.values()).containsExactlyInAnyOrderElementsOf(kept);
      assertThat(found).allSatisfy((place, key) -> assertThat(keys.get(place)).isEqualTo(key));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "utf8mb4_general_ci, true, true",
    "utf8mb4_unicode_nopad_ci, true, false",
    "utf8mb4_bin, false, true",
    "latin1_german1_ci, true, true",
    "latin1_bin, false, true",
    "latin1_nopad_bin, false, false",
  })
  void whatIsHeldEqualIsToldAsItIsWritten(String collation, boolean bySize, boolean bySpaces)
      throws SQLException {
    // given
    String charset = collation.substring(0, collation.indexOf('_'));
    database.execute(
        "CREATE OR REPLACE TABLE spelled (n int, name varchar(20) CHARACTER SET %s COLLATE %s, PRIMARY KEY (name, n))"
            .formatted(charset, collation),
        "INSERT INTO spelled VALUES (1, '\u00c4BC'), (2, 'a?'), (3, ' x ')");
    List<String> capitals = List.of("\u00c4BC", "1");
    List<String> spaces = List.of(" x ", "3");

    // when
    Map<Integer, List<String>> found;
    try (MariaDbHeldKeys held = open(table("spelled"))) {
      found =
          held.equalTo(
              List.of(
                  capitals,
                  List.of("\u00e4bc", "1"),
                  List.of("\u00c4BC", "2"),
                  List.of(" x", "3"),
                  List.of("a" + SNOWMAN + SNOWMAN, "2")));
    }

    // then
    Map<Integer, List<String>> expected = new HashMap<>(Map.of(0, capitals));
    if (bySize) {
      expected.put(1, capitals);
    }
    if (bySpaces) {
      expected.put(3, spaces);
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void whatNoColumnHoldsIsNotThereAndBoundsNoRange() throws SQLException {
    // given
    database.execute(
        "CREATE TABLE numbers (id decimal(10,2) PRIMARY KEY)",
        "INSERT INTO numbers VALUES (0), (1)",
        "CREATE TABLE moments (id timestamp(6) PRIMARY KEY)",
        "INSERT INTO moments VALUES ('2024-01-01')",
        "CREATE TABLE naturals (id bigint unsigned PRIMARY KEY)",
        "INSERT INTO naturals VALUES (0), (18446744073709551615)");

    // when, then
    try (MariaDbHeldKeys held = open(table("numbers"))) {
      assertThat(held.equalTo(List.of(List.of("NaN"), List.of("1.00")))).containsOnlyKeys(1);
      assertThat(held.digest(new KeyRange(List.of("0.00"), List.of("NaN")), 10)).isEmpty();
    }
    try (MariaDbHeldKeys held = open(table("moments"))) {
      assertThat(
              held.equalTo(
                  List.of(
                      List.of("infinity"),
                      List.of("0044-03-15 00:00:00+00 BC"),
                      List.of("12024-01-01 00:00:00+00"),
                      List.of("1900-01-01 00:00:00+00"),
                      List.of("2024-01-01 00:00:00+00"))))
          .containsOnlyKeys(4);
    }
    try (MariaDbHeldKeys held = open(table("naturals"))) {
      assertThat(held.equalTo(List.of(List.of("-1"), List.of("18446744073709551615"))))
          .containsOnlyKeys(1);
      assertThat(held.digest(new KeyRange(List.of("-1"), List.of("99999999999999999999")), 10))
          .contains(digest(List.of(List.of("0"), List.of("18446744073709551615"))));
    }
  }

  @Test
  void itIsOfOneMomentAndOfTheTableThatWasPlanned() throws SQLException {
    // given
    database.execute(
        "CREATE TABLE moving (id int PRIMARY KEY)", "INSERT INTO moving VALUES (1), (2)");
    MariaDbTable planned = table("moving");
    try (MariaDbHeldKeys held = open(planned)) {
      // when
      database.execute("DELETE FROM moving WHERE id = 1", "INSERT INTO moving VALUES (3)");

      // then
      assertThat(held.equalTo(List.of(List.of("1"), List.of("2"), List.of("3"))))
          .containsOnlyKeys(0, 1);
    }

    // when
    database.execute("ALTER TABLE moving MODIFY id bigint");

    // then
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> open(planned))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CHANGED))
        .withMessageContaining("\"id\" bigint");
  }
}
