package dev.plimsoll.builder.run;

import dev.plimsoll.builder.ChangedCommand;
import dev.plimsoll.builder.recipe.CancelSignal;
import dev.plimsoll.builder.recipe.LockRetryPolicy;
import dev.plimsoll.builder.recipe.StopSignal;
import dev.plimsoll.builder.session.KeptSessions;
import dev.plimsoll.builder.slot.SlotBoard;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.database.RegisteredDatabase;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A target database, builds on it, and what it says of itself.
final class Target {
  static final long MEMORY = 64L << 20;
  static final LockRetryPolicy QUICK =
      new LockRetryPolicy(
          Duration.ofMillis(100), 200, Duration.ofMillis(20), Duration.ofMillis(100));

  private static final int MOST_ATTEMPTS = 5;
  private static final RegisteredDatabase HERE = new RegisteredDatabase("here", 1);

  private final TestDatabase database;
  private final KeptSessions sessions =
      new KeptSessions(new PostgresConnections(System.getenv()), Duration.ofSeconds(5));
  final StopSignal stop = new StopSignal();
  private final Map<RegisteredDatabase, DatabaseAddress> elsewhere = new ConcurrentHashMap<>();
  final AttemptsInMemory fence = new AttemptsInMemory();
  final Queue<BuildEvent> events = new ConcurrentLinkedQueue<>();

  /// How often and how soon a lost session is replaced.
  LockRetryPolicy sessionRetryPolicy =
      new LockRetryPolicy(Duration.ofMillis(100), 4, Duration.ofMillis(50), Duration.ofMillis(200));

  /// Hears each event before the build goes on.
  volatile Consumer<BuildEvent> listener = event -> {};

  Target(TestDatabase database) {
    this.database = database;
  }

  DatabaseAddress address() {
    return database.address();
  }

  Connection connect() throws SQLException {
    return database.connect();
  }

