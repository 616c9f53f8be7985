package dev.plimsoll.sync.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.ColumnCodec;
import dev.plimsoll.connector.postgres.SourceSession;
import dev.plimsoll.connector.postgres.loading.CopyFormat;
import dev.plimsoll.connector.source.KeySession;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every carried type, with its edges and seeded random values, against a real PostgreSQL: what
/// comes out of the files into a new table is what went in, and the digest that Java computes from
/// the files is the one that SQL computes at both ends.
@ExtendWith(StackExtension.class)
final class EveryTypeIT {
  private static final int RANDOM_VALUES = 2_000;
  private static TestDatabase database;

  @BeforeAll
  static void makeDatabase(Stack stack) throws SQLException {
    database = stack.createDatabase("every_type");
    execute(LiteralSamples.DEFINITIONS);
  }

  static Stream<Sample> samples() {
    return Stream.concat(Stream.of(TypeSamples.values()), Stream.of(LiteralSamples.values()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void valuesComeBackAsTheyWere(Sample type) throws Exception {
    // given
    long seed = new Random().nextLong();
    System.out.printf("%s seed %d%n", type, seed);
    String table = "Every " + type.name().toLowerCase(Locale.ROOT);
    try (Connection connection = database.connect()) {
      fill(connection, table, type, new Random(seed));

      // when
      RoundTrip trip = RoundTrip.of(database, table);

      // then
      assertThat(differences(connection, table)).as("seed %d", seed).isEmpty();
      assertThat(trip.tuples()).as("tuples, seed %d", seed).isEqualTo(trip.source());
      assertThat(trip.file()).as("file, seed %d", seed).isEqualTo(trip.source());
      assertThat(trip.target()).as("target, seed %d", seed).isEqualTo(trip.source());
      assertThat(trip.source().rows()).isGreaterThan(RANDOM_VALUES);
    }
  }

  @Test
  void allTypesWithAFormOfTheirOwnSideBySide() throws Exception {
    assertThat(sideBySide("wide", List.of(TypeSamples.values())))
        .as("travel in binary")
        .isEqualTo(CopyFormat.BINARY);
  }

  @Test
  void allTypesSideBySide() throws Exception {
    assertThat(sideBySide("wider", samples().toList()))
        .as("travel as text")
        .isEqualTo(CopyFormat.TEXT);
  }

  private static CopyFormat sideBySide(String table, List<Sample> types) throws Exception {
    // given
    long seed = new Random().nextLong();
    System.out.printf("%s seed %d%n", table, seed);
    Random random = new Random(seed);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      SourceSession.prepare(connection);
      statement.execute("SET default_transaction_read_only = off");
      statement.execute(
          IntStream.range(0, types.size())
              .mapToObj(i -> "\"c " + i + "\" " + types.get(i).sql())
              .collect(Collectors.joining(", ", "CREATE TABLE " + table + " (", ")")));
      String insert =
          types.stream()
              .map(type -> "?::" + type.sql())
              .collect(Collectors.joining(", ", "INSERT INTO " + table + " VALUES (", ")"));
      try (PreparedStatement row = connection.prepareStatement(insert)) {
        for (int n = 0; n < 3_000; n++) {
          for (int i = 0; i < types.size(); i++) {
            row.setString(i + 1, random.nextInt(5) == 0 ? null : types.get(i).random(random));
          }
          row.addBatch();
        }
        row.executeBatch();
      }

      // when
      RoundTrip trip = RoundTrip.of(database, table);

      // then
      assertThat(trip.tuples()).as("seed %d", seed).isEqualTo(trip.source());
      assertThat(trip.file()).as("seed %d", seed).isEqualTo(trip.source());
      assertThat(trip.target()).as("seed %d", seed).isEqualTo(trip.source());
      return CopyFormat.of(SourceTables.of(database).table(table).columns());
    }
  }

  @Test
  void generatedColumnsAreTheirValues() throws Exception {
    Stack.get().requireVersion(18, "which has columns that are generated when they are read");
    // given
    execute(
        """
        CREATE TABLE generated (
          a integer, stored integer GENERATED ALWAYS AS (a * 2) STORED,
          virtual integer GENERATED ALWAYS AS (a * 3) VIRTUAL,
          id bigint GENERATED ALWAYS AS IDENTITY);
        INSERT INTO generated (a) VALUES (1), (NULL), (7)
        """);
    try (Connection connection = database.connect()) {
      SourceSession.prepare(connection);
      connection.createStatement().execute("SET default_transaction_read_only = off");

      // when
      RoundTrip trip = RoundTrip.of(database, "generated");

      // then
      assertThat(trip.target()).isEqualTo(trip.source());
      assertThat(trip.file()).isEqualTo(trip.source());
    }
  }

  @Test
  void typesWithoutAMappingAreRefusedByColumnOrKeptAsText() throws Exception {
    // given
    execute(
        """
        CREATE EXTENSION hstore;
        CREATE TABLE unmapped (a integer, tags hstore, "of Class" regclass, many hstore[]);
        INSERT INTO unmapped VALUES
          (1, 'a=>1, "b c"=>NULL', 'pg_class', ARRAY['x=>"y\\""'::hstore, NULL]), (2, NULL, NULL, NULL)
        """);
    try (Connection connection = database.connect()) {
      SourceSession.prepare(connection);
      connection.createStatement().execute("SET default_transaction_read_only = off");

      // then
      assertThatExceptionOfType(PlimsollException.class)
          .isThrownBy(() -> RoundTrip.of(database, "unmapped"))
          .withMessageContainingAll(
              "\"tags\" (hstore)", "\"of Class\" (regclass)", "\"many\" (hstore[])")
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_TYPE))
          .withMessageNotContaining("\"a\"");

      // and
      RoundTrip trip = RoundTrip.of(database, "unmapped", UnmappedTypes.TEXT);
      assertThat(trip.file()).isEqualTo(trip.source());
      assertThat(trip.target()).isEqualTo(trip.source());
    }
  }

