package dev.plimsoll.builder.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.testkit.Campaign;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The build's backend ends at each step of each recipe, at its beginning or some milliseconds into
/// it: every build ends once, what was asked for is there, and nothing else is.
@ExtendWith(StackExtension.class)
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class KilledAtEveryStepIT {
  private static final long SEED = Long.getLong("plimsoll.seed", 20_261_120L);
  private static final int LONGEST_MILLIS = 12;

  private enum Recipe {
    KEY("t", new IndexDefinition(Kind.PRIMARY_KEY, List.of("id")), true),
    PARTIAL_EXPRESSION(
        "t",
        new IndexDefinition(Kind.INDEX, List.of(""), "lower(k)").withPredicate("id > 10"),
        false),
    GIN("t", new IndexDefinition(Kind.INDEX, List.of("tags")).withMethod("gin"), true),
    PARENT_KEY("parent", new IndexDefinition(Kind.PRIMARY_KEY, List.of("id")), false),
    PARENT_INDEX("parent", new IndexDefinition(Kind.INDEX, List.of("k")), false);

    private final String table;
    private final IndexDefinition definition;
    private final boolean tableWorkers;

    Recipe(String table, IndexDefinition definition, boolean tableWorkers) {
      this.table = table;
      this.definition = definition;
      this.tableWorkers = tableWorkers;
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsWell(Recipe recipe, Stack stack) throws SQLException {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED + recipe.ordinal());
    Target target = new Target(stack.createDatabase("builder_killed"));
    Set<String> steps = new LinkedHashSet<>(List.of("check the table"));
    List<String> done = new ArrayList<>();
    while (!steps.isEmpty()) {
      String step = steps.iterator().next();
      steps.remove(step);
      done.add(step);
      // Outside campaigns every other step at its beginning, the others into it.
      int[] delays = {0, 1 + random.nextInt(LONGEST_MILLIS)};
      boolean later = (recipe.ordinal() + done.size()) % 2 == 0;
      for (int delay : Campaign.isLong() ? delays : new int[] {delays[later ? 1 : 0]}) {
        BuildEvent.Succeeded end = killed(recipe, step, delay, target);
        end.steps().stream()
            .map(BuildEvent.Step::name)
            .filter(name -> !done.contains(name))
            .forEach(steps::add);
      }
    }
    assertThat(done).hasSizeGreaterThan(6);
  }

  private static BuildEvent.Succeeded killed(Recipe recipe, String step, int delay, Target target)
      throws SQLException {
    String what = recipe + ", " + step + ", " + delay + " ms, seed " + SEED;
    target.listener = event -> {};
    tables(target, recipe);
    BuildCommand plain = target.command(recipe.table, recipe.definition, "made");
    BuildCommand build =
        Target.with(plain, recipe.definition, recipe.tableWorkers ? 2 : 0, recipe.tableWorkers);
    CountDownLatch killed = new CountDownLatch(1);
    target.listener =
        event -> {
          if (event instanceof BuildEvent.Progressed it
              && it.phase().equals(step)
              && killed.getCount() > 0) {
            if (delay == 0) {
              target.terminateBuilds();
              killed.countDown();
            } else {
              later(delay, target, killed);
            }
          }
        };

    BuildEvent end = target.runAttempts(build);

    assertThat(end).as(what).isInstanceOf(BuildEvent.Succeeded.class);
    if (delay == 0) {
      assertThat(killed.getCount()).as(what).isZero();
    }
    assertThat(target.leftovers()).as(what).containsExactly("theirs");
    assertThat(target.list("SELECT indisvalid FROM pg_index WHERE indexrelid = 'made'::regclass"))
        .as(what)
        .containsExactly("t");
    assertThat(target.storage("t")).as(what).containsExactly("parallel_workers=1");
    assertThat(
            target.list(
                "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database ="
                    + " (SELECT oid FROM pg_database WHERE datname = current_database())"))
        .as(what)
        .hasSizeLessThanOrEqualTo(1);
    assertThat(target.started().stream().map(BuildEvent::attempt)).as(what).doesNotHaveDuplicates();
    return (BuildEvent.Succeeded) end;
  }

  /// From another thread, while the build goes on.
  private static void later(int millis, Target target, CountDownLatch killed) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                if (!killed.await(millis, TimeUnit.MILLISECONDS)) {
                  target.terminateBuilds();
                  killed.countDown();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private static void tables(Target target, Recipe recipe) throws SQLException {
    target.sql(
        """
        DROP TABLE IF EXISTS t, dup, parent;
        CREATE TABLE t (id int, k text, tags text[]);
        ALTER TABLE t SET (parallel_workers = 1);
        INSERT INTO t SELECT g, 'K' || g, ARRAY['a', 'b' || g] FROM generate_series(1, 5000) g;
        CREATE TABLE dup AS SELECT 1 AS id FROM generate_series(1, 2);
        CREATE TABLE parent (id int, k text) PARTITION BY RANGE (id);
        CREATE TABLE p1 PARTITION OF parent FOR VALUES FROM (0) TO (2500);
        CREATE TABLE p2 PARTITION OF parent FOR VALUES FROM (2500) TO (9999);
        INSERT INTO parent SELECT id, k FROM t
        """);
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE UNIQUE INDEX CONCURRENTLY theirs ON dup (id)");
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("23505");
    }
    if (recipe.table.equals("parent")) {
      for (String part : List.of("p1", "p2")) {
        assertThat(target.run(target.command(part, recipe.definition, part + "_i")))
            .isInstanceOf(BuildEvent.Succeeded.class);
      }
    }
    target.events.clear();
  }

  @Test
  void isFollowedWhereTheBackendOutlivesItsBuilder(Stack stack) throws SQLException {
    // given two deliveries of each recipe at once, as after a rebalance
    for (Recipe recipe : Recipe.values()) {
      Target target = new Target(stack.createDatabase("builder_killed"));
      tables(target, recipe);
      BuildCommand plain = target.command(recipe.table, recipe.definition, "made");
      BuildCommand build =
          Target.with(plain, recipe.definition, recipe.tableWorkers ? 2 : 0, recipe.tableWorkers);
      List<CompletableFuture<BuildEvent>> ends =
          List.of(target.start(build), target.start(build), target.start(build));
      for (CompletableFuture<BuildEvent> end : ends) {
        assertThat(end.orTimeout(120, TimeUnit.SECONDS).join())
            .as("%s", recipe)
            .isInstanceOf(BuildEvent.Succeeded.class);
      }
      assertThat(target.leftovers()).as("%s", recipe).containsExactly("theirs");
      assertThat(target.storage("t")).containsExactly("parallel_workers=1");
    }
  }
}
