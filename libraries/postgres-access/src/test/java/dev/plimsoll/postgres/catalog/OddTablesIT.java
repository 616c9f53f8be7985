package dev.plimsoll.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.Stack;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One table's trouble is its own: the others are read all the same.
final class OddTablesIT {
  private static final QualifiedName TYPES = name("types");
  private static final QualifiedName HIDDEN = name("hidden");
  private static final QualifiedName PARENT = name("parent");

  private static Connection connection;

  private static QualifiedName name(String table) {
    return new QualifiedName("odd", table);
  }

  @BeforeAll
  static void start() throws SQLException {
    connection = Stack.get().createDatabase("odd_tables").connect();
    execute(
        """
        CREATE SCHEMA odd;
        CREATE EXTENSION citext SCHEMA public;
        CREATE COLLATION odd.loose (provider = icu, locale = 'und', deterministic = false);
        CREATE TYPE odd.mood AS ENUM ('calm', 'cross');
        CREATE DOMAIN odd.short AS varchar(10);
        CREATE TABLE odd.types (id int, p point, b box, x xid, j json, m xml, t tid, ps point[],
          c public.citext, n numeric, f float8, jb jsonb, a int[], r int4range, loose text COLLATE odd.loose,
          v varchar(10), mood odd.mood, short odd.short, i inet, ts timestamptz, u uuid, txt text)
          WITH (autovacuum_enabled = off);
        INSERT INTO odd.types (id, p, b, x, j, m, t, ps)
          SELECT i, point(i, i), box(point(i, i), point(0, 0)), i::text::xid, '{}', '<a/>', '(0,1)',
                 ARRAY[point(i, i)] FROM generate_series(1, 1000) i;
        CREATE TABLE odd.workers (id int) WITH (parallel_workers = 2.0);
        CREATE TABLE odd.broken (id int);
        CREATE INDEX broken_i ON odd.broken (id) WITH (fillfactor = 70);
        UPDATE pg_class SET reloptions = '{fillfactor=none}' WHERE oid = 'odd.broken_i'::regclass;
        CREATE TABLE odd.locked (id int);
        CREATE TABLE odd.parent (id int) WITH (autovacuum_enabled = off);
        CREATE TABLE odd.child () INHERITS (odd.parent);
        INSERT INTO odd.parent SELECT i FROM generate_series(1, 1000) i;
        INSERT INTO odd.child SELECT i FROM generate_series(1, 1000) i;
        CREATE ROLE policed LOGIN PASSWORD 'policed';
        GRANT USAGE ON SCHEMA odd TO policed;
        CREATE TABLE odd.hidden (id int, owner text) WITH (autovacuum_enabled = off);
        INSERT INTO odd.hidden SELECT i, 'somebody' FROM generate_series(1, 30000) i;
        ALTER TABLE odd.hidden OWNER TO policed;
        ALTER TABLE odd.hidden ENABLE ROW LEVEL SECURITY;
        ALTER TABLE odd.hidden FORCE ROW LEVEL SECURITY;
        CREATE POLICY own ON odd.hidden USING (owner = current_user);
        """);
  }

  @AfterAll
  static void stop() throws SQLException {
    connection.close();
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static DatabaseFacts read() {
    return CatalogReader.read(connection, CatalogScope.ALL);
  }

  @Test
  void samplesTypesThatHaveNeitherEqualityNorOrder() throws SQLException {
    DatabaseFacts facts =
        TableSampler.complete(
            connection, read(), TYPES, Set.of("id", "p", "b", "x", "j", "m", "t", "ps"));

    assertThat(facts.unsampled()).isEmpty();
    assertThat(Objects.requireNonNull(facts.tables().get(TYPES)).rows()).isEqualTo(1_000);
    assertThat(facts.columnsOf(TYPES).subList(0, 8))
        .allSatisfy(column -> assertThat(column.statistics()).isNotNull());
  }

  @Test
  void tellsWhichTypesAreStoredOnceByTheirOperatorClass() {
    Set<String> once =
        read().columnsOf(TYPES).stream()
            .filter(ColumnFacts::deduplicable)
            .map(ColumnFacts::name)
            .collect(Collectors.toSet());

    assertThat(once)
        .containsExactlyInAnyOrder("id", "t", "v", "mood", "short", "i", "ts", "u", "txt");
  }

  @Test
  void readsAStorageParameterAsItWasWritten() {
    assertThat(Objects.requireNonNull(read().tables().get(name("workers"))).parallelWorkers())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "' 2 ', 2", "2.0, 2", "0x10, 16", "1e1, 10", "many, ", "99999999999, "})
  void readsWholeNumbersAsPostgresTakesThem(String written, Integer meant) {
    assertThat(TableFacts.wholeNumber(written)).isEqualTo(meant);
  }

