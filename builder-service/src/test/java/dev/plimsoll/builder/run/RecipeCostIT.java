package dev.plimsoll.builder.run;

import static dev.plimsoll.contracts.build.IndexDefinition.Kind.PRIMARY_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the recipe costs beside the bare statement it is there for.
@ExtendWith(StackExtension.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RecipeCostIT {
  private static final int ROUNDS = 3;

  /// The aim is 100 ms on a quiet machine. Tests run beside other builds, and on slow machines, so
  /// that the bound here only notices a recipe that waits for something, which it does each time:
  /// this long beyond as many bare statements as its own may take.
  private static final Duration BOUND = Duration.ofSeconds(1);

  private static final int STATEMENTS = 2;

  @Test
  void addsLittleToABareCreateIndex(Stack stack) throws SQLException {
    // given a table whose statistics are there
    Target target = new Target(stack.createDatabase("builder_cost"));
    target.sql(
        """
        CREATE TABLE t AS SELECT md5(g::text) || md5((-g)::text) AS hashkey, g AS v
        FROM generate_series(1, 100000) g
        """);
    target.sql("ALTER TABLE t ALTER hashkey SET NOT NULL");
    target.sql("VACUUM ANALYZE t");

    List<Long> bare = new ArrayList<>();
    List<Long> inRecipe = new ArrayList<>();
    List<Long> added = new ArrayList<>();
    List<Long> waited = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      // when it is built bare and by the recipe, in turns
      bare.add(bareMillis(target));
      target.sql("DROP INDEX bare");
      BuildEvent.Succeeded end =
          (BuildEvent.Succeeded) target.run(target.command("t", PRIMARY_KEY, "t_pkey", "hashkey"));
      inRecipe.add(end.timing().create().toMillis());
      added.add(end.timing().total().minus(end.timing().create()).toMillis());
      waited.add(added.getLast() - STATEMENTS * bare.getLast());
      target.sql("ALTER TABLE t DROP CONSTRAINT t_pkey");
    }

    // then the difference is small
    System.out.printf(
        "bare CREATE INDEX %d ms, within the recipe %d ms, the recipe adds %d ms (medians of %d)%n",
        median(bare), median(inRecipe), median(added), ROUNDS);
    assertThat(Collections.min(waited)).isLessThan(BOUND.toMillis());
  }

  private static long bareMillis(Target target) throws SQLException {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SET maintenance_work_mem = '64MB'; SET max_parallel_maintenance_workers = 0");
      long begun = System.nanoTime();
      statement.execute("CREATE UNIQUE INDEX CONCURRENTLY bare ON t (hashkey)");
      return Duration.ofNanos(System.nanoTime() - begun).toMillis();
    }
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
