package dev.plimsoll.systemtests;

import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.local.ServiceProcess;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.systemtests.sequencing.Blow;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Two materializers, their PostgreSQL and their Kafka, each of which can be struck alone.
final class LogUnderFire implements AutoCloseable {
  private static final String DATABASE = "plimsoll";
  private static final Duration BACK_WITHIN = Duration.ofMinutes(3);
  private static final Duration ENDED_WITHIN = Duration.ofMinutes(2);
  private static final Duration BUSY_WITHIN = Duration.ofSeconds(1);
  private static final Duration CATCH_WITHIN = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofMillis(30);

  private static final String BACKEND =
      """
      SELECT pid FROM pg_stat_activity
      WHERE usename = 'plimsoll_materializer' AND xact_start IS NOT NULL
      ORDER BY random() LIMIT 1
      """;

  private static final String TERMINATE =
      """
      SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
      WHERE usename = 'plimsoll_materializer'
      """;

  private static final String ANY_BACKEND =
      "SELECT pid FROM pg_stat_activity WHERE usename = 'plimsoll_materializer' LIMIT 1";

  /// Sessions that wait for their client with rows locked or changed: for a moment all do.
  private static final String IN_THE_MIDDLE =
      """
      SELECT count(DISTINCT a.pid) FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
      WHERE a.usename = 'plimsoll_materializer' AND a.state = 'idle in transaction'
        AND a.state_change < clock_timestamp() - interval '20 milliseconds'
        AND l.mode IN ('RowShareLock', 'RowExclusiveLock')
      """;

  private static final String REFERENCES = "SELECT object_key, batch_refs FROM materializer.file";

  private final OwnStack kafka;
  private final StruckServer postgres;
  private final Databases databases;
  private final List<ServiceProcess> pods;
  private @Nullable FrozenProcess frozen;
  private int frozenPod = -1;
  private Instant thawAt = Instant.MIN;
  private int inTheMiddle;

  private LogUnderFire(
      OwnStack kafka, StruckServer postgres, Databases databases, List<ServiceProcess> pods) {
    this.kafka = kafka;
    this.postgres = postgres;
    this.databases = databases;
    this.pods = pods;
  }

  /// Starts a second materializer beside the one that is there.
  ///
  /// @param kafka of which the rest is not used
  /// @param postgres that the services have
  /// @param databases on it
  static LogUnderFire start(
      OwnStack kafka, StruckServer postgres, Databases databases, SystemUnderTest plimsoll) {
    return new LogUnderFire(
        kafka,
        postgres,
        databases,
        List.of(
            plimsoll.system().service(ServiceName.MATERIALIZER),
            plimsoll.system().startAnother(ServiceName.MATERIALIZER)));
  }

  List<URI> addresses() {
    return pods.stream().map(ServiceProcess::address).toList();
  }

  List<ServiceProcess> pods() {
    return pods;
  }

  /// How often a service was frozen while it held rows.
  int inTheMiddle() {
    return inTheMiddle;
  }

  /// Returns when what was struck is there again; a frozen service thaws later, unless it is to be
  /// alone in its misfortune.
  void strike(Blow blow) throws SQLException, InterruptedException {
    thawWhenDue();
    switch (blow) {
      case Blow.BackendKilled _ -> killBackend();
      case Blow.SessionsTerminated _ -> terminateSessions();
      case Blow.ServerStopped _ -> {
        postgres.stopImmediately();
        postgres.restart();
      }
      case Blow.ServiceKilled killed -> killAndRestart(killed.pod());
      case Blow.ServiceFrozen freeze -> freeze(freeze);
      case Blow.KafkaLost lost when lost.frozen().isZero() -> kafka.killAndRestart();
      case Blow.KafkaLost lost -> {
        try (FrozenProcess broker = FrozenProcess.of(kafka.pid())) {
          // How long the broker is away is part of the blow.
          TimeUnit.MILLISECONDS.sleep(lost.frozen().toMillis());
        }
      }
    }
  }

