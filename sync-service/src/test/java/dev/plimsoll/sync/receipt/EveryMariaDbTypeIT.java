package dev.plimsoll.sync.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.mariadb.MariaDbCatalog;
import dev.plimsoll.connector.mariadb.MariaDbConnections;
import dev.plimsoll.connector.mariadb.MariaDbSession;
import dev.plimsoll.connector.mariadb.MariaDbTable;
import dev.plimsoll.connector.postgres.SourceSession;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.testkit.MariaDb;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.MariaDbExtension;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Every type of a real MariaDB with the values at its edges: what comes out of the files into
/// PostgreSQL is the text that was expected beforehand, and the digest of the files is the one that
/// SQL computes at the target.
@ExtendWith({MariaDbExtension.class, StackExtension.class})
final class EveryMariaDbTypeIT {
  private static final Predicate<String> BY_TYPE = _ -> false;
  private static MariaDbDatabase source;
  private static TestDatabase target;

  @BeforeAll
  static void makeDatabases(MariaDb mariaDb, Stack stack) {
    source = mariaDb.createDatabase("every_type");
    target = stack.createDatabase("every_mariadb_type");
  }

  private static void execute(String... statements) throws Exception {
    // Lax, so that there are zero dates and values that no list has.
    List<String> all =
        new ArrayList<>(
            List.of("SET sql_mode = 'ALLOW_INVALID_DATES'", "SET time_zone = '+00:00'"));
    all.addAll(Arrays.asList(statements));
    source.execute(all.toArray(String[]::new));
  }

  private static MariaDbSession session() {
    return new MariaDbConnections(System.getenv()).open(source.address(), "plimsoll-sync test");
  }

  private static MariaDbTable table(String name, Predicate<String> asText) {
    try (MariaDbSession session = session()) {
      return new MariaDbCatalog(session)
          .read(new QualifiedName(source.name(), name), UnmappedTypes.REFUSE, asText);
    }
  }

  private static byte[] parquet(MariaDbTable table) throws Exception {
    return rows(table, rows -> RoundTrip.write(rows, table.columns()));
  }

  private static <T> T rows(MariaDbTable table, SourceTables.Use<T> use) throws Exception {
    return SourceTables.of(source).rows(table.name(), table.columns(), use);
  }

  private static TableDigest atSource(MariaDbTable table) throws SQLException {
    return SourceTables.of(source).digest(table.name(), table.columns());
  }

  private static TableDigest ofRows(MariaDbTable table) throws Exception {
    return rows(table, rows -> Verifier.digest(rows, table.columns()));
  }

