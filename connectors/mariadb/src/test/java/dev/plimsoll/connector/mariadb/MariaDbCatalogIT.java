package dev.plimsoll.connector.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.TableAccess;
import dev.plimsoll.connector.source.WholeTable;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.connector.table.TablePattern;
import dev.plimsoll.connector.table.TableStructure;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.testkit.MariaDb;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.MariaDbExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
final class MariaDbCatalogIT {
  private static final String READER_PASSWORD = "of the reader";
  private static MariaDbDatabase database;

  @BeforeAll
  static void makeTables(MariaDb mariaDb) throws SQLException {
    database = mariaDb.createDatabase("catalog");
    database.execute(
        "CREATE TABLE plain (id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, v text)",
        "CREATE TABLE composite (a bigint unsigned, b varchar(20) NOT NULL, c date, PRIMARY KEY (b, a))",
        "CREATE TABLE by_unique (n int NOT NULL, m int NOT NULL, o int, p text, UNIQUE two (n, m),"
            + " UNIQUE nullable (o), UNIQUE prefix (p(5)), UNIQUE three (n, m, o))",
        "CREATE TABLE no_key (v int) ENGINE=MyISAM",
        "CREATE TABLE computed (a int, b int AS (a * 2) VIRTUAL, c int INVISIBLE DEFAULT 3)",
        "CREATE VIEW seen AS SELECT id FROM plain",
        "CREATE TABLE `we``ird \"na.me` (`co``l\"umn` int PRIMARY KEY)",
        "INSERT INTO `we``ird \"na.me` VALUES (1)",
        "INSERT INTO computed (a) VALUES (21)",
        "CREATE OR REPLACE USER 'reader'@'%' IDENTIFIED BY '" + READER_PASSWORD + "'",
        "CREATE TABLE half (open int, hidden int)",
        "GRANT SELECT (open) ON half TO 'reader'@'%'",
        "GRANT SELECT ON plain TO 'reader'@'%'");
  }

  private static MariaDbTable read(DatabaseAddress address, String table) {
    try (MariaDbSession session = new MariaDbConnections(System.getenv()).open(address, "test")) {
      return new MariaDbCatalog(session)
          .read(new QualifiedName("catalog", table), UnmappedTypes.REFUSE);
    }
  }

  private static MariaDbTable read(String table) {
    return read(database.address(), table);
  }

  private static PlannedTable planned(MariaDbTable table) {
    return new PlannedTable(table.name(), TableStructure.unordered(false, table.columns()), null);
  }

  private static WholeTable read(PlannedTable planned) {
    return Sources.SOURCE.whole(
        new TableAccess(database.address(), "test", planned, null, false, () -> false));
  }

  private static DatabaseAddress as(String user, String password, String name, SslMode ssl) {
    return new DatabaseAddress(
        database.host(), database.port(), name, user, ssl, TestDatabase.credential(user, password));
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable action, String detail) {
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(action)
        .withMessageContaining(detail)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  private static List<String> find(String... patterns) {
    try (MariaDbSession session =
        new MariaDbConnections(System.getenv()).open(database.address(), "test")) {
      return new MariaDbCatalog(session)
          .find(Arrays.stream(patterns).map(TablePattern::of).toList()).stream()
              .map(QualifiedName::toString)
              .toList();
    }
  }

  @Test
  void readsByThePrimaryKeyElseByTheShortestUniqueOneThatHoldsNoNull() {
    assertThat(read("plain").readingKey()).containsExactly("id");
    assertThat(read("composite").source().structure().primaryKey()).containsExactly("b", "a");
    assertThat(read("composite").readingKey()).containsExactly("b", "a");
    assertThat(read("by_unique").source().structure().primaryKey()).isEmpty();
    assertThat(read("by_unique").readingKey()).containsExactly("n", "m");
    assertThat(read("no_key").readingKey()).isEmpty();
  }

  @Test
  void knowsWhatAnEngineCanDo() {
    assertThat(read("plain").transactional()).isTrue();
    assertThat(read("no_key").transactional()).isFalse();
  }

  @Test
  void carriesComputedAndInvisibleColumns() throws Exception {
    MariaDbTable table = read("computed");
    assertThat(table.columns()).extracting(Column::name).containsExactly("a", "b", "c");
    try (WholeTable whole = read(planned(table));
        SourceRows rows = whole.rows()) {
      assertThat(rows.next())
          .containsExactly(
              0, 3, 0, 0, 0, 4, 0, 0, 0, 21, 0, 0, 0, 4, 0, 0, 0, 42, 0, 0, 0, 4, 0, 0, 0, 3);
      assertThat(rows.next()).isNull();
    }
  }

  @Test
  void findsTablesByPatternAndViewsByName() {
    assertThat(find("catalog.*i*")).contains("catalog.plain", "catalog.composite");
    assertThat(find("catalog.*")).doesNotContain("catalog.seen");
    assertThat(find("catalog.seen", "catalog.plain", "catalog.p*"))
        .containsExactly("catalog.plain", "catalog.seen");
    assertRefused(ErrorCode.TABLE_NOT_FOUND, () -> find("mysql.user"), "mysql.user");
    assertRefused(ErrorCode.TABLE_NOT_FOUND, () -> find("catalog.absent"), "catalog.absent");
    assertRefused(ErrorCode.TABLE_NOT_FOUND, () -> read("absent"), "catalog.absent");
  }

  @Test
  void namesAreQuoted() throws Exception {
    MariaDbTable table = read("we`ird \"na.me");
    try (WholeTable whole = read(planned(table));
        SourceRows rows = whole.rows()) {
      assertThat(rows.next()).endsWith(1);
    }
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> MariaDbIdentifiers.quote("a\0b"));
  }

