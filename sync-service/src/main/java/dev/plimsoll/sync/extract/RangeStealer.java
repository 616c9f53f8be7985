package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.scan.range.RangeFact;
import dev.plimsoll.scan.range.StealingPolicy;
import dev.plimsoll.scan.range.WorkerDecision;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.extract.KeyRangeStore.BeingRead;
import dev.plimsoll.sync.messaging.SyncOutboxRelay;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.registry.Sources;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.FileSizing;
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
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/// Where this process has a free place and nothing waits to be begun, takes over the end of the
/// largest range of keys that is being read, anywhere, if that is worth it: statistics may be old
/// and keys lie unevenly, and nobody shall be left with much of the rest alone.
@Singleton
public final class RangeStealer {
  private static final Logger LOG = Logger.getLogger(RangeStealer.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int MOST_OFTEN = 8;
  private static final String APPLICATION = "plimsoll-sync plan";

  private final KeyRangeStore ranges;
  private final TaskRunner runner;
  private final Registry registry;
  private final Sources sources;
  private final SnapshotKeeper snapshots;
  private final SyncOutboxRelay relay;
  private final Clock clock;
  private final StealingPolicy policy;
  private final PeriodicWork work =
      PeriodicWork.every("range-stealer", INTERVAL).afterAnInterval().runs(this::round);

  public RangeStealer(
      KeyRangeStore ranges,
      TaskRunner runner,
      Registry registry,
      Sources sources,
      SnapshotKeeper snapshots,
      SyncOutboxRelay relay,
      Clock clock,
      SyncConfig config) {
    this.ranges = ranges;
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
    if (runner.hasPlace()) {
      takeOverLargest(ranges.beingRead(MOST_OFTEN));
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
      if (ranges.takeOver(taken.table(), taken.range(), taken.middle())) {
        LOG.infof(
            "end of a range taken over: table=%s left=%d",
            taken.table().name(), taken.rest().bytes());
        relay.wake();
      }
    }
  }

  private Optional<Candidate> candidate(BeingRead range) throws SQLException {
    ExtractTable table = ranges.table(range.tableId());
    FileSizing sizing = table.definition().sizing();
    // Who has asked for a number of files gets no more of them.
    if ((sizing != null && sizing.perRange()) || !hasPlace(table)) {
      return Optional.empty();
    }
    return candidate(table, range)
        .filter(
            found ->
                found
                    .rest()
                    .isCutAheadOfItsReader(
                        table.counters(), table.pace().rowsPerSecond(clock.instant())));
  }

  private Optional<Candidate> candidate(ExtractTable table, BeingRead range) throws SQLException {
    KnownDatabase source = registry.source(table.source());
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
            range.upper(),
            (long) policy.leastExtent())
        .map(
            found ->
                new Candidate(
                    table, range, new RestOfRange(found.share(), found.tableBytes()), found.key()));
  }

  // As many as may read it are at it, where it has a number of them.
  private static boolean hasPlace(ExtractTable table) {
    return !(table.definition().strategy() instanceof ReadStrategy.Keyset(int workers))
        || workers == 0
        || table.readTasks() - table.readTasksDone() < workers;
  }
}
