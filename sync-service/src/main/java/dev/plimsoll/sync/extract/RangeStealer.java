package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.PostgresConnector;
import dev.plimsoll.sync.effect.Failures;
import dev.plimsoll.sync.endpoint.Endpoints;
import dev.plimsoll.sync.extract.KeyRangeStore.BeingRead;
import dev.plimsoll.sync.increment.Increment;
import dev.plimsoll.sync.increment.IncrementMode;
import dev.plimsoll.sync.messaging.Relay;
import dev.plimsoll.sync.source.RangeMiddle;
import dev.plimsoll.sync.source.RelationSize;
import dev.plimsoll.sync.source.SourceSession;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Where this process has a free place and nothing waits to be begun, takes over the end of the
/// largest range of keys that is being read, anywhere, if that is worth it: statistics may be old
/// and keys lie unevenly, and nobody shall be left with much of the rest alone.
@Singleton
public final class RangeStealer {
  private static final Logger LOG = Logger.getLogger(RangeStealer.class);
  private static final int MOST_OFTEN = 8;

  private final KeyRangeStore ranges;
  private final SplitRunner runner;
  private final Endpoints endpoints;
  private final PostgresConnector connector;
  private final Relay relay;
  private final long rangeBytes;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("range-stealer").daemon(true).factory());

  public RangeStealer(
      KeyRangeStore ranges,
      SplitRunner runner,
      Endpoints endpoints,
      PostgresConnector connector,
      Relay relay,
      SyncConfig config) {
    this.ranges = ranges;
    this.runner = runner;
    this.endpoints = endpoints;
    this.connector = connector;
    this.relay = relay;
    this.rangeBytes = config.rangeSize().asLongValue();
  }

  void start(@Observes StartupEvent event) {
    timer.scheduleWithFixedDelay(this::round, 1, 1, TimeUnit.SECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    timer.shutdownNow();
  }

  private void round() {
    try {
      if (runner.hasPlace()) {
        takeOverLargest(ranges.beingRead(MOST_OFTEN));
      }
    } catch (SQLException | PlimsollException e) {
      LOG.debugf("nothing is taken over: cause=%s", Failures.message(e));
    } catch (RuntimeException e) {
      // A scheduled task that throws is never run again.
      LOG.error("taking over failed, tries again", e);
    }
  }

  private record Candidate(ExtractTable table, BeingRead range, RestOfRange rest, String middle) {}

  private void takeOverLargest(List<BeingRead> beingRead) throws SQLException {
    List<Candidate> candidates = new ArrayList<>();
    for (BeingRead range : beingRead) {
      candidate(range).ifPresent(candidates::add);
    }
    Optional<Candidate> largest =
        candidates.stream().max(Comparator.comparingLong(each -> each.rest().bytes()));
    if (largest.isPresent()) {
      Candidate taken = largest.get();
      if (ranges.takeOver(taken.table(), taken.range(), taken.middle())) {
        LOG.infof(
            "end of a range taken over: table=%s left=%d",
            taken.table().name(), taken.rest().bytes());
        relay.wake();
      }
    }
  }

  // What is beyond the window of an increment is not left to be read.
  private static @Nullable String upper(ExtractTable table, BeingRead range) {
    Increment increment = table.definition().increment();
    if (range.upper() != null || increment == null || increment.mode() != IncrementMode.COLUMN) {
      return range.upper();
    }
    return increment.high();
  }

  private Optional<Candidate> candidate(BeingRead range) throws SQLException {
    ExtractTable table = ranges.table(range.tableId());
    TableDefinition definition = table.definition();
    FileSizing sizing = definition.sizing();
    // Who has asked for a number of files gets no more of them.
    if (sizing != null && sizing.perRange()) {
      return Optional.empty();
    }
    try (Connection session =
        connector.open(endpoints.address(table.source()), "plimsoll-sync plan")) {
      SourceSession.prepare(session);
      long bytes = RelationSize.bytes(session, table.name());
      if (!new RestOfRange(1, bytes).isWorthTakingOver(rangeBytes)) {
        return Optional.empty();
      }
      Optional<RangeMiddle.Middle> middle =
          RangeMiddle.find(
              session,
              table.name(),
              definition.only(),
              definition.keyColumns().getFirst(),
              range.readingKey().getFirst(),
              upper(table, range));
      return middle
          .map(
              found ->
                  new Candidate(table, range, new RestOfRange(found.share(), bytes), found.key()))
          .filter(found -> found.rest().isWorthTakingOver(rangeBytes));
    }
  }
}