  private void killBackend() throws SQLException {
    try (Connection watching = databases.openDatabase(DATABASE)) {
      ProcessHandle.of(backend(watching)).ifPresent(ProcessHandle::destroyForcibly);
      await("the server ends every session").atMost(ENDED_WITHIN).until(() -> !watching.isValid(1));
    }
    await("the server is back").atMost(BACK_WITHIN).until(this::serverAnswers);
  }

  private void terminateSessions() throws SQLException {
    try (Connection terminating = databases.openDatabase(DATABASE)) {
      number(terminating, TERMINATE);
    }
  }

  /// One in a transaction, if there is one within a second. After a stop of the server the
  /// services may take some seconds until they have sessions again.
  private static long backend(Connection watching) throws SQLException {
    Instant deadline = Instant.now().plus(BUSY_WITHIN);
    OptionalLong pid = number(watching, BACKEND);
    while (pid.isEmpty() && Instant.now().isBefore(deadline)) {
      pid = number(watching, BACKEND);
    }
    return pid.isPresent()
        ? pid.getAsLong()
        : await("a session of the services")
            .atMost(BACK_WITHIN)
            .until(() -> number(watching, ANY_BACKEND), OptionalLong::isPresent)
            .getAsLong();
  }

  private boolean serverAnswers() throws SQLException {
    try (Connection connection = databases.openDatabase(DATABASE)) {
      return connection.isValid(1);
    } catch (PlimsollException e) {
      return false;
    }
  }

  private static OptionalLong number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
    }
  }

  private void killAndRestart(int pod) {
    ServiceProcess victim = pods.get(pod == frozenPod ? (pod + 1) % pods.size() : pod);
    victim.kill();
    victim.restart();
  }

  private void freeze(Blow.ServiceFrozen blow) throws SQLException, InterruptedException {
    thaw();
    frozen = freezeInTheMiddle(pods.get(blow.pod()).pid());
    frozenPod = blow.pod();
    thawAt = Instant.now().plus(blow.length());
    if (blow.alone()) {
      thaw();
    }
  }

  /// Tries to get it while it holds rows; where that takes too long, it is frozen as it is.
  private FrozenProcess freezeInTheMiddle(long pid) throws SQLException, InterruptedException {
    try (Connection watching = databases.openDatabase(DATABASE)) {
      Instant deadline = Instant.now().plus(CATCH_WITHIN);
      while (true) {
        FrozenProcess caught = FrozenProcess.of(pid);
        // The server finishes what it was asked before; then only an open transaction is seen.
        TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        boolean holdsRows = number(watching, IN_THE_MIDDLE).orElse(0) > 0;
        if (holdsRows) {
          inTheMiddle++;
        }
        if (holdsRows || Instant.now().isAfter(deadline)) {
          return caught;
        }
        caught.close();
      }
    }
  }

  /// By the object's key: how many batches refer to it, past the services' API.
  Map<String, Integer> references() throws SQLException {
    try (Connection connection = databases.openDatabase(DATABASE);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(REFERENCES)) {
      Map<String, Integer> references = new TreeMap<>();
      while (row.next()) {
        references.put(row.getString("object_key"), row.getInt("batch_refs"));
      }
      return references;
    }
  }

  private void thawWhenDue() {
    if (frozen != null && Instant.now().isAfter(thawAt)) {
      close();
    }
  }

  /// Waits until the frozen service may go on, and lets it.
  void thaw() throws InterruptedException {
    if (frozen != null) {
      Duration left = Duration.between(Instant.now(), thawAt);
      // How long it stays frozen is part of the blow.
      TimeUnit.MILLISECONDS.sleep(Math.max(0, left.toMillis()));
      close();
    }
  }

  /// Freezes a service as it is, until what is returned is closed.
  FrozenProcess frozen(int pod) {
    return FrozenProcess.of(pods.get(pod).pid());
  }

  /// Lets a frozen service go on, so that it can be ended.
  @Override
  public void close() {
    if (frozen != null) {
      frozen.close();
      frozen = null;
      frozenPod = -1;
    }
  }
}
