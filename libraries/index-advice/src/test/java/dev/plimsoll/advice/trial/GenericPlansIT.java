package dev.plimsoll.advice.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.advice.choice.Budget;
import dev.plimsoll.advice.choice.ChoiceProblem;
import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.advice.trial.MeasuredChoice.Outcome;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.testkit.Stack;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class GenericPlansIT {
  private static final QualifiedName ORDERS = new QualifiedName("public", "orders");
  private static final QualifiedName ITEMS = new QualifiedName("public", "items");

  // Nearly all are of one kind. A plan for any value expects a few, and looks each one up.
  private static final String TABLES =
      """
      CREATE TABLE items (id int PRIMARY KEY, price int);
      INSERT INTO items SELECT i, i FROM generate_series(1, 60000) i;
      CREATE TABLE orders (id int PRIMARY KEY, kind int, item int);
      INSERT INTO orders
      SELECT i, CASE WHEN i % 10 = 0 THEN i ELSE 1 END, (i * 7919::bigint) % 60000
      FROM generate_series(1, 60000) i;
      CREATE INDEX ON orders (kind);
      """;

  private static final Map<String, String> STATEMENTS =
      Map.of(
          "skewed",
          "SELECT sum(i.price) FROM orders o JOIN items i ON i.id = o.item WHERE o.kind = $1",
          "single",
          "SELECT kind FROM orders WHERE id = $1",
          "without a parameter",
          "SELECT count(*) FROM items");

  @Test
  void whatIsSlowerWithOnePlanForAllValuesIsNamed() throws SQLException {
    try (Connection session = Stack.get().createDatabase("generic_plans").connect();
        Statement statement = session.createStatement()) {
      statement.execute(TABLES);
      statement.execute("SET plan_cache_mode = force_custom_plan");
      try (TrialClone clone = TrialClone.of(session, List.of(ORDERS, ITEMS), "generic", 1)) {
        List<PreparedQuery> queries = new ArrayList<>();
        for (Map.Entry<String, String> one : STATEMENTS.entrySet()) {
          PreparedQuery query =
              PreparedQuery.prepare(
                  session,
                  ObservedStatement.weighted(one.getKey(), one.getValue(), 10),
                  one.getKey());
          queries.add(query.types().isEmpty() ? query : query.withArguments(List.of(List.of("1"))));
        }
        MeasuredChoice choice =
            new MeasuredChoice(
                clone, queries, Budget.UNLIMITED, Duration.ofSeconds(15), Duration.ofSeconds(5));
        choice.baseline();

        Outcome outcome =
            choice.decide(Set.of(), new ChoiceProblem(List.of(), Map.of(), Budget.UNLIMITED));

        assertThat(outcome.generic()).containsOnlyKeys("skewed");
        assertThat(outcome.generic().get("skewed").without().millis())
            .isGreaterThan(1.5 * outcome.generic().get("skewed").with().millis());
      }
    }
  }
}
