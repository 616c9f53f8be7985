package dev.plimsoll.builder.run;

import static dev.plimsoll.contracts.build.IndexDefinition.Kind.INDEX;
import static dev.plimsoll.contracts.build.IndexDefinition.Kind.PRIMARY_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetCatalog;
import dev.plimsoll.builder.recipe.CancelSignal;
import dev.plimsoll.builder.recipe.StopSignal;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.claim.TableClaim;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.testkit.FaultProxy;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Builders and sessions that end at the wrong moment, and commands that come twice.
@ExtendWith(StackExtension.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LostSessionIT {
  private Target target;
  private BuildCommand build;

  // Generous, since tests run beside other builds; nothing here waits for it to pass.
  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(2));
  }

  @BeforeEach
  void aTableWithoutAKey(Stack stack) throws SQLException {
    target = new Target(stack.createDatabase("builder_lost"));
    target.sql("CREATE TABLE t AS SELECT g AS id FROM generate_series(1, 5000) g");
    build = target.command("t", PRIMARY_KEY, "t_pkey", "id");
  }

  @Test
  void asksForAnotherAttemptWhenItsSessionIsTerminated() throws SQLException {
    try (Connection snapshot = holdSnapshot()) {
      // given a build in the middle of its CREATE INDEX
      CompletableFuture<BuildEvent> end = target.start(build);
      await().until(() -> target.building().size() == 1);

      // when its backend is terminated
      target.sql("SELECT pg_terminate_backend(%d)".formatted(target.building().getFirst()));

      // then its sort is not begun again: the ledger has given its workers to others
      assertLost(end.join());
      assertThat(target.building()).isEmpty();
      snapshot.rollback();
    }
    assertThat(target.started()).hasSize(1);

    // and in the attempt that is charged anew it is
    BuildEvent next = target.run(Target.again(build));
    assertThat(next).isInstanceOf(BuildEvent.Succeeded.class);
    assertThat(((BuildEvent.Succeeded) next).steps())
        .extracting(step -> step.name() + ": " + step.outcome())
        .contains("create the index: done");
    assertThat(target.leftovers()).isEmpty();
  }

  @Test
  void neverRunsTheCreateOfAnAttemptThatHasEnded() throws SQLException {
    // given an attempt that has failed
    target.sql("INSERT INTO t VALUES (1)");
    assertThat(target.run(build)).isInstanceOf(BuildEvent.Failed.class);
    target.sql("DELETE FROM t WHERE ctid = (SELECT max(ctid) FROM t)");

    // when its command is delivered once more
    BuildEvent again = target.run(build);

    // then nothing runs that the ledger knows nothing of
    assertLost(again);
    assertThat(target.list("SELECT indexrelid FROM pg_index WHERE indrelid = 't'::regclass"))
        .isEmpty();
    assertThat(target.run(Target.again(build))).isInstanceOf(BuildEvent.Succeeded.class);
  }

  @Test
  void tellsNoEndWhileTheOldSessionMayStillBuild() throws Exception {
    try (FaultProxy proxy = FaultProxy.to(target.address());
        Connection snapshot = holdSnapshot()) {
      // given a build whose way to the target is cut, again and again, while it builds on
      BuildCommand far = target.at(build, proxy.address(), build.attempt());
      CompletableFuture<BuildEvent> end = target.start(far);
      await().until(() -> target.building().size() == 1);
      int backend = target.building().getFirst();
      proxy.cut();

      // when it has tried in vain for longer than it does for a build that has not begun
      int tries = proxy.refused();
      await().until(() -> proxy.refused() > tries + 2 * target.sessionRetryPolicy.attempts());

      // then it has told no end, for its session builds
      assertThat(end).isNotDone();
      assertThat(target.building()).containsExactly(backend);

      // and when the way is free, it follows that session to its end
      proxy.mend();
      snapshot.rollback();
      assertThat(((BuildEvent.Succeeded) end.join()).steps())
          .extracting(step -> step.name() + ": " + step.outcome())
          .contains("create the index: already done");
    }
    assertThat(target.leftovers()).isEmpty();
  }

  @Test
  void letsGoOfWhatAPersonReleasedAlthoughNobodyCanLook() throws Exception {
    try (FaultProxy proxy = FaultProxy.to(target.address());
        Connection snapshot = holdSnapshot()) {
      CancelSignal wish = new CancelSignal();
      BuildCommand far = target.at(build, proxy.address(), build.attempt());
      CompletableFuture<BuildEvent> end = target.start(far, wish);
      await().until(() -> target.building().size() == 1);
      proxy.cut();

      wish.release("ann");

      assertThat(end.join())
          .isInstanceOfSatisfying(
              BuildEvent.Cancelled.class, it -> assertThat(it.by()).isEqualTo("ann"));
      assertThat(target.building()).hasSize(1);
      snapshot.rollback();
    }
  }

  @Test
  void endsWithItsDatabase(Stack stack) throws SQLException {
    try (Connection _ = holdSnapshot();
        Connection server = stack.connect("postgres");
        Statement statement = server.createStatement()) {
      // given a build in the middle of its CREATE INDEX
      CompletableFuture<BuildEvent> end = target.start(build);
      await().until(() -> target.building().size() == 1);

      // when its database is dropped, then it has failed, and holds up nothing that comes after it
      statement.execute("DROP DATABASE builder_lost WITH (FORCE)");
      assertNotFound(end.join());

      // and so it is when its command is delivered once more
      assertNotFound(target.run(build));
    }
  }

  private static void assertNotFound(BuildEvent end) {
    assertThat(end)
        .isInstanceOfSatisfying(
            BuildEvent.Failed.class,
            failed -> assertThat(failed.failure().code()).isEqualTo(ErrorCode.DATABASE_NOT_FOUND));
  }

  private static void assertLost(BuildEvent end) {
    assertThat(end)
        .isInstanceOfSatisfying(
            BuildEvent.Failed.class,
            failed -> {
              assertThat(failed.failure().code()).isEqualTo(ErrorCode.BUILD_LOST);
              assertThat(failed.failure().retryable()).isTrue();
            });
  }

  @Test
  void followsTheSessionThatAKilledBuilderLeftAndGoesOn() throws SQLException {
    try (Connection snapshot = holdSnapshot()) {
      // given a builder that was killed while its CREATE INDEX ran: the socket is gone, PostgreSQL
      // goes on
      int orphan = orphan();

      // when the command is delivered again
      CompletableFuture<BuildEvent> end = target.start(build);
      await().until(() -> target.started().size() == 1);

      // then it follows that session, saying what it does and what it waits for
      assertThat(target.started().getFirst().resumed()).isTrue();
      await().until(() -> target.blockers().stream().anyMatch(it -> it.contains("role ")));
      assertThat(end).isNotDone();
      assertThat(target.building()).containsExactly(orphan);

      // and takes over what it has finished
      snapshot.rollback();
      BuildEvent.Succeeded ok = (BuildEvent.Succeeded) end.join();
      assertThat(ok.steps())
          .anySatisfy(
              step -> {
                assertThat(step.name()).isEqualTo("create the index");
                assertThat(step.outcome()).isEqualTo("already done");
              });
      assertThat(ok.timing().create()).isPositive();
    }
    assertThat(target.leftovers()).isEmpty();
  }

  @Test
  void cancelsTheSessionThatAKilledBuilderLeft() throws SQLException {
    try (Connection snapshot = holdSnapshot()) {
      // given such a session, and its build cancelled meanwhile
      orphan();
      CancelSignal cancel = new CancelSignal();
      CompletableFuture<BuildEvent> end = target.start(build, cancel);
      await().until(() -> target.started().size() == 1);
      cancel.request("ann");

      // then it ends before what it waits for does, and nothing of it is left
      assertThat(end.join()).isInstanceOf(BuildEvent.Cancelled.class);
      assertThat(target.building()).isEmpty();
      assertThat(target.leftovers()).isEmpty();
      snapshot.rollback();
    }
  }

  @Test
  void clearsWhatAnOrphanedSessionLeftInvalid() throws SQLException {
    try (Connection snapshot = holdSnapshot()) {
      // given such a session that is followed
      int orphan = orphan();
      CompletableFuture<BuildEvent> end = target.start(build);
      await().until(() -> target.started().size() == 1);

      // when it dies, too
      target.sql("SELECT pg_terminate_backend(" + orphan + ")");
      snapshot.rollback();

      // then what it left is cleared, and the index is built again by the next attempt
      assertLost(end.join());
      assertThat(target.leftovers()).isEmpty();
    }
    assertThat(((BuildEvent.Succeeded) target.run(Target.again(build))).steps())
        .extracting(step -> step.name() + ": " + step.outcome())
        .contains("create the index: done");
    assertThat(target.leftovers()).isEmpty();
  }

  @Test
  void neverBuildsTwiceSideBySide() throws SQLException {
    try (Connection snapshot = holdSnapshot()) {
      // given three deliveries of one command and a build of another index of that table
      CompletableFuture<BuildEvent> first = target.start(build);
      await().until(() -> target.building().size() == 1);
      CompletableFuture<BuildEvent> second = target.start(build);
      CompletableFuture<BuildEvent> third = target.start(Target.again(build));
      CompletableFuture<BuildEvent> other =
          target.start(target.command("t", INDEX, "t_id_idx", "id"));
      await().until(() -> target.started().size() == 4);
      await()
          .until(
              () ->
                  target.blockers().stream()
                      .anyMatch(it -> it.contains("builds on the same table")));

      // when all have long been there, then one session builds
      assertThat(target.building()).hasSize(1);
      assertThat(
              target.number(
                  "SELECT count(*) FROM pg_stat_activity"
                      + " WHERE query LIKE 'CREATE%INDEX CONCURRENTLY%'"
                      + " AND state = 'active' AND datname = current_database()"))
          .isEqualTo(1);
      snapshot.rollback();

      // and all end well, one index for them all
      for (CompletableFuture<BuildEvent> end : List.of(first, second, third, other)) {
        assertThat(end.join()).isInstanceOf(BuildEvent.Succeeded.class);
      }
    }
    assertThat(
            target.list("SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 't'::regclass"))
        .isSubsetOf("t_pkey", "t_id_idx")
        .contains("t_pkey");
    assertThat(target.leftovers()).isEmpty();
  }

  @Test
  void breaksOffWithoutAnAnswerWhenTheProcessEnds() throws SQLException {
    try (Connection snapshot = holdSnapshot()) {
      orphan();
      CompletableFuture<BuildEvent> end = target.start(build);
      await().until(() -> target.started().size() == 1);
      target.stop.stop();
      assertThatThrownBy(end::join)
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(StopSignal.StoppedException.class);
      assertThat(target.building()).hasSize(1);
      snapshot.rollback();
    }
  }

  /// A transaction whose snapshot keeps every CREATE INDEX CONCURRENTLY of the database waiting.
  private Connection holdSnapshot() throws SQLException {
    Connection connection = target.connect();
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
    }
    return connection;
  }

  /// A session as a killed builder leaves it: it holds the claim and builds, and nobody listens.
  private int orphan() throws SQLException {
    assertThat(target.fence.begin(build)).isTrue();
    Connection connection =
        new PostgresConnections(System.getenv()).open(target.address(), BuildNames.session(build));
    assertThat(
            TableClaim.tryTake(connection, TargetCatalog.read(connection, build).relation().oid()))
        .isTrue();
    Thread.ofVirtual()
        .start(
            () -> {
              try (Statement statement = connection.createStatement()) {
                statement.execute(
                    "CREATE UNIQUE INDEX CONCURRENTLY "
                        + Identifiers.quote(BuildNames.index(build.buildId()))
                        + " ON t (id)");
              } catch (SQLException e) {
                // The connection was cut.
              }
            });
    await().until(() -> target.building().size() == 1);
    connection.abort(Runnable::run);
    return target.building().getFirst();
  }
}
