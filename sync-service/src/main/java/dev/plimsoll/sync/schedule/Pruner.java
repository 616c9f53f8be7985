package dev.plimsoll.sync.schedule;

import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.schedule.PruneStore.Kept;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Forgets, now and then, the extracts and loads that nobody needs any more. Of many processes one
/// does it at a time. A step is one transaction over some extracts: killed in it, all of them
/// are there; after it, none.
@Singleton
public final class Pruner {
  private static final Logger LOG = Logger.getLogger(Pruner.class);

  // Some tenths of a second, so that nobody waits for long behind its locks.
  private static final int ROWS_AT_A_TIME = 10_000;

  private final SyncDatabase database;
  private final Kept kept;
  private final PeriodicWork work;

  public Pruner(SyncDatabase database, SyncConfig config) {
    this.database = database;
    SyncConfig.Keep keep = config.schedules().keep();
    this.kept = new Kept(keep.runs(), keep.age(), config.keepExtracts(), config.sweep().age());
    this.work =
        PeriodicWork.every("prune", keep.interval())
            .afterAnInterval()
            .runsWhileMore(() -> step() > 0);
  }

  void start(@Observes StartupEvent event) {
    work.start();
  }

  void stop(@Observes ShutdownEvent event) {
    work.close();
  }

  /// Removes some extracts, and runs that could not be started.
  ///
  /// @return how many; 0 also while another process is at it
  int step() {
    return database.ask(
        connection -> {
          if (!PruneStore.takeTurn(connection)) {
            return 0;
          }
          int unstarted = PruneStore.removeUnstarted(connection, kept, ROWS_AT_A_TIME);
          List<UUID> extracts =
              new ArrayList<>(PruneStore.unwanted(connection, kept, ROWS_AT_A_TIME));
          if (!extracts.isEmpty()) {
            PruneStore.lock(connection, extracts);
            // Of those that somebody began to need before that, it is known now.
            extracts.retainAll(PruneStore.unwanted(connection, kept, ROWS_AT_A_TIME));
            PruneStore.remove(connection, extracts);
          }
          if (unstarted + extracts.size() > 0) {
            LOG.infof("pruned: extracts=%d unstarted-runs=%d", extracts.size(), unstarted);
          }
          return unstarted + extracts.size();
        });
  }
}
