package dev.plimsoll.builder.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.database.RegisteredDatabase;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import dev.plimsoll.testkit.TestSeal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The service as it is shipped, in a process of its own that ends in the middle of a build.
@ExtendWith(StackExtension.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BuilderProcessIT {
  /// Builds that have come as far as a snapshot that a test holds lets them come. One that is
  /// further behind may be the trial on an empty table.
  static final String BUILDING =
      """
      SELECT count(*) FROM pg_stat_progress_create_index
      WHERE datname = current_database() AND phase = 'waiting for old snapshots'
      """;

  static final RegisteredDatabase DATABASE = new RegisteredDatabase("target", 1);

  // Beside the heap those that a cache for quick starts is bound to.
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:ReservedCodeCacheSize=192m",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private enum Ending {
    SIGTERM,
    SIGKILL
  }

  @TempDir private Path logs;
  private Process builder;

  @AfterEach
  void stop() throws InterruptedException {
    if (builder != null) {
      builder.destroyForcibly().waitFor();
    }
  }

  @Test
  void isFollowedByTheNextHoweverItEnds(Stack stack) throws Exception {
    TestDatabase database = stack.createDatabase("builder_process");
    String prefix = "process-" + ProcessHandle.current().pid() + ".";
    try (Wire wire = new Wire(prefix);
        Connection snapshot = database.connect();
        Statement statement = snapshot.createStatement()) {
      statement.execute("CREATE TABLE t AS SELECT g AS id FROM generate_series(1, 1000) g");
      // given a builder in the middle of a build
      snapshot.setAutoCommit(false);
      snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("SELECT 1");
      wire.register(DATABASE, database.address());
      BuildCommand build = command();
      wire.send(build);
      builder = start(prefix, "0.log");
      await().atMost(PATIENCE).until(() -> number(database, BUILDING) == 1);

      for (Ending ending : Ending.values()) {
        // when its process ends
        end(ending);

        // then PostgreSQL goes on, nothing is said to have failed, and the next builder follows
        assertThat(number(database, BUILDING)).isEqualTo(1);
        int next = ending.ordinal() + 1;
        builder = start(prefix, next + ".log");
        await().atMost(PATIENCE).until(() -> followers(wire.events(build)) == next);
        assertThat(number(database, BUILDING)).isEqualTo(1);
      }
      snapshot.rollback();

      // and ends it
      assertThat(wire.end(build)).isInstanceOf(BuildEvent.Succeeded.class);
      await()
          .atMost(PATIENCE)
          .until(() -> heard(wire.events(build)).getLast() instanceof BuildEvent.Succeeded);
      assertThat(
              number(
                  database,
                  "SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass AND indisprimary"))
          .isEqualTo(1);
      assertThat(number(database, "SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isZero();

      // and one that has nothing at hand ends, too
      end(Ending.SIGTERM);
    }
  }

  private void end(Ending ending) throws InterruptedException {
    long begun = System.nanoTime();
    if (ending == Ending.SIGKILL) {
      builder.destroyForcibly();
    } else {
      builder.destroy();
    }
    assertThat(builder.waitFor(60, TimeUnit.SECONDS)).isTrue();
    System.out.printf("%s: ended after %d ms%n", ending, (System.nanoTime() - begun) / 1_000_000);
  }

  /// Builders that went on with it: to each of them the command may come twice.
  private static long followers(List<BuildEvent> events) {
    return events.stream()
        .filter(event -> event instanceof BuildEvent.Started it && it.resumed())
        .map(event -> ((BuildEvent.Started) event).builder())
        .distinct()
        .count();
  }

  /// As the planner hears them: sequences only move forward. While the consumers of a new process
  /// are being balanced the command may come twice, and the second delivery follows the first one.
  private static List<BuildEvent> heard(List<BuildEvent> events) {
    List<BuildEvent> heard = new ArrayList<>();
    for (BuildEvent event : events) {
      if (heard.isEmpty() || event.sequence() > heard.getLast().sequence()) {
        heard.add(event);
      }
    }
    return heard;
  }

  private Process start(String prefix, String log) throws IOException {
    return start(prefix, logs.resolve(log), Stack.get().kafkaBootstrap());
  }

  static Process start(String prefix, Path log, String bootstrap) throws IOException {
    Path jar = Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
    assertThat(jar).exists();
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(JVM_OPTIONS);
    quickStart().ifPresent(line::add);
    line.addAll(List.of("-jar", jar.toString()));
    ProcessBuilder command = new ProcessBuilder(line);
    command.environment().put("KAFKA_BOOTSTRAP_SERVERS", bootstrap);
    command.environment().put("PLIMSOLL_TOPICS_PREFIX", prefix);
    command.environment().put("PLIMSOLL_API_TOKEN_SHA256", "0".repeat(64));
    command.environment().put("PLIMSOLL_MESSAGES_KEY_FILE", TestSeal.file(TestSeal.KEY));
    command.environment().put("QUARKUS_HTTP_PORT", "0");
    command.environment().put("MP_MESSAGING_CONNECTOR_SMALLRYE_KAFKA_SESSION_TIMEOUT_MS", "6000");
    return command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /// As users have it, where `./plimsoll prepare` has been run since the build.
  private static Optional<String> quickStart() throws IOException {
    Path caches = Path.of(System.getProperty("plimsoll.root"), "target", "aot");
    if (!Files.isDirectory(caches)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(caches)) {
      return files
          .filter(file -> file.getFileName().toString().matches("builder-.*\\.aot"))
          .findFirst()
          .map(file -> "-XX:AOTCache=" + file);
    }
  }

  static BuildCommand command() {
    return new BuildCommand(
        UUID.randomUUID(),
        1,
        DATABASE,
        new QualifiedName("public", "t"),
        new IndexDefinition(IndexDefinition.Kind.PRIMARY_KEY, List.of("id")),
        "t_pkey",
        new BuildCommand.Slot(Lane.MEDIUM, 1),
        new BuildCommand.Allocation(64 << 20, 0, false, 100),
        List.of());
  }

  static long number(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
