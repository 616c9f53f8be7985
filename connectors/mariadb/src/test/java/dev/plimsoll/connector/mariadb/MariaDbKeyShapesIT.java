package dev.plimsoll.connector.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.source.KeySession;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.WholeTable;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.RowKey;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.testkit.MariaDb;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.MariaDbExtension;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever the server holds equal and however it orders: ranges of a key and what is gone on with
/// behind any row of them have each row once.
@ExtendWith(MariaDbExtension.class)
final class MariaDbKeyShapesIT {
  private static final int WANTED = 5;
  private static final long SEED = new Random().nextLong();

  private static MariaDbDatabase database;

  @BeforeAll
  static void makeTables(MariaDb mariaDb) throws SQLException {
    System.out.println("key shapes seed " + SEED);
    database = mariaDb.createDatabase("key_shapes");
    for (KeyShape shape : KeyShape.values()) {
      database.execute(shape.statements());
    }
  }

  private static MariaDbSession session() {
    return new MariaDbConnections(System.getenv())
        .open(database.address(), "plimsoll-sync key shapes");
  }

  private static MariaDbTable table(MariaDbSession session, String name) {
    return new MariaDbCatalog(session)
        .read(new QualifiedName("key_shapes", name), UnmappedTypes.REFUSE);
  }

  private static RowKey rowKey(MariaDbTable table) {
    List<Column> columns = table.columns();
    return new RowKey(columns, Column.named(table.readingKey(), columns));
  }

  private static List<List<String>> sorted(List<List<String>> keys) {
    return keys.stream().sorted(Comparator.comparing(List::toString)).toList();
  }

  // By no key at all.
  private static List<List<String>> allOf(MariaDbTable table) throws Exception {
    RowKey key = rowKey(table);
    List<List<String>> keys = new ArrayList<>();
    try (WholeTable whole = new MariaDbSource.Whole(session(), table);
        SourceRows rows = whole.rows()) {
      for (byte[] row = rows.next(); row != null; row = rows.next()) {
        keys.add(key.of(row));
      }
    }
    return keys;
  }

  @ParameterizedTest
  @EnumSource(KeyShape.class)
  void eachRowIsReadOnceHoweverOftenItIsGoneOn(KeyShape shape) throws Exception {
    Random random = new Random(SEED);
    try (MariaDbSession session = session()) {
      // given
      MariaDbTable table = table(session, shape.table());
      List<List<String>> expected = allOf(table);
      assertThat(expected).hasSize(KeyShape.ROWS);

      // when
      List<ReadRange> ranges = new MariaDbRanges(session, table).cut(WANTED);
      List<List<String>> found = new ArrayList<>();
      for (ReadRange range : ranges) {
        readWithStops(table, range, random, found);
      }

      // then
      assertThat(ranges).hasSizeGreaterThan(1);
      assertThat(sorted(found)).as("seed %d", SEED).isEqualTo(sorted(expected));
    }
  }

  // Until the range has ended: some rows, then another session behind the last of them.
  private static void readWithStops(
      MariaDbTable table, ReadRange range, Random random, List<List<String>> found)
      throws Exception {
    RowKey key = rowKey(table);
    List<String> after = List.of();
    boolean ended = false;
    while (!ended) {
      int most = 1 + random.nextInt(300);
      try (KeySession keys = new MariaDbKeys(session(), table, null, null);
          SourceRows rows = keys.rows(range, after)) {
        for (int count = 0; count < most && !ended; count++) {
          byte[] row = rows.next();
          if (row == null) {
            ended = true;
          } else {
            after = key.of(row);
            found.add(after);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(KeyShape.class)
  void aRowIsOnOneSideOfABound(KeyShape shape) throws Exception {
    try (MariaDbSession session = session()) {
      // given
      MariaDbTable table = table(session, shape.table());
      List<ReadRange> ranges = new MariaDbRanges(session, table).cut(2);
      String bound = String.valueOf(ranges.getLast().lower());
      RowKey key = rowKey(table);

      // when, then
      for (ReadRange range : ranges) {
        List<String> first;
        try (KeySession keys = new MariaDbKeys(session(), table, null, null);
            SourceRows rows = keys.rows(range, List.of())) {
          byte[] row = rows.next();
          assertThat(row).isNotNull();
          first = key.of(row);
        }
        try (KeySession keys = new MariaDbKeys(session(), table, null, null)) {
          assertThat(keys.isBefore(first, bound)).isEqualTo(range.upper() != null);
        }
      }
    }
  }

  @Test
  void aKeyThatCannotBeCarriedBoundsNoRangeAndIsToldWhenItIsRead() throws SQLException {
    // given
    database.execute(
        "SET SESSION sql_mode = 'ALLOW_INVALID_DATES'",
        "CREATE TABLE poisoned (day date PRIMARY KEY)",
        "INSERT INTO poisoned SELECT '2024-01-01' + INTERVAL seq DAY FROM seq_1_to_1000",
        "INSERT INTO poisoned VALUES ('2023-02-31'), ('2030-02-31')",
        "ANALYZE TABLE poisoned");

    try (MariaDbSession session = session()) {
      // when
      MariaDbTable table = table(session, "poisoned");
      List<ReadRange> ranges = new MariaDbRanges(session, table).cut(WANTED);

      // then
      assertThat(ranges).containsExactly(new ReadRange(null, null));
      assertThatExceptionOfType(PlimsollException.class)
          .isThrownBy(() -> allOf(table))
          .withMessageContaining("the row with (day) = (2023-02-31)")
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.VALUE_NOT_CARRIED));
    }
  }
}
