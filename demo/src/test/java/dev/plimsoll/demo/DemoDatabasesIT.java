package dev.plimsoll.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.sync.Receipt.Digests;
import dev.plimsoll.contracts.sync.Receipt.Rows;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import dev.plimsoll.demo.DemoRules.Demand;
import dev.plimsoll.demo.data.DemoSource;
import dev.plimsoll.demo.data.DemoSource.Loaded;
import dev.plimsoll.demo.report.Evidence.Difference;
import dev.plimsoll.demo.report.Evidence.Key;
import dev.plimsoll.demo.report.Evidence.Outside;
import dev.plimsoll.testkit.Stack;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoDatabasesIT {
  private static final double SCALE = 0.002;
  private static final QualifiedName REGION = new QualifiedName("tpch", "region");

  private final Stack stack = Stack.get();

  @TempDir private Path folder;

  @Test
  void makesASourceThatItsReaderReadsAndCannotWrite() throws SQLException {
    // given
    DemoDatabases databases = databases("a1");
    databases.create();
    // when
    DemoSource data = DemoSource.of(SCALE, 3);
    List<Loaded> loaded = new ArrayList<>(databases.fill(data.features(), 2));
    loaded.addAll(databases.fill(data.others(), 2));
    // then
    assertThat(loaded).hasSize(14).allMatch(table -> table.rows() > 0);
    try (Connection reader = databases.open(databases.source());
        Statement statement = reader.createStatement()) {
      for (Loaded table : loaded) {
        assertThat(number(statement, "SELECT count(*) FROM " + table.table()))
            .as("%s", table.table())
            .isEqualTo(table.rows());
        assertThat(
                number(
                    statement,
                    "SELECT reltuples FROM pg_class WHERE oid = '%s'::regclass"
                        .formatted(table.table())))
            .as("statistics of %s", table.table())
            .isEqualTo(table.rows());
      }
      assertThatThrownBy(() -> statement.execute("DELETE FROM tpch.region"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied");
    }
    try (Connection owner = databases.open(databases.target());
        Statement statement = owner.createStatement()) {
      statement.execute("CREATE SCHEMA tpch");
    }
  }

  @Test
  void anotherRunDropsWhatEarlierOnesMadeAndNothingElse() throws SQLException {
    // given
    stack.createDatabase("demo_source_of_somebody");
    databases("b1").create();
    // when
    List<String> dropped = databases("b2").create();
    // then
    assertThat(dropped).contains("demo_source_b1", "demo_target_b1");
    try (Connection connection = stack.connect("postgres");
        Statement statement = connection.createStatement()) {
      String count = "SELECT count(*) FROM pg_database WHERE datname = '%s'";
      assertThat(number(statement, count.formatted("demo_source_b1"))).isZero();
      assertThat(number(statement, count.formatted("demo_target_b1"))).isZero();
      assertThat(number(statement, count.formatted("demo_source_b2"))).isOne();
      assertThat(number(statement, count.formatted("demo_source_of_somebody"))).isOne();
    }
  }

  @Test
  void readsBothSidesFromOutside() throws SQLException {
    // given
    DemoDatabases databases = databases("c1");
    databases.create();
    databases.fill(DemoSource.of(SCALE, 3), 2);
    try (Connection owner = databases.open(databases.target());
        Statement statement = owner.createStatement()) {
      statement.execute("CREATE SCHEMA tpch");
      statement.execute(
          "CREATE TABLE tpch.region (r_regionkey integer, r_name text, r_comment text)");
      statement.execute("INSERT INTO tpch.region VALUES (0, 'x', 'y')");
      statement.execute("CREATE INDEX ON tpch.region (r_name, r_comment)");
    }
    OutsideReader outside = new OutsideReader(databases, _ -> 7);
    String digest = "SELECT count(*), max(r_regionkey)::text FROM tpch.region";
    // when
    Map<QualifiedName, Outside> seen =
        outside.tables(
            List.of(
                new TableReceipt(
                    REGION,
                    REGION,
                    new Rows(0, 0, 0, 0, 0, 0, null),
                    new Digests("", "", "", digest),
                    0,
                    null,
                    null,
                    null)));
    List<Key> keys =
        outside.keys(
            List.of(
                demand(Kind.INDEX, "r_name", "r_comment"),
                demand(Kind.INDEX, "r_comment", "r_name"),
                demand(Kind.PRIMARY_KEY, "r_regionkey")));
    // then
    Outside region = Objects.requireNonNull(seen.get(REGION));
    assertThat(region.sourceRows()).isEqualTo(5);
    assertThat(region.targetRows()).isOne();
    assertThat(region.logRows()).isEqualTo(7);
    assertThat(region.sourceDigest()).isEqualTo("4");
    assertThat(region.targetDigest()).isEqualTo("0");
    assertThat(region.difference()).isEqualTo(new Difference(5, 0, 1));
    assertThat(region.target().columns())
        .containsExactly("r_regionkey integer", "r_name text", "r_comment text");
    assertThat(region.source().keys()).containsExactly("PRIMARY KEY (r_regionkey)");
    assertThat(region.target().keys()).isEmpty();
    assertThat(keys).extracting(Key::valid).containsExactly(true, false, false);
    // when
    try (Connection owner = databases.open(databases.target());
        Statement statement = owner.createStatement()) {
      statement.execute("ALTER TABLE tpch.region ADD PRIMARY KEY (r_regionkey)");
    }
    // then
    assertThat(outside.keys(List.of(demand(Kind.PRIMARY_KEY, "r_regionkey"))))
        .extracting(Key::valid)
        .containsExactly(true);
  }

  private static Demand demand(Kind kind, String... columns) {
    return new Demand(REGION, new IndexDefinition(kind, List.of(columns)));
  }

  private DemoDatabases databases(String run) {
    return new DemoDatabases(
        new Plant.Server(
            stack.description().postgres().host(),
            stack.description().postgres().port(),
            stack.secrets().superuser(),
            stack.secrets().superuserPassword()),
        folder.resolve("passwords"),
        run);
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
