package dev.plimsoll.sync.log;

import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.sync.load.Loads;
import dev.plimsoll.sync.table.TableFailures;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/// Asks the log now and then, where its address is known: for commits that have not come, and to
/// delete the topics of tables that were loaded long ago. Several processes may do so at once; each
/// of it done twice is the same.
@Singleton
public final class LogFollowUp {
  private final LogConfig config;
  private final LogApi log;
  private final WaitingStore store;
  private final MissedCommits missed;
  private final PeriodicWork commits;
  private final PeriodicWork topics;

  public LogFollowUp(LogConfig config, WaitingStore store, Loads loads, TableFailures failures) {
    this.config = config;
    this.log = new LogApi(config);
    this.store = store;
    this.missed = new MissedCommits(log, store, loads, failures);
    this.commits =
        PeriodicWork.every("log-commits-missed", config.interval())
            .afterAnInterval()
            .runs(this::lookForCommits);
    this.topics =
        PeriodicWork.every("log-topics-ended", config.interval())
            .afterAnInterval()
            .runs(this::deleteTopics);
  }

  void start(@Observes StartupEvent event) {
    if (log.isKnown()) {
      commits.start();
      topics.start();
    }
  }

  void stop(@Observes ShutdownEvent event) {
    commits.close();
    topics.close();
    log.close();
  }

  private void lookForCommits() throws Exception {
    commits.each(missed.standing(), missed::look);
  }

  private void deleteTopics() throws Exception {
    topics.each(
        store.endTopics(config.keepTopics()),
        topic -> {
          log.delete(topic);
          store.forget(topic);
        });
  }
}
