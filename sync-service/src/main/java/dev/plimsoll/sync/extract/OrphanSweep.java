package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.effect.Failures;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.storage.ObjectStore.Leftover;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;

/// Removes what killed processes have left in the bucket and nobody will go on with: a split that
/// is taken up again clears up after itself, but one that is done, cancelled or failed is not.
///
/// Only keys of this database's own splits are looked at. Of these, only what is older than the
/// configured age and in no batch is removed, while this holds the split's lease, so that nobody
/// works on it; and whoever has lost that lease without knowing is refused what it has not
/// announced yet. Several processes may sweep at a time.
@Singleton
public final class OrphanSweep {
  private static final Logger LOG = Logger.getLogger(OrphanSweep.class);

  // In a row: then it is the store or the database.
  private static final int FAILURES_THAT_END_A_ROUND = 3;

  private final SweepStore store;
  private final SplitStore splits;
  private final SyncDatabase database;
  private final ObjectStore objects;
  private final Clock clock;
  private final Duration interval;
  private final Duration age;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("orphan-sweep").daemon(true).factory());

  public OrphanSweep(
      SweepStore store,
      SplitStore splits,
      SyncDatabase database,
      ObjectStore objects,
      Clock clock,
      SyncConfig config) {
    this.store = store;
    this.splits = splits;
    this.database = database;
    this.objects = objects;
    this.clock = clock;
    this.interval = config.sweep().interval();
    this.age = config.sweep().age();
  }

  void start(@Observes StartupEvent event) {
    timer.scheduleWithFixedDelay(this::round, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    timer.shutdownNow();
  }

  private void round() {
    try {
      int failures = 0;
      for (UUID extractId : store.toSweep(age)) {
        failures = isSwept(extractId) ? 0 : failures + 1;
        if (failures == FAILURES_THAT_END_A_ROUND) {
          return;
        }
      }
    } catch (SQLException | PlimsollException e) {
      LOG.warnf("sweeping broke off, tries again: cause=%s", Failures.message(e));
    } catch (RuntimeException e) {
      // A scheduled task that throws is never run again.
      LOG.error("sweeping failed, tries again", e);
    }
  }

  // What cannot be removed of one extract must not keep that of all later ones.
  private boolean isSwept(UUID extractId) {
    try {
      sweep(extractId);
      return true;
    } catch (SQLException | SdkException | PlimsollException e) {
      LOG.warnf(
          "sweeping broke off, tries again: extract=%s cause=%s", extractId, Failures.message(e));
      return false;
    }
  }

  private void sweep(UUID extractId) throws SQLException {
    Instant begun = store.now();
    String prefix = ObjectKeys.prefix(objects, extractId);
    List<Leftover> leftovers =
        objects.leftovers(prefix, clock.instant().minus(age), store.announced(extractId));
    boolean all = true;
    for (Map.Entry<UUID, List<Leftover>> split : bySplit(extractId, prefix, leftovers).entrySet()) {
      all &= remove(split.getKey(), split.getValue());
    }
    if (all) {
      store.note(extractId, begun);
    }
  }

  // What has another form of key than ours, or is of a split that we do not know, is not ours.
  private Map<UUID, List<Leftover>> bySplit(UUID extractId, String prefix, List<Leftover> leftovers)
      throws SQLException {
    Map<ObjectKeys.Place, List<Leftover>> byPlace =
        leftovers.stream()
            .filter(leftover -> ObjectKeys.place(prefix, leftover.key()).isPresent())
            .collect(
                Collectors.groupingBy(
                    leftover -> ObjectKeys.place(prefix, leftover.key()).orElseThrow()));
    Map<UUID, List<Leftover>> bySplit = new HashMap<>();
    for (Map.Entry<ObjectKeys.Place, List<Leftover>> place : byPlace.entrySet()) {
      Optional<UUID> split = store.split(extractId, place.getKey());
      split.ifPresent(id -> bySplit.put(id, place.getValue()));
    }
    return bySplit;
  }

  /// @return false where somebody works on the split
  private boolean remove(UUID splitId, List<Leftover> leftovers) throws SQLException {
    try (SplitLease lease = SplitLease.tryAcquire(database, splitId)) {
      if (lease == null) {
        return false;
      }
      store.fence(splitId);
      Set<String> announced = splits.announced(splitId);
      for (Leftover leftover : leftovers) {
        if (leftover.uploadId() != null || !announced.contains(leftover.key())) {
          objects.remove(leftover);
        }
      }
      return true;
    }
  }
}
