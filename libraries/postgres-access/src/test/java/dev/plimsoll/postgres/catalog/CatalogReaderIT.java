package dev.plimsoll.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.ColumnFacts.Collation.Provider;
import dev.plimsoll.postgres.catalog.ColumnFacts.Statistics;
import dev.plimsoll.testkit.Stack;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class CatalogReaderIT {
  private static final QualifiedName ORDERS = new QualifiedName("shop", "orders");
  private static final QualifiedName LINES = new QualifiedName("shop", "Odd \"lines\"");
  private static final QualifiedName FRESH = new QualifiedName("shop", "fresh");

  private static Connection connection;

  @BeforeAll
  static void start() throws SQLException {
    connection = Stack.get().createDatabase("catalog_reader").connect();
    execute(
        """
        CREATE SCHEMA shop;
        CREATE TABLE shop.orders (id bigint PRIMARY KEY, note text, code text COLLATE "C",
          amount numeric, placed date NOT NULL);
        INSERT INTO shop.orders
          SELECT i, CASE WHEN i % 4 = 0 THEN NULL ELSE 'note ' || i % 10 END, md5(i::text), i, current_date
          FROM generate_series(1, 10000) i;
        CREATE UNIQUE INDEX code_u ON shop.orders (code) INCLUDE (amount) WHERE id > 10;
        CREATE INDEX note_e ON shop.orders (lower(note), placed DESC);
        CREATE TABLE shop."Odd ""lines""\" (order_id bigint REFERENCES shop.orders, "Line No" int);
        CREATE INDEX line_i ON shop."Odd ""lines""\" ("Line No");
        UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'shop.line_i'::regclass;
        CREATE TABLE shop.fresh (id bigint, hashkey text, wide uuid) WITH (autovacuum_enabled = off);
        INSERT INTO shop.fresh
          SELECT i, encode(sha256(i::text::bytea), 'hex'), NULL FROM generate_series(1, 200000) i;
        CREATE TABLE shop.parts (id bigint, day date) PARTITION BY RANGE (day);
        CREATE TABLE shop.part_1 PARTITION OF shop.parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        CREATE VIEW shop.seen AS SELECT 1 AS one;
        ANALYZE shop.orders;
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

  @Test
  void readsTheServer() {
    ServerFacts facts = CatalogReader.readServer(connection);

    assertThat(facts.majorVersion()).isEqualTo(Stack.get().majorVersion());
    assertThat(facts.memory().maintenanceWorkMemBytes()).isPositive();
    assertThat(facts.minParallelTableScanBytes()).isEqualTo(8L << 20);
    assertThat(facts.workers().maxParallelWorkers()).isPositive();
  }

  @Test
  void readsTablesOfEveryKind() {
    DatabaseFacts facts = CatalogReader.read(connection, CatalogScope.ALL);

    assertThat(facts.tables().get(ORDERS).rows()).isEqualTo(10_000);
    assertThat(facts.tables().get(ORDERS).heapBytes()).isPositive();
    assertThat(facts.tables().get(FRESH).rowsKnown()).isFalse();
    assertThat(facts.tables().get(new QualifiedName("shop", "parts")).kind())
        .isEqualTo(TableFacts.Kind.PARTITIONED_TABLE);
    assertThat(facts.tables().get(new QualifiedName("shop", "part_1")).kind())
        .isEqualTo(TableFacts.Kind.PARTITION);
    assertThat(facts.tables().get(new QualifiedName("shop", "seen")).kind())
        .isEqualTo(TableFacts.Kind.VIEW);
    assertThat(facts.tables().keySet()).allMatch(name -> name.schema().equals("shop"));
    assertThat(facts.relationNames().get("shop")).contains("orders_pkey", "code_u", "fresh");
  }

  @Test
  void readsColumnsWithCollationAndStatistics() {
    DatabaseFacts facts = CatalogReader.read(connection, CatalogScope.of(Set.of(ORDERS)));

    assertThat(facts.tables()).containsOnlyKeys(ORDERS);
    ColumnFacts id = Objects.requireNonNull(facts.column(ORDERS, "id"));
    assertThat(id.notNull()).isTrue();
    assertThat(id.fixedWidth()).isTrue();
    assertThat(id.alignment()).isEqualTo(8);
    assertThat(Objects.requireNonNull(id.statistics()).distinct()).isEqualTo(-1);
    ColumnFacts note = Objects.requireNonNull(facts.column(ORDERS, "note"));
    assertThat(Objects.requireNonNull(note.statistics()).nullFraction())
        .isEqualTo(0.25, within(0.01));
    ColumnFacts code = Objects.requireNonNull(facts.column(ORDERS, "code"));
    assertThat(Objects.requireNonNull(code.collation()).provider()).isEqualTo(Provider.C);
    assertThat(Objects.requireNonNull(code.statistics()).averageWidth()).isEqualTo(33);
    assertThat(Objects.requireNonNull(code.statistics()).widthVaries()).isFalse();
    ColumnFacts amount = Objects.requireNonNull(facts.column(ORDERS, "amount"));
    assertThat(amount.deduplicable()).isFalse();
    assertThat(amount.collation()).isNull();
  }

  @Test
  void tellsWhoComparesTextByDefault() throws SQLException {
    Stack.get().requireVersion(17, "who compares text in a database of the built-in locale");
    Stack.get().createDatabase("icu");
    Stack.get().createDatabase("built");
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE icu");
      statement.execute("DROP DATABASE built");
      statement.execute(
          "CREATE DATABASE icu TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
      statement.execute(
          "CREATE DATABASE built TEMPLATE template0 LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'");
    }
    assertThat(defaultProvider("icu")).isEqualTo(Provider.ICU);
    assertThat(defaultProvider("built")).isEqualTo(Provider.BUILTIN);
  }

  private static Provider defaultProvider(String database) throws SQLException {
    try (Connection other = Stack.get().connect(database);
        Statement statement = other.createStatement()) {
      statement.execute("CREATE TABLE t (k text)");
      DatabaseFacts facts = CatalogReader.read(other, CatalogScope.ALL);
      ColumnFacts column =
          Objects.requireNonNull(facts.column(new QualifiedName("public", "t"), "k"));
      return Objects.requireNonNull(column.collation()).provider();
    }
  }

  @Test
  void readsIndexesByDefinition() {
    DatabaseFacts facts = CatalogReader.read(connection, CatalogScope.ALL);
    List<IndexFacts> indexes = facts.indexesOf(ORDERS);

    IndexFacts primary = indexes.stream().filter(IndexFacts::primary).findFirst().orElseThrow();
    assertThat(primary.columns()).containsExactly("id");
    assertThat(primary.valid()).isTrue();
    IndexFacts partial = indexes.stream().filter(IndexFacts::partial).findFirst().orElseThrow();
    assertThat(partial.name()).isEqualTo("code_u");
    assertThat(partial.unique()).isTrue();
    assertThat(partial.shape().included()).containsExactly("amount");
    IndexFacts expression =
        indexes.stream().filter(IndexFacts::expression).findFirst().orElseThrow();
    assertThat(expression.columns()).containsExactly("", "placed");
    IndexFacts invalid = facts.indexesOf(LINES).getFirst();
    assertThat(invalid.valid()).isFalse();
    assertThat(invalid.columns()).containsExactly("Line No");
  }

  @Test
  void readsForeignKeys() {
    DatabaseFacts facts = CatalogReader.read(connection, CatalogScope.ALL);

    assertThat(facts.foreignKeys())
        .singleElement()
        .satisfies(
            key -> {
              assertThat(key.table()).isEqualTo(LINES);
              assertThat(key.columns()).containsExactly("order_id");
              assertThat(key.referenced()).isEqualTo(ORDERS);
            });
  }

  @Test
  void samplesWhatWasNeverAnalyzed() throws SQLException {
    DatabaseFacts facts = CatalogReader.read(connection, CatalogScope.ALL);

    DatabaseFacts sampled =
        TableSampler.complete(connection, facts, FRESH, Set.of("hashkey", "wide", "absent"));

    assertThat(sampled.tables().get(FRESH).rows()).isCloseTo(200_000, within(2_000L));
    Statistics hashkey = statistics(sampled, "hashkey");
    assertThat(hashkey.averageWidth()).isEqualTo(65);
    assertThat(hashkey.distinct()).isEqualTo(-1);
    assertThat(statistics(sampled, "wide").nullFraction()).isEqualTo(1);
    assertThat(Objects.requireNonNull(sampled.column(FRESH, "id")).statistics()).isNull();
  }

  private static Statistics statistics(DatabaseFacts facts, String column) {
    return Objects.requireNonNull(Objects.requireNonNull(facts.column(FRESH, column)).statistics());
  }

  @Test
  void samplesAQuotedNameToTheLastRow() throws SQLException {
    execute(
        "INSERT INTO shop.\"Odd \"\"lines\"\"\" SELECT i % 5 + 1, i FROM generate_series(1, 20) i");
    DatabaseFacts facts = CatalogReader.read(connection, CatalogScope.of(Set.of(LINES)));

    DatabaseFacts sampled =
        TableSampler.complete(connection, facts, LINES, Set.of("order_id", "Line No"));

    assertThat(sampled.tables().get(LINES).rows()).isEqualTo(20);
    Statistics order =
        Objects.requireNonNull(
            Objects.requireNonNull(sampled.column(LINES, "order_id")).statistics());
    assertThat(order.distinct()).isEqualTo(5);
  }

  @Test
  void guessesTheRowsOfWhatItMayNotRead() throws SQLException {
    execute("CREATE ROLE blind LOGIN PASSWORD 'blind'; GRANT USAGE ON SCHEMA shop TO blind");
    long rows =
        Objects.requireNonNull(
                TableSampler.complete(
                        connection,
                        CatalogReader.read(connection, CatalogScope.ALL),
                        FRESH,
                        Set.of("id"))
                    .tables()
                    .get(FRESH))
            .rows();
    try (Connection blind = Stack.get().connect("catalog_reader", "blind", "blind")) {
      DatabaseFacts facts = CatalogReader.read(blind, CatalogScope.ALL);

      DatabaseFacts guessed = TableSampler.complete(blind, facts, FRESH, Set.of("id"));

      assertThat(Objects.requireNonNull(guessed.tables().get(FRESH)).rows())
          .isBetween(rows / 2, rows * 2);
      assertThat(Objects.requireNonNull(guessed.column(FRESH, "id")).statistics()).isNull();
    }
  }
}
