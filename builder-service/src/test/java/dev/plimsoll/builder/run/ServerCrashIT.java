package dev.plimsoll.builder.run;

import static dev.plimsoll.contracts.build.IndexDefinition.Kind.PRIMARY_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.builder.recipe.LockRetryPolicy;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// PostgreSQL is stopped at once (`pg_ctl stop -m immediate`) and started again while a key is
/// being attached: the index of hours before it is kept, and the key is there once.
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ServerCrashIT {
  private static final long SEED = Long.getLong("plimsoll.seed", 20_261_121L);
  private static final int LONGEST_MILLIS = 15;
  private static final String STEP = "attach the key";

  /// Where in the step it happens.
  private enum Moment {
    BEFORE_ITS_STATEMENT,
    WAITING_FOR_THE_LOCK,
    SOME_MILLISECONDS_INTO_IT
  }

  @TempDir private static Path folder;
  private static @Nullable OwnStack stack;

  @BeforeAll
  static void start() {
    stack = OwnStack.start(folder);
  }

  @AfterAll
  static void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void keepsTheIndexAndAttachesItOnce(Moment moment) throws Exception {
    System.out.println("seed " + SEED);
    int delay = 1 + new Random(SEED).nextInt(LONGEST_MILLIS);
    OwnStack server = Objects.requireNonNull(stack);
    Target target =
        new Target(server.createDatabase("crash_" + moment.name().toLowerCase(Locale.ROOT)));
    target.sessionRetryPolicy =
        new LockRetryPolicy(
            Duration.ofMillis(100), 600, Duration.ofMillis(50), Duration.ofMillis(250));
    target.sql("CREATE TABLE t (id int NOT NULL)");
    target.sql("INSERT INTO t SELECT generate_series(1, 20000)");
    BuildCommand build = target.command("t", PRIMARY_KEY, "t_pkey", "id");

    // Given a build whose index is finished
    AtomicLong index = new AtomicLong();
    AtomicReference<CompletableFuture<Void>> back = new AtomicReference<>();
    target.listener =
        event -> {
          if (event instanceof BuildEvent.Progressed it
              && it.phase().equals(STEP)
              && back.get() == null) {
            index.set(oid(target, "relname LIKE 'plimsoll\\_build\\_%'"));
            // When the server crashes at this moment and is started again
            back.set(crash(server, target, moment, delay));
          }
        };
    try (Connection reader = target.connect();
        Statement statement = reader.createStatement()) {
      if (moment == Moment.WAITING_FOR_THE_LOCK) {
        reader.setAutoCommit(false);
        statement.execute("LOCK TABLE t IN ACCESS SHARE MODE");
      }
      BuildEvent end = target.run(build);

      // Then the same delivery ends well
      assertThat(end).as("%s, %d ms", moment, delay).isInstanceOf(BuildEvent.Succeeded.class);
      assertThat(((BuildEvent.Succeeded) end).steps())
          .extracting(step -> step.name() + ": " + step.outcome())
          .contains("create the index: done", "clear leftovers: not needed");
    }
    back.get().get(2, TimeUnit.MINUTES);
    assertThat(oid(target, "relname = 't_pkey'"))
        .as("no index was built again")
        .isEqualTo(index.get());
    assertThat(target.leftovers()).isEmpty();
    assertThat(
            target.list(
                "SELECT indisprimary::text || indisvalid::text FROM pg_index"
                    + " WHERE indrelid = 't'::regclass"))
        .containsExactly("truetrue");
    assertThat(target.started()).hasSize(1);
  }

  /// @return done when the server is back
  private static CompletableFuture<Void> crash(
      OwnStack server, Target target, Moment moment, int delay) {
    if (moment == Moment.BEFORE_ITS_STATEMENT) {
      server.crashPostgres();
    }
    return CompletableFuture.runAsync(
        () -> {
          switch (moment) {
            case BEFORE_ITS_STATEMENT -> {}
            case WAITING_FOR_THE_LOCK -> {
              Awaitility.await()
                  .atMost(Duration.ofMinutes(3))
                  .pollInterval(Duration.ofMillis(20))
                  .until(
                      () ->
                          target.number(
                                  "SELECT count(*) FROM pg_locks WHERE relation = 't'::regclass"
                                      + " AND mode = 'AccessExclusiveLock' AND NOT granted")
                              == 1);
              server.crashPostgres();
            }
            case SOME_MILLISECONDS_INTO_IT -> {
              elapse(delay);
              server.crashPostgres();
            }
          }
          server.restart();
        },
        Executors.newVirtualThreadPerTaskExecutor());
  }

  /// The moment is what is tested, not something to be waited for.
  private static void elapse(int millis) {
    try {
      assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)).isFalse();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long oid(Target target, String which) {
    try {
      return target.number("SELECT oid FROM pg_class WHERE relkind = 'i' AND " + which);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
