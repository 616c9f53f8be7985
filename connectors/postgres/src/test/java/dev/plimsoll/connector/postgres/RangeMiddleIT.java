package dev.plimsoll.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StackExtension.class)
final class RangeMiddleIT {
  private static TestDatabase database;

  @BeforeAll
  static void tables(Stack stack) throws SQLException {
    database = stack.createDatabase("range_middle");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TYPE mood AS ENUM ('z', 'y', 'x', 'w');
          CREATE TABLE ids AS SELECT i::bigint AS id FROM generate_series(1, 100000) i;
          CREATE TABLE fresh AS SELECT i::bigint AS id FROM generate_series(1, 100000) i;
          CREATE TABLE addresses AS
            SELECT '10.0.0.0'::inet + i::bigint AS id FROM generate_series(1, 100000) i;
          ALTER TABLE ids ADD PRIMARY KEY (id);
          ALTER TABLE fresh ADD PRIMARY KEY (id);
          ALTER TABLE addresses ADD PRIMARY KEY (id);
          CREATE TABLE moods (id mood, n int, PRIMARY KEY (id, n));
          INSERT INTO moods SELECT m, i FROM unnest(enum_range(NULL::mood)) m, generate_series(1, 99) i;
          CREATE TABLE parts (id bigint PRIMARY KEY) PARTITION BY RANGE (id);
          CREATE TABLE parts_low PARTITION OF parts FOR VALUES FROM (0) TO (50000);
          CREATE TABLE parts_high PARTITION OF parts FOR VALUES FROM (50000) TO (1000000);
          INSERT INTO parts SELECT id FROM ids;
          ANALYZE ids, addresses, moods
          """);
    }
  }

  private static Optional<String> find(String name, String after, @Nullable String upper)
      throws SQLException {
    return middle(name, after, upper).map(RangeMiddle.Middle::key);
  }

  private static double share(String name, String after, @Nullable String upper)
      throws SQLException {
    return middle(name, after, upper).orElseThrow().share();
  }

  private static Optional<RangeMiddle.Middle> middle(
      String name, String after, @Nullable String upper) throws SQLException {
    try (Connection connection = database.connect()) {
      SourceSession.prepare(connection);
      SourceTable source =
          new PostgresCatalog(connection, UnmappedTypes.REFUSE)
              .read(new QualifiedName("public", name));
      PlannedTable table = new PlannedTable(source.name(), source.structure(), null);
      return new RangeMiddle(connection, table).find(after, upper);
    }
  }

  // As text, the first key from 50,000 on would be 100000.
  @Test
  void isTheFirstKeyInTheOrderOfTheColumnNotOfItsText() throws SQLException {
    assertThat(Long.parseLong(find("ids", "1", null).orElseThrow())).isBetween(45_000L, 55_000L);
    assertThat(Long.parseLong(find("fresh", "1", null).orElseThrow())).isBetween(49_000L, 52_000L);
    assertThat(Long.parseLong(find("ids", "20000", "40000").orElseThrow()))
        .isBetween(28_000L, 32_000L);
  }

  @Test
  void keysThatAreCarriedAsText() throws SQLException {
    assertThat(find("addresses", "10.0.0.1/32", null).orElseThrow())
        .matches("10\\.0\\.1[89].*|10\\.0\\.20.*");
    assertThat(find("moods", "z", null)).isEmpty();
  }

  @Test
  void saysHowMuchOfTheTableIsLeftByStatisticsOrAsIfKeysLayEvenly() throws SQLException {
    for (String table : new String[] {"ids", "fresh", "parts"}) {
      assertThat(share(table, "1", null)).as(table).isBetween(0.95, 1.0);
      assertThat(share(table, "20000", "40000")).as(table).isBetween(0.17, 0.23);
      assertThat(share(table, "90000", null)).as(table).isBetween(0.07, 0.13);
    }
  }

  @Test
  void aPartitionedTableIsAsLargeAsItsPartitions() throws SQLException {
    try (Connection connection = database.connect()) {
      long whole = PostgresCatalog.bytes(connection, new QualifiedName("public", "ids"));
      assertThat(whole).isGreaterThan(100_000 * 32);
      assertThat(PostgresCatalog.bytes(connection, new QualifiedName("public", "parts")))
          .isBetween(whole * 9 / 10, whole * 11 / 10);
      assertThat(PostgresCatalog.bytes(connection, new QualifiedName("public", "gone"))).isZero();
    }
  }
}
