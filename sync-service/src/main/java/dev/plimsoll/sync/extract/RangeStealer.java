package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.contracts.sync.ReadCommand;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.kafka.topics.TopicsConfig;
import dev.plimsoll.outbox.Outbox;
import dev.plimsoll.outbox.OutboxMessage;
import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.scan.range.StealingPolicy;
import dev.plimsoll.scan.range.StealingPolicy.RangeFact;
import dev.plimsoll.scan.range.StealingPolicy.WorkerDecision;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.registry.ByKind;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.FileSettings.FileSizing;
import dev.plimsoll.sync.table.ReadTask;
import dev.plimsoll.sync.table.TableRows;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/// Stealing of key ranges: if this process has a free place and no read task waits, it takes over
/// the end of the largest range that any process reads, if worthwhile. Statistics may be old and
/// keys uneven, so that one worker could be left with most of the work.
@Singleton
public final class RangeStealer {
  private static final Logger LOG = Logger.getLogger(RangeStealer.class);
  private static final int MOST_OFTEN = 8;
  private static final String APPLICATION = "plimsoll-sync plan";

  // Only while no read task waits to begin: those come first. Where a request says how many workers
  // a table may have, no more than these read it.
  private static final String BEING_READ =
      """
      SELECT %s, s.reading_key
      FROM read_task s JOIN extract_table t ON t.id = s.table_id JOIN extract e ON e.id = t.extract_id
      WHERE NOT s.done AND s.attempt > 0 AND s.reading_key IS NOT NULL AND s.bounds < ?
        AND t.strategy = 'keyset' AND t.state = 'EXTRACTING' AND NOT t.paused
        AND (e.request::jsonb #>> '{reading,workers}' IS NULL
          OR (SELECT count(*) FROM read_task o WHERE o.table_id = t.id AND NOT o.done)
            < (e.request::jsonb #>> '{reading,workers}')::int)
        AND NOT EXISTS (
          SELECT FROM read_task w JOIN extract_table o ON o.id = w.table_id
          WHERE NOT w.done AND w.attempt = 0 AND NOT o.paused
            AND o.state IN ('PLANNED', 'EXTRACTING'))
      LIMIT 20
      """
          .formatted(TaskClaims.COLUMNS);

  // Anything announced since may lie beyond the new end and would be read twice.
  private static final String NARROW =
      """
      UPDATE read_task SET upper_bound = ?, bounds = bounds + 1
      WHERE id = ? AND bounds = ? AND next_sequence = ? AND NOT done
      """;

  // Same log partition: the target has an offset for it.
  private static final String ADD =
      """
      INSERT INTO read_task (id, table_id, number, log_partition, lower_bound, upper_bound)
      SELECT ?, s.table_id, t.read_tasks, s.log_partition, ?, ?
      FROM read_task s JOIN extract_table t ON t.id = s.table_id
      WHERE s.id = ?
      """;

  private static final String COUNT_READ_TASK =
      "UPDATE extract_table SET read_tasks = read_tasks + 1 WHERE id = ?";

  /// Range that is being read, with the key of a row that has been read.
  record BeingRead(ReadTask readTask, List<String> readingKey) {}

  private final SyncDatabase database;
  private final TopicsConfig topics;
  private final TaskRunner runner;
  private final Registry registry;
  private final ByKind<Source> sources;
  private final SnapshotKeeper snapshots;
  private final OutboxRelay relay;
  private final Clock clock;
  private final StealingPolicy policy;
  private final PeriodicWork work =
      PeriodicWork.every("range-stealer", Duration.ofSeconds(1))
          .afterAnInterval()
          .runs(this::round);

  public RangeStealer(
      SyncDatabase database,
      TopicsConfig topics,
      TaskRunner runner,
      Registry registry,
      ByKind<Source> sources,
      SnapshotKeeper snapshots,
      OutboxRelay relay,
      Clock clock,
      SyncConfig config) {
    this.database = database;
    this.topics = topics;
    this.runner = runner;
    this.registry = registry;
    this.sources = sources;
    this.snapshots = snapshots;
    this.relay = relay;
    this.clock = clock;
    this.policy = RestOfRange.policy(config.rangeSize().asLongValue());
  }

  void start(@Observes StartupEvent event) {
    work.start();
  }

  void stop(@Observes ShutdownEvent event) {
    work.close();
  }

  private void round() throws SQLException {
    if (runner.hasOpenTasks() && runner.hasPlace()) {
      takeOverLargest(beingRead());
    }
  }

  /// Ranges whose end may be taken over, by any process.
  List<BeingRead> beingRead() {
    return database.ask(
        connection ->
            Sql.of(connection, BEING_READ, MOST_OFTEN)
                .list(
                    row ->
                        new BeingRead(
                            TaskClaims.readTask(row), Columns.texts(row, "reading_key"))));
  }

