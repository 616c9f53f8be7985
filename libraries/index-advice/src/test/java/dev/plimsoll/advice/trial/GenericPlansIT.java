package dev.plimsoll.advice.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.advice.Advice;
import dev.plimsoll.advice.AdviceRequest;
import dev.plimsoll.advice.AdviceRequest.Trial;
import dev.plimsoll.advice.Advisor;
import dev.plimsoll.advice.SchemaAdvice;
import dev.plimsoll.advice.choice.Budget;
import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final Pattern TIMES =
      Pattern.compile("it takes ([0-9.]+) ms instead of ([0-9.]+) ms: run it unprepared");

  @Test
  void whatIsSlowerWithOnePlanForAllValuesIsNamed() throws SQLException {
    TestDatabase database = Stack.get().createDatabase("generic_plans");
    try (Connection session = database.connect();
        Statement statement = session.createStatement()) {
      statement.execute(TABLES);
    }
    List<ObservedStatement> statements =
        STATEMENTS.entrySet().stream()
            .map(one -> ObservedStatement.weighted(one.getKey(), one.getValue(), 10))
            .toList();
    // Without room for an index, which would change the plans.
    AdviceRequest request =
        AdviceRequest.byCosts(Budget.ofBytes(1))
            .measured(new Trial("generic", 1, Duration.ofSeconds(15), Duration.ofSeconds(5)));

    Advice advice = new Advisor(database::connect).advise(statements, request);

    assertThat(advice.schema())
        .filteredOn(one -> one.kind() == SchemaAdvice.Kind.GENERIC_PLAN)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.statement()).isEqualTo("skewed");
              assertThat(one.tables()).containsExactlyInAnyOrder(ORDERS, ITEMS);
              assertThat(one.share()).isBetween(0.5, 1.0);
              Matcher times = TIMES.matcher(one.text());
              assertThat(times.find()).as(one.text()).isTrue();
              assertThat(Double.parseDouble(times.group(1)))
                  .isGreaterThan(1.5 * Double.parseDouble(times.group(2)));
            });
  }
}
