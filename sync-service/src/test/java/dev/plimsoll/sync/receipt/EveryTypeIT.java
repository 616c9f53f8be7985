package dev.plimsoll.sync.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.sync.source.SourceSession;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every carried type, with its edges and seeded random values, against a real PostgreSQL: what
/// comes out of the files into a new table is what went in, and the digest that Java computes from
/// the files is the one that SQL computes at both ends.
@ExtendWith(StackExtension.class)
final class EveryTypeIT {
  private static final int RANDOM_VALUES = 2_000;
  private static TestDatabase database;

  @BeforeAll
  static void makeDatabase(Stack stack) {
    database = stack.createDatabase("every_type");
  }

  @ParameterizedTest
  @EnumSource(TypeSamples.class)
  void valuesComeBackAsTheyWere(TypeSamples type) throws Exception {
    // given
    long seed = new Random().nextLong();
    System.out.printf("%s seed %d%n", type, seed);
    String table = "Every " + type.name().toLowerCase(Locale.ROOT);
    try (Connection connection = database.connect()) {
      fill(connection, table, type, new Random(seed));

      // when
      RoundTrip trip = RoundTrip.of(connection, table);

      // then
      assertThat(differences(connection, table)).as("seed %d", seed).isEmpty();
      assertThat(trip.file()).as("file, seed %d", seed).isEqualTo(trip.source());
      assertThat(trip.target()).as("target, seed %d", seed).isEqualTo(trip.source());
      assertThat(trip.source().rows()).isGreaterThan(RANDOM_VALUES);
    }
  }

  @Test
  void allTypesSideBySideInOneRow() throws Exception {
    // given
    long seed = new Random().nextLong();
    System.out.printf("all types seed %d%n", seed);
    Random random = new Random(seed);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      SourceSession.prepare(connection);
      statement.execute("SET default_transaction_read_only = off");
      TypeSamples[] types = TypeSamples.values();
      statement.execute(
          IntStream.range(0, types.length)
              .mapToObj(i -> "\"c " + i + "\" " + types[i].sql())
              .collect(Collectors.joining(", ", "CREATE TABLE wide (", ")")));
      String insert =
          IntStream.range(0, types.length)
              .mapToObj(i -> "?::" + types[i].sql())
              .collect(Collectors.joining(", ", "INSERT INTO wide VALUES (", ")"));
      try (PreparedStatement row = connection.prepareStatement(insert)) {
        for (int n = 0; n < 3_000; n++) {
          for (int i = 0; i < types.length; i++) {
            row.setString(i + 1, random.nextInt(5) == 0 ? null : types[i].random(random));
          }
          row.addBatch();
        }
        row.executeBatch();
      }

      // when
      RoundTrip trip = RoundTrip.of(connection, "wide");

      // then
      assertThat(trip.file()).as("seed %d", seed).isEqualTo(trip.source());
      assertThat(trip.target()).as("seed %d", seed).isEqualTo(trip.source());
    }
  }

  private static void fill(Connection connection, String table, TypeSamples type, Random random)
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
    String insert = "INSERT INTO \"" + table + "\" VALUES (?::" + type.sql() + ")";
    try (PreparedStatement row = connection.prepareStatement(insert)) {
      for (String value : values) {
        row.setString(1, value);
        row.addBatch();
      }
      row.executeBatch();
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