  @Test
  void aTableWhoseEntriesCannotBeReadStandsAlone() {
    DatabaseFacts facts = read();

    assertThat(facts.troubles()).containsOnlyKeys(name("broken"));
    TableReadError trouble = Objects.requireNonNull(facts.troubles().get(name("broken")));
    assertThat(trouble.code()).isEqualTo(ErrorCode.TABLE_UNREADABLE);
    assertThat(trouble.reason()).startsWith("odd.broken could not be looked at").contains("none");
    assertThat(facts.tables()).containsKeys(name("broken"), TYPES, name("workers"), PARENT);
    assertThat(facts.columnsOf(TYPES)).hasSize(22);
  }

  @Test
  void theSameInATransactionThatGoesOn() throws SQLException {
    connection.setAutoCommit(false);
    try {
      assertThat(read().troubles()).containsOnlyKeys(name("broken"));
      assertThat(TableSampler.complete(connection, read(), TYPES, Set.of("p")).unsampled())
          .isEmpty();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  @Test
  void aLockedTableIsNamedWithItsHolderAndNobodyWaitsForIt() throws SQLException {
    try (Connection holder = Stack.get().connect("odd_tables");
        Statement statement = holder.createStatement()) {
      // given a table that somebody alters
      holder.setAutoCommit(false);
      statement.execute("SET application_name = 'the migration'");
      statement.execute("LOCK TABLE odd.locked IN ACCESS EXCLUSIVE MODE");
      int pid;
      try (ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
        row.next();
        pid = row.getInt(1);
      }

      // when the catalog is read
      DatabaseFacts facts = read();

      // then that table says whom it waits for, and every other is there
      TableReadError trouble = Objects.requireNonNull(facts.troubles().get(name("locked")));
      assertThat(trouble.code()).isEqualTo(ErrorCode.LOCK_TIMEOUT);
      assertThat(trouble.reason())
          .contains("odd.locked", "session " + pid, "the migration", "ACCESS EXCLUSIVE");
      assertThat(facts.troubles()).containsOnlyKeys(name("locked"), name("broken"));
      assertThat(facts.columnsOf(TYPES)).hasSize(22);
      holder.rollback();
    }
  }

  @Test
  void rowsThatAPolicyHidesAreNotTakenForNone() throws SQLException {
    try (Connection policed = Stack.get().connect("odd_tables", "policed", "policed")) {
      DatabaseFacts facts =
          TableSampler.complete(
              policed, CatalogReader.read(policed, CatalogScope.ALL), HIDDEN, Set.of("id"));

      assertThat(Objects.requireNonNull(facts.tables().get(HIDDEN)).rows())
          .isBetween(15_000L, 60_000L);
      assertThat(Objects.requireNonNull(facts.unsampled().get(HIDDEN)).reason())
          .contains("row-level security");
    }
  }

  @Test
  void rowsOfChildrenAreNotTheParents() throws SQLException {
    DatabaseFacts facts = TableSampler.complete(connection, read(), PARENT, Set.of("id"));

    assertThat(Objects.requireNonNull(facts.tables().get(PARENT)).rows())
        .isCloseTo(1_000, within(0L));
    assertThat(
            Objects.requireNonNull(Objects.requireNonNull(facts.column(PARENT, "id")).statistics())
                .distinct())
        .isEqualTo(-1);
  }
}