  @Test
  void aColumnThatMayNotBeReadIsNotLeftOut() {
    DatabaseAddress reader = as("reader", READER_PASSWORD, "catalog", SslMode.DISABLE);
    assertThat(read(reader, "plain").columns()).hasSize(2);
    assertRefused(ErrorCode.INSUFFICIENT_PRIVILEGE, () -> read(reader, "half"), "reader");
  }

  @Test
  void aTableThatChangedSinceItWasPlannedIsNotRead() throws Exception {
    // given
    database.execute("CREATE OR REPLACE TABLE moving (id int PRIMARY KEY, v int)");
    MariaDbTable planned = read("moving");
    database.execute("ALTER TABLE moving MODIFY v bigint NOT NULL, ADD w int");

    // when, then
    assertRefused(
        ErrorCode.SOURCE_CHANGED,
        () -> read(planned(planned)),
        "without \"v\" integer, with \"v\" bigint NOT NULL, with \"w\" integer");
  }

  @Test
  void loginsThatFailSayWhy() {
    MariaDbConnections connector = new MariaDbConnections(System.getenv());
    assertRefused(
        ErrorCode.AUTHENTICATION_FAILED,
        () -> connector.open(as("reader", "wrong", "catalog", SslMode.DISABLE), "test"),
        "refused the login of reader");
    assertRefused(
        ErrorCode.AUTHENTICATION_FAILED,
        () -> connector.open(as("reader", "wrong", "catalog", SslMode.PREFER), "test"),
        "refused the login of reader");
    assertRefused(
        ErrorCode.DATABASE_NOT_FOUND,
        () ->
            connector.open(
                as(database.user(), database.password(), "absent", SslMode.DISABLE), "test"),
        "absent");
    assertRefused(
        ErrorCode.INSUFFICIENT_PRIVILEGE,
        () -> connector.open(as("reader", READER_PASSWORD, "mysql", SslMode.DISABLE), "test"),
        "mysql");
    assertRefused(
        ErrorCode.CREDENTIAL_MISSING,
        () ->
            connector.open(
                new DatabaseAddress(
                    database.host(),
                    database.port(),
                    "catalog",
                    "reader",
                    SslMode.DISABLE,
                    CredentialReference.PGPASS),
                "test"),
        "env:PLIMSOLL_PASSWORD_NAME");
    assertRefused(
        ErrorCode.DATABASE_UNREACHABLE,
        () ->
            connector.open(
                new DatabaseAddress(
                    "127.0.0.1",
                    1,
                    "catalog",
                    "reader",
                    SslMode.DISABLE,
                    TestDatabase.credential("reader", "x")),
                "test"),
        "127.0.0.1:1");
  }

  @Test
  void aVerifiedServerIsReadOverTls() throws SQLException {
    assumeTrue(hasTls(), "SKIPPED on the embedded server: it has no TLS, that in containers has");
    database.execute(
        "CREATE OR REPLACE USER 'hidden'@'%' IDENTIFIED BY '" + READER_PASSWORD + "' REQUIRE SSL",
        "GRANT SELECT ON plain TO 'hidden'@'%'");
    MariaDbConnections connector = new MariaDbConnections(System.getenv());
    for (SslMode mode : List.of(SslMode.REQUIRE, SslMode.VERIFY_CA, SslMode.VERIFY_FULL)) {
      connector.open(as("hidden", READER_PASSWORD, "catalog", mode), "test").close();
    }
    // and where another authority is trusted, it is not; unless the server proves its certificate
    // by
    // the password, as of MariaDB 11.4 on
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.remove("PLIMSOLL_MARIADB_CA");
    MariaDbConnections others = new MariaDbConnections(environment);
    for (SslMode mode : List.of(SslMode.VERIFY_CA, SslMode.VERIFY_FULL)) {
      DatabaseAddress address = as("hidden", READER_PASSWORD, "catalog", mode);
      if (provesItself()) {
        others.open(address, "test").close();
      } else {
        assertRefused(
            ErrorCode.DATABASE_UNREACHABLE, () -> others.open(address, "test"), "127.0.0.1");
      }
    }
  }

  private static boolean provesItself() throws SQLException {
    try (Connection connection = database.connect()) {
      DatabaseMetaData server = connection.getMetaData();
      return 100 * server.getDatabaseMajorVersion() + server.getDatabaseMinorVersion() >= 1_104;
    }
  }

  private static boolean hasTls() {
    return database.address().sslMode() != SslMode.DISABLE;
  }

  @Test
  void aServerWithoutTlsIsTakenOnlyWhereThatIsAllowed() {
    assumeFalse(hasTls(), "SKIPPED in containers: their server has TLS");
    MariaDbConnections connector = new MariaDbConnections(System.getenv());
    connector.open(as("reader", READER_PASSWORD, "catalog", SslMode.PREFER), "test").close();
    for (SslMode mode : List.of(SslMode.REQUIRE, SslMode.VERIFY_CA, SslMode.VERIFY_FULL)) {
      assertRefused(
          ErrorCode.DATABASE_UNREACHABLE,
          () -> connector.open(as("reader", READER_PASSWORD, "catalog", mode), "test"),
          "ssl");
    }
  }
}
