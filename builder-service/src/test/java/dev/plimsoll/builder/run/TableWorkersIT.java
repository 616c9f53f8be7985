package dev.plimsoll.builder.run;

import static dev.plimsoll.contracts.build.IndexDefinition.Kind.INDEX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Workers beyond what PostgreSQL grants by a table's size.
@ExtendWith(StackExtension.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TableWorkersIT {
  private static final int ASKED = 3;

  @Test
  void areLaunchedWhereTheyAreSetOnTheTableAndOnlyThere(Stack stack) throws SQLException {
    // Given a table of 8 to 24 MB, which is granted one worker, and a server that has enough
    Target target = new Target(stack.createDatabase("builder_table_workers"));
    target.sql("ALTER DATABASE builder_table_workers SET max_parallel_workers = 8");
    target.sql(
        "CREATE TABLE t AS SELECT md5(g::text) || md5((-g)::text) AS k"
            + " FROM generate_series(1, 230000) g");
    assertThat(target.number("SELECT pg_relation_size('t') >> 20")).isBetween(8L, 23L);

    // When it is built with and without
    BuildEvent.Succeeded bySize = built(target, "by_size", false);
    BuildEvent.Succeeded set = built(target, "set", true);

    // Then it gets what was asked for only where that was set, and nothing of it stays
    assertThat(bySize.usage().workersLaunched()).isEqualTo(1);
    assertThat(set.usage().workersLaunched()).isEqualTo(ASKED);
    assertThat(target.storage("t")).containsExactly("");
    assertThat(target.leftovers()).isEmpty();
  }

  private static BuildEvent.Succeeded built(Target target, String name, boolean tableWorkers) {
    // An expression that takes a second in all: workers are seen only while they work. Another one
    // each time, or the second would be found done.
    IndexDefinition definition =
        new IndexDefinition(
            INDEX, List.of(""), "md5(repeat(k, %d))".formatted(tableWorkers ? 41 : 40));
    BuildCommand build =
        Target.with(target.command("t", definition, name), definition, ASKED, tableWorkers);
    BuildCommand roomy = Target.withMemory(build, (ASKED + 1) * 32L << 20);
    return (BuildEvent.Succeeded) target.run(roomy);
  }
}