  @Test
  void keysThatAreCarriedAsTextAreReadInTheOrderOfTheirType() throws Exception {
    // given: as text the order would be another
    execute(
        """
        CREATE TABLE addresses (address inet, mood mood, paid money, PRIMARY KEY (address, mood, paid));
        INSERT INTO addresses
        SELECT ('10.0.' || i || '.1')::inet, m, j
        FROM generate_series(0, 20) AS i, unnest(enum_range(NULL::mood)) AS m, generate_series(8, 11) AS j
        """);
    try (Connection connection = database.connect()) {
      SourceSession.prepare(connection);
      SourceTable table = SourceTables.of(database).table("addresses");

      // when: five rows a query, each behind the last of the query before
      List<List<String>> read = new ArrayList<>();
      List<String> after = List.of();
      int size = -1;
      while (read.size() > size) {
        size = read.size();
        read.addAll(next(table, after));
        after = read.getLast();
      }

      // then
      List<List<String>> expected = new ArrayList<>();
      try (Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "SELECT a.address::text, a.mood::text, a.paid::numeric(19,2)::text"
                      + " FROM addresses a ORDER BY a.address, a.mood, a.paid")) {
        while (rows.next()) {
          expected.add(List.of(rows.getString(1), rows.getString(2), rows.getString(3)));
        }
      }
      assertThat(read).hasSize(21 * 4 * 4).isEqualTo(expected);
    }
  }

  private static List<List<String>> next(SourceTable table, List<String> after) throws Exception {
    SourceTables tables = SourceTables.of(database);
    List<List<String>> found = new ArrayList<>();
    try (KeySession session = tables.source().keys(tables.access(table));
        SourceRows rows = session.rows(ReadRange.EVERYTHING, after)) {
      byte[] row = rows.next();
      while (row != null) {
        List<String> key = new ArrayList<>();
        int position = 2;
        for (Column column : table.columns()) {
          int length = ByteBuilder.int32(row, position);
          key.add(ColumnCodec.of(column).keyText(row, position + 4, length));
          position += 4 + length;
        }
        found.add(key);
        row = rows.next();
      }
    }
    return found.subList(0, Math.min(5, found.size()));
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void fill(Connection connection, String table, Sample type, Random random)
      throws Exception {
    List<String> values = new ArrayList<>(type.edges());
    for (int i = 0; i < RANDOM_VALUES; i++) {
      values.add(type.random(random));
    }
    values.add(null);
    try (Statement statement = connection.createStatement()) {
      SourceSession.prepare(connection);
      statement.execute("SET default_transaction_read_only = off");
      statement.execute("CREATE TABLE \"" + table + "\" (v " + type.sql() + ")");
    }
    String insert =
        "INSERT INTO \"%s\" SELECT given.v::%s FROM unnest(?::text[]) AS given (v)"
            .formatted(table, type.sql());
    try (PreparedStatement rows = connection.prepareStatement(insert)) {
      rows.setArray(1, connection.createArrayOf("text", values.toArray()));
      rows.execute();
    }
  }

  /// Texts that only one of the two tables has, at most three.
  private static List<String> differences(Connection connection, String table) throws Exception {
    String rows = "SELECT v::text, count(*) FROM \"%s\" GROUP BY 1";
    String one = rows.formatted(table);
    String other = rows.formatted(table + " copy");
    String sql =
        "(SELECT 'lost: ' || coalesce(v, 'NULL') FROM (%s EXCEPT %s) a LIMIT 3) UNION ALL (SELECT 'new: ' || coalesce(v, 'NULL') FROM (%s EXCEPT %s) b LIMIT 3)"
            .formatted(one, other, other, one);
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        found.add(row.getString(1));
      }
    }
    return found;
  }
}