  private static List<List<String>> carried(MariaDbTable table) throws Exception {
    List<Column> columns = table.columns();
    byte[] parquet = parquet(table);
    assertThat(ofRows(table)).isEqualTo(RoundTrip.digest(parquet, columns));
    assertThat(atSource(table)).isEqualTo(RoundTrip.digest(parquet, columns));
    QualifiedName copy = new QualifiedName("public", table.name().name());
    try (Connection connection = target.connect()) {
      SourceSession.prepare(connection);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET default_transaction_read_only = off");
      }
      RoundTrip.load(connection, copy, columns, parquet);
      assertThat(SourceTables.of(target).digest(copy, columns))
          .isEqualTo(RoundTrip.digest(parquet, columns));
      String list =
          columns.stream()
              .map(column -> "\"" + column.name() + "\"::text")
              .collect(Collectors.joining(", "));
      List<List<String>> found = new ArrayList<>();
      try (Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery("SELECT " + list + " FROM \"" + copy.name() + "\"")) {
        while (rows.next()) {
          List<String> row = new ArrayList<>();
          for (int i = 1; i <= columns.size(); i++) {
            row.add(rows.getString(i));
          }
          found.add(row);
        }
      }
      return found;
    }
  }

  @ParameterizedTest
  @EnumSource(MariaDbSamples.class)
  void valuesComeAsTheyAreExpected(MariaDbSamples type) throws Exception {
    // given
    String name = "one " + type.name().toLowerCase(Locale.ROOT);
    String values =
        type.samples().stream()
            .map(sample -> "(" + sample.literal() + ")")
            .collect(Collectors.joining(", "));
    execute(
        "CREATE TABLE `" + name + "` (v " + type.sql() + ")",
        "INSERT IGNORE INTO `" + name + "` VALUES " + values + ", (NULL)");

    // when
    MariaDbTable table = table(name, BY_TYPE);
    List<List<String>> found = carried(table);

    // then
    assertThat(table.columns().getFirst().declaredType()).isEqualTo(type.target());
    List<String> expected =
        new ArrayList<>(type.samples().stream().map(MariaDbSamples.Sample::text).toList());
    expected.add(null);
    assertThat(found.stream().map(List::getFirst).toList())
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void theServersDigestIsThatOfTheRowsWhateverTheyHold() throws Exception {
    // given
    execute(
        "CREATE TABLE digested (id int PRIMARY KEY, f float, d double, n decimal(12,2) zerofill,"
            + " m decimal(65,30), i int(9) zerofill, u bigint unsigned, day date, at datetime(6),"
            + " moment timestamp(3) NULL, t time(4), s varchar(40), l char(9) CHARACTER SET latin1,"
            + " x varbinary(9), b bit(64), y year, e enum('', 'a,b', 'c') NOT NULL)",
        "INSERT INTO digested (id, f, d, n, m, s) VALUES (1, -0e0, -0e0, 0.001, -0.0, ''),"
            + " (2, 1.17549435e-38, 2.2250738585072014e-308, 0, 1, ' '),"
            + " (3, 1.17549421e-38, 4.9e-324, 0, 1, 'a\tb'), (4, 1.4e-45, -2.225073858507201e-308, 0, 1, '\"'),"
            + " (5, 3.4028234e38, 1.7976931348623157e308, 0, 1, '\\\\'), (6, -16777217, 9007199254740993, 0, 1, 'a(b'),"
            + " (7, 0.1, 1, 0, 1, concat('a', char(11), 'b')), (8, 1, 1, 0, 1, 'n\u00a0b'), (9, 1, 1, 0, 1, 'a,b'),"
            + " (10, 2, 0.5, 0, 1, 'a\nb'), (11, 0, 0, 9999999999.99, 1, 'b)'), (12, 1, 1, 0, -1, 'a\rb'),"
            + " (13, 1, 1, 0, -1, concat('a', char(12))), (14, 1, 1, 0, -1, '\uD83D\uDE00'), (15, 1, 1, 0, 0, '()')",
        "INSERT INTO digested (id, day, at, moment, t) VALUES (20, '0000-05-06', '0000-05-06 01:02:03.5',"
            + " '2024-01-01 00:00:00.1', '24:00:00'), (21, '0000-00-00', '0000-00-00', 0, '00:00:00'),"
            + " (22, '0001-01-01', '0001-01-01 10:00:00', '2024-01-01 10:20:00', '10:20:30.0100')",
        "INSERT INTO digested SELECT 100 + seq, (rand() - 0.5) * pow(10, rand() * 60 - 30),"
            + " (rand() - 0.5) * pow(10, rand() * 600 - 300), rand() * 1000, (rand() - 0.5) * 1e20, seq * 7919,"
            + " 18446744073709551615 - seq * 9000000000000000, '1000-01-01' + INTERVAL seq * 1600 DAY,"
            + " '1000-01-01' + INTERVAL seq * 140000000000001 MICROSECOND,"
            + " '1971-01-01' + INTERVAL seq * 1000000001 MICROSECOND, sec_to_time(seq * 43.1),"
            + " concat(char(32 + seq % 95), seq), char(33 + seq % 90), unhex(hex(seq)), seq * 9000000000000000,"
            + " 1901 + seq % 250, 1 + seq % 3 FROM seq_1_to_2000");

    // when
    MariaDbTable table = table("digested", BY_TYPE);

    // then
    assertThat(atSource(table)).isEqualTo(ofRows(table));
    assertThat(atSource(table).rows()).isEqualTo(2_018);
  }

  @Test
  void aRowThatIsTooLongForOneTextOfItIsToldAndNotLeftOut() throws Exception {
    // given
    execute(
        "CREATE TABLE longest (id int PRIMARY KEY, v longblob)",
        "INSERT INTO longest VALUES (1, repeat('x', 40000000)), (2, 'y')");

    // when, then
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> atSource(table("longest", BY_TYPE)))
        .withMessageContaining("longest has 1 rows")
        .withMessageContaining("max_allowed_packet");
  }

  @Test
  void allTypesSideBySideInOneRow() throws Exception {
    // given
    MariaDbSamples[] types = MariaDbSamples.values();
    execute(
        IntStream.range(0, types.length)
            .mapToObj(i -> "`c " + i + "` " + types[i].sql())
            .collect(Collectors.joining(", ", "CREATE TABLE wide (", ")")),
        Arrays.stream(types)
            .map(type -> type.samples().getFirst().literal())
            .collect(Collectors.joining(", ", "INSERT INTO wide VALUES (", ")")));

    // when
    List<List<String>> found = carried(table("wide", BY_TYPE));

    // then
    assertThat(found)
        .containsExactly(
            Arrays.stream(types).map(type -> type.samples().getFirst().text()).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "date | '2024-00-00' | 2024-00-00",
        "date | '2023-02-31' | 2023-02-31",
        "date | '0000-01-00' | 0000-01-00",
        "datetime | '2023-02-31 00:00:00' | 2023-02-31",
        "datetime | '2024-00-00 10:20:30' | 2024-00-00",
        "datetime(3) | '2024-02-00 10:20:30' | 2024-02-00",
        "time | '-00:00:01' | -00:00:01",
        "time | '838:59:59' | 838:59:59",
        "text | 'a\\0b' | NUL",
        "varchar(9) | char(0) | NUL",
        "json | '1.' | JSON"
      })
  void whatCannotBeCarriedIsToldByItsKey(String type, String literal, String detail)
      throws Exception {
    // given
    String name = "poison " + Math.abs((type + literal).hashCode());
    execute(
        "CREATE TABLE `"
            + name
            + "` (region char(2), id bigint unsigned, v "
            + type
            + ", PRIMARY KEY (region, id))",
        "INSERT INTO `" + name + "` VALUES ('eu', 18446744073709551615, " + literal + ")");

    // when, then
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> parquet(table(name, BY_TYPE)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.VALUE_NOT_CARRIED))
        .withMessageContaining(
            "column \"v\" of the row with (region, id) = (eu, 18446744073709551615)")
        .withMessageContaining(detail);
  }

  @Test
  void aColumnThatIsToldToBeTextIsWhatTheServerWrites() throws Exception {
    // given
    execute(
        "CREATE TABLE told (d date, t time(2), b bit(9), p point, n bigint unsigned, x varbinary(3), f double)",
        "INSERT INTO told VALUES ('2024-00-00', '-838:59:59.25', b'101', point(1.5, -2), 7, x'00ff', 1.5)");

    // when
    List<List<String>> found = carried(table("told", _ -> true));

    // then
    assertThat(found)
        .containsExactly(
            List.of("2024-00-00", "-838:59:59.25", "5", "POINT(1.5 -2)", "7", "\\x00ff", "1.5"));
  }

  @Test
  void aTypeWithoutAMappingIsRefusedUpFrontByTheColumnsName() throws Exception {
    // given
    execute("CREATE TABLE places (id int PRIMARY KEY, `where to` point, area polygon)");

    // when, then
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> table("places", BY_TYPE))
        .withMessageContaining("\"where to\" (point), \"area\" (polygon)")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_TYPE));
    MariaDbTable told;
    try (MariaDbSession session = session()) {
      told =
          new MariaDbCatalog(session)
              .read(new QualifiedName(source.name(), "places"), UnmappedTypes.TEXT);
    }
    assertThat(told.columns())
        .extracting(Column::declaredType)
        .containsExactly("integer", "text", "text");
  }
}
