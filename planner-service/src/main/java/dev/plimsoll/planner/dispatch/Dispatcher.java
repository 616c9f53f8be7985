package dev.plimsoll.planner.dispatch;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.plan.PlannedBuild.Allocation;
import dev.plimsoll.outbox.Outbox;
import dev.plimsoll.outbox.OutboxMessage;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.planner.admission.AdmissionGate;
import dev.plimsoll.planner.admission.Volumes;
import dev.plimsoll.planner.dispatch.NextBuilds.Choice;
import dev.plimsoll.planner.dispatch.WaitingDatabases.Waiting;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Dispatcher of builds to slots. Lock, decision, claims and commands are one transaction; any
/// number of dispatchers may share a schema.
///
/// Not thread-safe: each thread has its own.
public final class Dispatcher {
  private static final String UNIQUE_VIOLATION = "23505";
  // Predictions of running builds advance even when nothing else does.
  private static final Duration DECIDE_AGAIN = Duration.ofSeconds(3);

  private final Transactions transactions;
  private final Function<Lane, String> topicOfLane;
  private final AdmissionGate gate;
  private final Registrations registrations;
  private final DispatchSnapshotReader reader;
  private final Map<String, Idle> idle = new HashMap<>();
  private final Map<String, Long> served = new HashMap<>();
  private long turn;

  private record Idle(String standing, long atNanos) {}

  /// What to ask the gate about a database.
  @FunctionalInterface
  public interface Registrations {
    /// @return null where it is no longer registered
    AdmissionGate.@Nullable Question question(String database);
  }

  /// @param topicOfLane Kafka topic, with its prefix
  public Dispatcher(
      DataSource dataSource,
      Function<Lane, String> topicOfLane,
      AdmissionGate gate,
      Registrations registrations,
      DispatchSnapshotReader reader) {
    this.transactions = new Transactions(dataSource);
    this.topicOfLane = topicOfLane;
    this.gate = gate;
    this.registrations = registrations;
    this.reader = reader;
  }

  /// Sends all builds that can be sent now. A database that cannot be served does not delay others.
  ///
  /// @return the builds sent
  /// @throws Exception the last of several failures, where none worked
  public List<UUID> dispatch(EachDatabase databases) throws Exception {
    Map<String, Waiting> waiting = waiting();
    List<UUID> sent = new ArrayList<>();
    databases.each(
        waiting.keySet(), name -> sent.addAll(dispatch(Objects.requireNonNull(waiting.get(name)))));
    return sent;
  }

  /// Isolation of failures: an action for each database, as in
  /// [dev.plimsoll.periodic.PeriodicWork#each].
  @FunctionalInterface
  public interface EachDatabase {
    int each(Collection<String> names, PeriodicWork.Each<String> action) throws Exception;
  }

  private Map<String, Waiting> waiting() throws SQLException {
    List<Waiting> databases = transactions.statements(WaitingDatabases::read);
    databases.stream().filter(waiting -> !isIdle(waiting)).forEach(this::look);
    Map<String, Waiting> inTurn = new LinkedHashMap<>();
    // Databases of one server take turns: the one served last comes last.
    databases.stream()
        .sorted(Comparator.comparingLong(waiting -> served.getOrDefault(waiting.database(), 0L)))
        .forEach(waiting -> inTurn.put(waiting.database(), waiting));
    return inTurn;
  }

  private void look(Waiting waiting) {
    try {
      AdmissionGate.Question question = registrations.question(waiting.database());
      if (question != null) {
        gate.look(question);
      }
    } catch (RuntimeException _) {
      // Concerns only that database, and is told in its turn.
    }
  }

  private boolean isIdle(Waiting waiting) {
    Idle before = idle.get(waiting.database());
    return before != null
        && before.standing().equals(waiting.standing())
        && System.nanoTime() - before.atNanos() < DECIDE_AGAIN.toNanos();
  }

  private List<UUID> dispatch(Waiting waiting) throws SQLException {
    String database = waiting.database();
    if (isIdle(waiting)) {
      return List.of();
    }
    AdmissionGate.Question question = question(database);
    if (question == null) {
      return List.of();
    }
    // Asked without a connection or a lock: a database may be slow to answer.
    AdmissionGate.Answer answer = gate.askAfresh(question);
    if (answer.hold() != null) {
      return List.of();
    }
    @Nullable List<UUID> sent;
    try {
      sent =
          transactions
              .run(connection -> Optional.ofNullable(send(connection, database, answer.free())))
              .orElse(null);
    } catch (SQLException e) {
      if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
        // A build of the same table was sent since this statement's snapshot: not our turn.
        return List.of();
      }
      throw e;
    }
    if (sent == null) {
      return List.of();
    }
    if (sent.isEmpty()) {
      idle.put(database, new Idle(waiting.standing(), System.nanoTime()));
    } else {
      idle.remove(database);
      served.put(database, ++turn);
    }
    return sent;
  }

  private AdmissionGate.@Nullable Question question(String database) {
    try {
      return registrations.question(database);
    } catch (RuntimeException e) {
      throw new IllegalStateException(database + " cannot be read from its row", e);
    }
  }

  /// @return null where another planner has the lock
  private @Nullable List<UUID> send(Connection connection, String database, Volumes.Free free)
      throws SQLException {
    if (!DispatchSnapshotReader.lock(connection, database)) {
      return null;
    }
    List<UUID> sent = new ArrayList<>();
    DispatchSnapshot snapshot = reader.read(connection, database);
    if (snapshot != null) {
      List<OutboxMessage> messages = new ArrayList<>();
      for (Choice choice : NextBuilds.of(snapshot)) {
        BuildClaim claim = BuildClaim.take(connection, database, choice, free);
        if (claim != null) {
          messages.add(message(claim, snapshot));
          sent.add(claim.buildId());
        }
      }
      Outbox.append(connection, messages);
    }
    return sent;
  }

  private OutboxMessage message(BuildClaim claim, DispatchSnapshot snapshot) {
    PlannedBuild planned = claim.planned();
    Allocation allocation = planned.allocation();
    BuildCommand command =
        new BuildCommand(
            claim.buildId(),
            claim.attempt(),
            snapshot.database(),
            planned.table(),
            planned.definition(),
            planned.indexName(),
            new BuildCommand.Slot(allocation.lane(), claim.slot()),
            new BuildCommand.Allocation(
                allocation.maintenanceWorkMemBytes(),
                allocation.parallelWorkers(),
                allocation.tableWorkers(),
                allocation.predictedMillis()),
            awaited(claim, snapshot));
    return OutboxMessage.of(
            topicOfLane.apply(allocation.lane()), claim.slot(), planned.table().toString(), command)
        .tracedBy(claim.traceparent());
  }

  /// Tables of the builds that wait for this one: the partitions of a partitioned table.
  private static List<QualifiedName> awaited(BuildClaim claim, DispatchSnapshot snapshot) {
    return snapshot.builds().stream()
        .filter(build -> build.blockedBy().contains(claim.buildId()))
        .map(build -> build.planned().table())
        .toList();
  }
}
