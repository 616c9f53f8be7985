package dev.plimsoll.connector.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.connector.mariadb.MariaDbRanges.Piece;
import dev.plimsoll.connector.source.KeyMiddle;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.testkit.MariaDb;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.MariaDbExtension;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(MariaDbExtension.class)
final class MariaDbRangesIT {
  private static final int ROWS = 60_000;
  private static final int WANTED = 6;

  private static MariaDbDatabase database;

  @BeforeAll
  static void tables(MariaDb mariaDb) throws SQLException {
    database = mariaDb.createDatabase("ranges");
    String rows = " FROM seq_1_to_" + ROWS;
    database.execute(
        "CREATE TABLE dense (id bigint PRIMARY KEY)",
        "INSERT INTO dense SELECT seq" + rows,
        // Nine rows of ten in the first thousandth of the ids.
        "CREATE TABLE skewed (id bigint unsigned PRIMARY KEY)",
        "INSERT INTO skewed SELECT IF(seq % 10 > 0, seq, seq * 10000)" + rows,
        "CREATE TABLE gap (id bigint PRIMARY KEY)",
        "INSERT INTO gap SELECT IF(seq <= " + ROWS / 2 + ", seq, 9000000000000 + seq)" + rows,
        "CREATE TABLE composite (tenant int, seq bigint, PRIMARY KEY (tenant, seq))",
        "INSERT INTO composite SELECT seq % 97, seq" + rows,
        "CREATE TABLE uuids (id uuid PRIMARY KEY)",
        "INSERT INTO uuids SELECT concat(substr(m, 1, 8), '-', substr(m, 9, 4), '-4', substr(m, 14, 3),"
            + " '-8', substr(m, 18, 3), '-', substr(m, 21)) FROM (SELECT md5(seq) AS m"
            + rows
            + ") AS r",
        "CREATE TABLE hex (id char(36) PRIMARY KEY)",
        "INSERT INTO hex SELECT upper(id) FROM uuids",
        "CREATE TABLE names (id varchar(40) PRIMARY KEY)",
        "INSERT INTO names SELECT concat('K\u00e9y ', reverse(seq))" + rows,
        "CREATE TABLE raw (id varbinary(20) PRIMARY KEY)",
        "INSERT INTO raw SELECT unhex(sha1(seq))" + rows,
        "CREATE TABLE days (day date, seq int, PRIMARY KEY (day, seq))",
        "INSERT INTO days SELECT '2020-01-01' + INTERVAL seq % 1000 DAY, seq" + rows,
        "CREATE TABLE lone (id bigint PRIMARY KEY)",
        "INSERT INTO lone VALUES (9000000000000)",
        "CREATE TABLE none (id bigint PRIMARY KEY)",
        "ANALYZE TABLE dense, skewed, gap, composite, uuids, hex, names, raw, days, lone, none");
  }

  private static MariaDbSession session() {
    return new MariaDbConnections(System.getenv()).open(database.address(), "plimsoll-sync ranges");
  }

  private static MariaDbTable table(MariaDbSession session, String name) {
    return new MariaDbCatalog(session)
        .read(new QualifiedName("ranges", name), UnmappedTypes.REFUSE);
  }

  private static long rows(MariaDbSession session, MariaDbTable table, ReadRange range)
      throws SQLException {
    String sql = MariaDbQuery.rows(table, range, List.of());
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM (" + sql + ") AS r")) {
      row.next();
      return row.getLong(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "dense, 0.3",
    "skewed, 0.3",
    "gap, 0.3",
    "composite, 0.3",
    "uuids, 0.3",
    "hex, 0.35",
    "names, 0.35",
    "raw, 0.3",
    "days, 0.3",
  })
  void rangesCoverEveryRowAndNoneIsEmptyOrMuchLargerThanOthers(String name, double mostOfRows)
      throws SQLException {
    try (MariaDbSession session = session()) {
      // given
      MariaDbTable table = table(session, name);

      // when
      List<ReadRange> ranges = new MariaDbRanges(session, table).cut(WANTED);

      // then
      List<Long> counts = new ArrayList<>();
      for (ReadRange range : ranges) {
        counts.add(rows(session, table, range));
      }
      assertThat(ranges).as("%s", counts).hasSize(WANTED);
      assertThat(counts.stream().mapToLong(Long::longValue).sum()).isEqualTo(ROWS);
      assertThat(counts).allMatch(count -> count > 0);
      assertThat(counts).allMatch(count -> count <= ROWS * mostOfRows);
    }
  }

  @ParameterizedTest
  @CsvSource({"lone", "none"})
  void whatCannotBePartedIsOneRange(String name) throws SQLException {
    try (MariaDbSession session = session()) {
      MariaDbRanges ranges = new MariaDbRanges(session, table(session, name));
      assertThat(ranges.cut(WANTED)).containsExactly(new ReadRange(null, null));
    }
  }

  @Test
  void theMiddleOfTheRestIsThatOfItsRows() throws SQLException {
    try (MariaDbSession session = session()) {
      // given
      MariaDbTable table = table(session, "skewed");

      // when
      Optional<KeyMiddle> middle = new MariaDbRanges(session, table).rest("3001", null);

      // then
      ReadRange end = new ReadRange(middle.orElseThrow().key(), null);
      assertThat(rows(session, table, end)).isBetween(ROWS / 4L, 3 * ROWS / 4L);
      Optional<KeyMiddle> little = new MariaDbRanges(session, table).rest("3001", "5000");
      assertThat(little.orElseThrow().share()).isLessThan(0.2);
    }
  }

  @Test
  void aCompositeKeyIsGoneOnBehindByItsIndex() throws SQLException {
    try (MariaDbSession session = session();
        Statement statement = session.connection().createStatement()) {
      // given
      MariaDbTable table = table(session, "composite");
      String sql = MariaDbQuery.rows(table, new ReadRange("5", "50"), List.of("7", "1000"));

      // when
      try (ResultSet row = statement.executeQuery("EXPLAIN " + sql)) {
        row.next();

        // then
        assertThat(row.getString("type")).isEqualTo("range");
        assertThat(row.getString("key")).isEqualTo("PRIMARY");
        assertThat(String.valueOf(row.getString("Extra"))).doesNotContain("filesort");
      }
    }
  }

  @Test
  void neighboursArePutTogetherToEqualRanges() {
    List<Piece> pieces =
        List.of(
            new Piece("a", 10),
            new Piece("b", 40),
            new Piece("c", 10),
            new Piece("d", 20),
            new Piece("e", 20));
    assertThat(MariaDbRanges.ranges(pieces, 2))
        .containsExactly(new ReadRange(null, "c"), new ReadRange("c", null));
    assertThat(MariaDbRanges.ranges(pieces, 5)).hasSize(5);
    assertThat(MariaDbRanges.ranges(pieces, 9)).hasSize(5);
  }
}
