package dev.plimsoll.builder.run;

import static dev.plimsoll.contracts.build.IndexDefinition.Kind.PRIMARY_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.builder.recipe.CancelSignal;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Builds that nobody wants any more.
@ExtendWith(StackExtension.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CancelIT {
  private final CancelSignal cancel = new CancelSignal();
  private Target target;
  private BuildCommand build;

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(2));
  }

  @BeforeEach
  void aTable(Stack stack) throws SQLException {
    target = new Target(stack.createDatabase("builder_cancel"));
    target.sql("CREATE TABLE t AS SELECT g AS id FROM generate_series(1, 2000) g");
    target.sql("CREATE TABLE dup AS SELECT 1 AS id FROM generate_series(1, 2) g");
    build =
        Target.with(
            target.command("t", PRIMARY_KEY, "t_pkey", "id"),
            new IndexDefinition(PRIMARY_KEY, List.of("id")),
            2,
            true);
  }

  @Test
  void isAnsweredAtOnceWhereNothingHasBegun() throws SQLException {
    cancel.request("ann");
    BuildEvent end = target.run(build, Target.QUICK, cancel);
    assertThat(end)
        .isInstanceOfSatisfying(
            BuildEvent.Cancelled.class, it -> assertThat(it.by()).isEqualTo("ann"));
    assertThat(target.started()).isEmpty();
    assertNothingIsLeft();

    // also where there is no such table
    target.sql("DROP TABLE t");
    assertThat(target.run(build, Target.QUICK, cancel)).isInstanceOf(BuildEvent.Cancelled.class);
  }

  @Test
  void stopsTheStatementAndTakesBackWhatWasBegun() throws SQLException {
    try (Connection snapshot = target.connect();
        Statement statement = snapshot.createStatement()) {
      // given a build in the middle, on a table whose workers it has raised
      snapshot.setAutoCommit(false);
      snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("SELECT 1");
      CompletableFuture<BuildEvent> end = target.start(build, cancel);
      await().until(() -> target.building().size() == 1);
      assertThat(target.storage("t")).containsExactly("parallel_workers=2");
      await()
          .until(
              () ->
                  target.blockers().stream()
                      .anyMatch(it -> it.startsWith("the end of the old snapshot of session")));

      // when it is cancelled, then it ends although what it waited for goes on
      cancel.request("ann");
      assertThat(end.join()).isInstanceOf(BuildEvent.Cancelled.class);
      assertNothingIsLeft();
      snapshot.rollback();
    }
    assertThat(target.events.stream().map(BuildEvent::sequence).toList())
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check the table",
        "try the definition",
        "clear leftovers",
        "set parallel_workers",
        "create the index",
        "reset parallel_workers",
        "prove NOT NULL",
        "attach the key",
        "analyze",
        "verify"
      })
  void endsAtEveryStepWithAllOrNothing(String step) throws SQLException {
    target.listener =
        event -> {
          if (event instanceof BuildEvent.Progressed it && it.phase().equals(step)) {
            cancel.request("ann");
          }
        };
    BuildEvent end = target.run(build, Target.QUICK, cancel);
    assertThat(cancel.requested()).isTrue();
    if (end instanceof BuildEvent.Succeeded) {
      assertThat(step).isIn("attach the key", "analyze", "verify");
      assertThat(
              target.list(
                  "SELECT conname FROM pg_constraint WHERE conrelid = 't'::regclass AND contype = 'p'"))
          .containsExactly("t_pkey");
      assertThat(target.leftovers()).isEmpty();
    } else {
      assertThat(end).isInstanceOf(BuildEvent.Cancelled.class);
      assertThat(step).isNotIn("analyze", "verify");
      assertNothingIsLeft();
    }
    assertThat(target.storage("t")).containsExactly("");
  }

  @Test
  void leavesOthersInvalidIndexesAlone() throws SQLException {
    try {
      target.sql("CREATE UNIQUE INDEX CONCURRENTLY theirs ON dup (id)");
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("23505");
    }
    BuildCommand other = target.command("dup", IndexDefinition.Kind.INDEX, "dup_i", "id");
    target.listener = event -> cancel.request("ann");
    target.run(other, Target.QUICK, cancel);
    assertThat(target.leftovers()).containsExactly("theirs");
  }

  @Test
  void takesACancelInTheDatabaseForAPersonsWish() throws SQLException {
    try (Connection snapshot = target.connect();
        Statement statement = snapshot.createStatement()) {
      snapshot.setAutoCommit(false);
      snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("SELECT 1");
      CompletableFuture<BuildEvent> end = target.start(build, cancel);
      await().until(() -> target.building().size() == 1);

      // when somebody cancels the statement by hand
      target.sql("SELECT pg_cancel_backend(%d)".formatted(target.building().getFirst()));

      // then it is not begun again by itself
      BuildEvent.Failed failed = (BuildEvent.Failed) end.join();
      assertThat(failed.failure().code()).isEqualTo(ErrorCode.BUILD_CANCELLED);
      assertThat(failed.failure().retryable()).isFalse();
      assertNothingIsLeft();
      snapshot.rollback();
    }
  }

  private void assertNothingIsLeft() throws SQLException {
    assertThat(target.leftovers()).isEmpty();
    assertThat(
            target.list(
                "SELECT c.relname FROM pg_class c WHERE c.relkind = 'i'"
                    + " AND c.relnamespace = 'public'::regnamespace"))
        .isEmpty();
    if (!target.list("SELECT 1 FROM pg_class WHERE relname = 't'").isEmpty()) {
      assertThat(target.storage("t")).containsExactly("");
    }
  }
}