  void sql(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  List<String> list(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  long number(String sql) throws SQLException {
    return Long.parseLong(list(sql).getFirst());
  }

  /// Names of whatever a build made and did not come to name, or left INVALID.
  List<String> leftovers() throws SQLException {
    return list(
        """
        SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE NOT i.indisvalid OR c.relname LIKE 'plimsoll\\_build\\_%'
        UNION ALL SELECT conname FROM pg_constraint WHERE conname LIKE 'plimsoll\\_build\\_%'
        UNION ALL SELECT typname FROM pg_type
        WHERE typname LIKE 'plimsoll\\_workers\\_%' AND typtype = 'e'
        """);
  }

  /// Of all indexes.
  List<String> definitions() throws SQLException {
    return list(
        """
        SELECT indexdef FROM pg_indexes
        WHERE schemaname NOT IN ('pg_catalog', 'pg_toast') ORDER BY 1
        """);
  }

  BuildCommand command(
      String table, IndexDefinition.Kind kind, String indexName, String... columns) {
    return command(new QualifiedName("public", table), kind, indexName, columns);
  }

  BuildCommand command(
      QualifiedName table, IndexDefinition.Kind kind, String indexName, String... columns) {
    return new BuildCommand(
        UUID.randomUUID(),
        1,
        HERE,
        table,
        new IndexDefinition(kind, List.of(columns)),
        indexName,
        new BuildCommand.Slot(Lane.SMALL, 0),
        new BuildCommand.Allocation(MEMORY, 0, false, 1_000),
        List.of());
  }

  BuildCommand command(String table, IndexDefinition definition, String indexName) {
    return with(command(table, definition.kind(), indexName, "placeholder"), definition, 0, false);
  }

  /// The same build, asking for something else.
  static BuildCommand with(
      BuildCommand build, IndexDefinition definition, int workers, boolean tableWorkers) {
    return ChangedCommand.of(
        build,
        Map.of(
            "definition",
            definition,
            "allocation",
            new BuildCommand.Allocation(
                build.allocation().maintenanceWorkMemBytes(),
                workers,
                tableWorkers,
                build.allocation().predictedMillis())));
  }

  /// The same build with other memory.
  static BuildCommand withMemory(BuildCommand build, long bytes) {
    BuildCommand.Allocation allocation = build.allocation();
    return ChangedCommand.of(
        build,
        Map.of(
            "allocation",
            new BuildCommand.Allocation(
                bytes,
                allocation.parallelWorkers(),
                allocation.tableWorkers(),
                allocation.predictedMillis())));
  }

  /// The same build, for whose partitions others build.
  BuildCommand awaiting(BuildCommand build, String... partitions) {
    List<QualifiedName> awaited =
        Stream.of(partitions).map(name -> new QualifiedName("public", name)).toList();
    return ChangedCommand.of(build, Map.of("awaited", awaited));
  }

  static BuildCommand again(BuildCommand build) {
    return of(build, build.database(), build.attempt() + 1);
  }

  /// The same build by another way to the database, or as somebody else.
  BuildCommand at(BuildCommand build, DatabaseAddress address, int attempt) {
    RegisteredDatabase other = new RegisteredDatabase("other", elsewhere.size() + 1);
    elsewhere.put(other, address);
    return of(build, other, attempt);
  }

  private static BuildCommand of(BuildCommand build, RegisteredDatabase database, int attempt) {
    return ChangedCommand.of(
        build, Map.of("database", database, "attempt", attempt, "awaited", List.of()));
  }

  BuildEvent run(BuildCommand build) {
    return run(build, QUICK);
  }

  BuildEvent run(BuildCommand build, LockRetryPolicy lockRetryPolicy) {
    return run(build, lockRetryPolicy, new CancelSignal());
  }

  /// A delivery of a command, as a builder handles it.
  BuildEvent run(BuildCommand build, LockRetryPolicy lockRetryPolicy, CancelSignal cancel) {
    BuildRunner runner =
        new BuildRunner(sessions, lockRetryPolicy, sessionRetryPolicy, fence, stop);
    BuildEventPublisher recording =
        new BuildEventPublisher() {
          @Override
          public void announce(BuildEvent event) {
            events.add(event);
            listener.accept(event);
          }

          @Override
          public void conclude(BuildEvent event) {
            events.add(event);
          }
        };
    BuildEvent end =
        runner.run(
            build,
            elsewhere.getOrDefault(build.database(), address()),
            new BuildJournal(
                build,
                recording,
                "test",
                Clock.systemUTC(),
                new SlotBoard(Clock.systemUTC())
                    .occupy(build, build.slot().lane(), build.slot().partition()),
                Duration.ZERO),
            cancel);
    recording.conclude(end);
    return end;
  }

  /// As the planner has it: what may pass is sent again, in another attempt.
  BuildEvent runAttempts(BuildCommand build) {
    BuildEvent end = run(build);
    return end instanceof BuildEvent.Failed failed
            && failed.failure().retryable()
            && build.attempt() < MOST_ATTEMPTS
        ? runAttempts(again(build))
        : end;
  }

  CompletableFuture<BuildEvent> start(BuildCommand build) {
    return start(build, new CancelSignal());
  }

  CompletableFuture<BuildEvent> start(BuildCommand build, CancelSignal cancel) {
    return CompletableFuture.supplyAsync(
        () -> run(build, QUICK, cancel), Executors.newVirtualThreadPerTaskExecutor());
  }

  /// Backends whose CREATE INDEX has come as far as a snapshot that a test holds lets it come. One
  /// that is further behind may be the trial on an empty table, or have made nothing yet.
  List<Integer> building() throws SQLException {
    return list(
            """
            SELECT pid FROM pg_stat_progress_create_index
            WHERE datname = current_database() AND phase = 'waiting for old snapshots'
            """)
        .stream()
        .map(Integer::valueOf)
        .toList();
  }

  /// Ends the sessions that build, as a crash of their backends would.
  void terminateBuilds() {
    try {
      sql(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND application_name LIKE 'plimsoll/%'");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  List<String> storage(String table) throws SQLException {
    return list(
        "SELECT coalesce(array_to_string(reloptions, ','), '') FROM pg_class WHERE oid = '"
            + table
            + "'::regclass");
  }

  List<BuildEvent.Started> started() {
    return events.stream()
        .filter(BuildEvent.Started.class::isInstance)
        .map(BuildEvent.Started.class::cast)
        .toList();
  }

  List<String> blockers() {
    return events.stream()
        .filter(BuildEvent.Progressed.class::isInstance)
        .map(event -> ((BuildEvent.Progressed) event).blocker())
        .filter(blocker -> blocker != null)
        .toList();
  }
}