  /// Rest of a key range, as estimated by the source's statistics.
  ///
  /// @param share of the table's rows, 0 to 1
  /// @param tableBytes of the table's heap and what lies beside it, dead rows included
  record RestOfRange(double share, long tableBytes) {
    // A reader stores its position once a second, and then sees the new end.
    private static final Duration NOTICED_WITHIN = Duration.ofSeconds(2);

    long bytes() {
      return Math.round(share * tableBytes);
    }

    /// Policy: take over half of the largest range, if that is worth a worker.
    ///
    /// It costs one more query and file, and the reader's query sent anew. That is about the cost
    /// of one block range, the least that a query is ever spent on. A smaller rest is read sooner
    /// by its present reader.
    ///
    /// @param rangeBytes configured size of a block range
    static StealingPolicy policy(long rangeBytes) {
      return new StealingPolicy(2.0 * rangeBytes);
    }

    /// Whether the reader will notice the new end before it gets there. If it does not, it
    /// discards its current file, perhaps millions of rows, and reads them again.
    ///
    /// Statistics may overestimate the rest. It is capped by the unread part of the table's
    /// estimated rows, unless more were read already.
    ///
    /// @param counters of the table
    /// @param rowsPerSecond recent speed of all its readers together; 0 if unknown
    boolean isCutAheadOfItsReader(TableCounters counters, double rowsPerSecond) {
      double rows = share * Math.max(counters.expectedRows(), counters.rowsRead());
      long unread = counters.expectedRows() - counters.rowsRead();
      double left = unread > 0 ? Math.min(rows, unread) : rows;
      return left / 2 >= rowsPerSecond * NOTICED_WITHIN.toSeconds();
    }

    /// @param id index among the candidates
    RangeFact fact(long id) {
      return new RangeFact(id, true, bytes(), true);
    }
  }

  private record Candidate(ExtractTable table, BeingRead range, RestOfRange rest, String middle) {}

  private void takeOverLargest(List<BeingRead> beingRead) throws SQLException {
    List<Candidate> candidates = new ArrayList<>();
    for (BeingRead range : beingRead) {
      candidate(range).ifPresent(candidates::add);
    }
    List<RangeFact> facts =
        IntStream.range(0, candidates.size())
            .mapToObj(each -> candidates.get(each).rest().fact(each))
            .toList();
    if (policy.decide(facts) instanceof WorkerDecision.Steal(long id)) {
      Candidate taken = candidates.get((int) id);
      if (takeOver(taken.table(), taken.range(), taken.middle())) {
        LOG.infof(
            "end of a range taken over: table=%s left=%d",
            taken.table().name(), taken.rest().bytes());
        relay.wake();
      }
    }
  }

  private Optional<Candidate> candidate(BeingRead range) throws SQLException {
    ExtractTable table =
        database.ask(connection -> TableRows.byId(connection, range.readTask().tableId()));
    FileSizing sizing = table.definition().files().sizing();
    // A requested number of files must not grow.
    if ((sizing != null && sizing.perRange()) || !hasPlace(table)) {
      return Optional.empty();
    }
    KnownDatabase source = registry.source(table.reading().source());
    if (table.definition().snapshot() && !snapshots.canRead(table, source)) {
      return Optional.empty();
    }
    return sources
        .of(source.kind())
        .middle(
            source.address(),
            APPLICATION,
            table.planned(),
            range.readingKey().getFirst(),
            range.readTask().range().upper(),
            (long) policy.leastExtent())
        .map(
            found ->
                new Candidate(
                    table, range, new RestOfRange(found.share(), found.tableBytes()), found.key()))
        .filter(
            found ->
                found
                    .rest()
                    .isCutAheadOfItsReader(
                        table.counters(), table.reading().pace().rowsPerSecond(clock.instant())));
  }

  // A strategy may limit the workers of a table.
  private static boolean hasPlace(ExtractTable table) {
    return !(table.definition().strategy() instanceof ReadStrategy.Keyset(int workers))
        || workers == 0
        || table.reading().tasks() - table.reading().tasksDone() < workers;
  }

  /// Turns the end of a range into a read task of its own, with its command. Rows beyond the new
  /// end are refused from the range's reader.
  ///
  /// @param from first key of the new read task
  /// @return false if the range has changed meanwhile
  boolean takeOver(ExtractTable table, BeingRead range, String from) {
    ReadTask task = range.readTask();
    return database.ask(
        connection -> {
          TableRows.requireOpen(connection, table);
          boolean narrowed =
              Sql.of(
                      connection,
                      NARROW,
                      from,
                      task.id(),
                      task.bounds(),
                      task.position().nextSequence())
                  .updateAny();
          if (narrowed) {
            UUID id = UUID.randomUUID();
            Sql.of(connection, ADD, id, from, task.range().upper(), task.id()).update();
            Sql.of(connection, COUNT_READ_TASK, table.id()).update();
            ReadCommand command = new ReadCommand(table.extractId(), id);
            Outbox.append(
                connection,
                OutboxMessage.of(topics.name(Topic.SYNC_COMMANDS), null, id.toString(), command));
          }
          return narrowed;
        });
  }
}
