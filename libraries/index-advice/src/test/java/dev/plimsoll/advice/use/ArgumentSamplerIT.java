package dev.plimsoll.advice.use;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Values of parameters, by the rows that statements find with them.
final class ArgumentSamplerIT {
  private static final QualifiedName EVENT = new QualifiedName("public", "event");
  private static final int ROWS = 10_000;
  private static final int SAMPLES = 5;
  private static final String TABLE =
      """
      CREATE TABLE event (id int PRIMARY KEY, at timestamptz NOT NULL, kind int NOT NULL,
        state int NOT NULL, parent int, area box NOT NULL, parts int[] NOT NULL);
      INSERT INTO event
        SELECT i, timestamptz '2026-01-01' + i * interval '1 minute', mod(i, 50), 7,
          CASE WHEN mod(i, 10) = 0 THEN i / 10 END, box(point(0, 0), point(i, i)), ARRAY[i]
        FROM generate_series(1, %d) i;
      ANALYZE event
      """;

  private static TestDatabase database;

  @BeforeAll
  static void fill() throws SQLException {
    database = Stack.get().createDatabase("arguments");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(TABLE.formatted(ROWS));
    }
  }

  /// What the statement counts with each set of values.
  private static List<Long> counts(String condition) throws SQLException {
    String sql = "SELECT count(*) FROM event WHERE " + condition;
    try (Connection session = database.connect();
        Statement run = session.createStatement()) {
      PreparedQuery query =
          PreparedQuery.prepare(session, ObservedStatement.weighted("it", sql, 1), "it");
      PlannedUse use = UseReader.read(session, query);
      ArgumentSampler sampler =
          ArgumentSampler.of(session, List.of(use), Map.of(EVENT, (long) ROWS), SAMPLES, 1);
      List<Long> counts = new ArrayList<>();
      for (List<String> values : sampler.sample(query, use).arguments()) {
        try (ResultSet row = run.executeQuery(query.execution(values))) {
          row.next();
          counts.add(row.getLong(1));
        }
      }
      return counts;
    }
  }

  @Test
  void twoBoundsAreANarrowRangeAtARow() throws SQLException {
    assertThat(counts("at >= $1 AND at < $2"))
        .hasSize(SAMPLES)
        .allSatisfy(count -> assertThat(count).isBetween(1L, ROWS / 100L));
    assertThat(counts("$2 > at AND $1 <= at"))
        .allSatisfy(count -> assertThat(count).isBetween(1L, ROWS / 100L));
    assertThat(counts("at BETWEEN $1 AND $2"))
        .allSatisfy(count -> assertThat(count).isBetween(1L, ROWS / 100L));
  }

  @Test
  void aRangeOfFewDistinctValuesIsNotEmpty() throws SQLException {
    assertThat(counts("kind >= $1 AND kind < $2"))
        .allSatisfy(count -> assertThat(count).isBetween(1L, ROWS / 10L));
    assertThat(counts("state >= $1 AND state <= $2")).containsOnly((long) ROWS);
  }

  @Test
  void aRangeBesideAnEqualityHoldsARowOfIt() throws SQLException {
    assertThat(counts("kind = $1 AND at >= $2 AND at <= $3"))
        .allSatisfy(count -> assertThat(count).isBetween(1L, 5L));
    assertThat(counts("kind = $1 AND at >= $2"))
        .allSatisfy(count -> assertThat(count).isBetween(1L, ROWS / 50L));
  }

  @Test
  void oneBoundTakesEvenlySpreadSharesOfTheRows() throws SQLException {
    List<Long> shares = List.of(1000L, 3000L, 5000L, 7000L, 9000L);

    assertThat(counts("at <= $1")).containsExactlyInAnyOrderElementsOf(shares);
    assertThat(counts("at > $1")).containsExactlyInAnyOrderElementsOf(shares);
    assertThat(counts("at <= $1").getFirst()).isEqualTo(5000);
  }

  @Test
  void twoColumnsWithOneBoundEachAreBothNarrowOrBothWide() throws SQLException {
    assertThat(counts("at <= $1 AND id <= $2"))
        .containsExactlyInAnyOrder(1000L, 3000L, 5000L, 7000L, 9000L);
  }

  @Test
  void aColumnThatIsMostlyNullHasValues() throws SQLException {
    assertThat(counts("parent = $1")).containsOnly(1L);
  }

  @Test
  void aTypeWithoutAnOrderHasValuesOfRowsAndCostsTheOthersNothing() throws SQLException {
    assertThat(counts("area > $1 AND area < $2 AND kind = $3")).hasSize(SAMPLES);
    assertThat(counts("at >= $1 AND at < $2 AND area <= $3"))
        .allSatisfy(count -> assertThat(count).isBetween(1L, ROWS / 100L));
    assertThat(counts("parts >= $1 AND parts < $2 AND id <= $3")).hasSize(SAMPLES);
    assertThat(counts("area <= $1")).allSatisfy(count -> assertThat(count).isPositive());
  }
}
