package dev.plimsoll.builder.lane;

import dev.plimsoll.builder.recipe.AttemptFence;
import dev.plimsoll.builder.recipe.LockRetryPolicy;
import dev.plimsoll.builder.recipe.StopSignal;
import dev.plimsoll.builder.run.BuildRunner;
import dev.plimsoll.builder.session.KeptSessions;
import dev.plimsoll.postgres.connection.PostgresConnections;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/// Producers of the beans that do not depend on CDI.
@Singleton
final class BuilderParts {
  @Produces
  @Singleton
  StopSignal stopSignal() {
    return new StopSignal();
  }

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  KeptSessions sessions(BuilderConfig config) {
    return new KeptSessions(
        new PostgresConnections(System.getenv()).pinned(), config.session().keptFor());
  }

  void closeSessions(@Disposes KeptSessions sessions) {
    sessions.close();
  }

  @Produces
  @Singleton
  BuildRunner buildRunner(
      BuilderConfig config, KeptSessions sessions, AttemptFence fence, StopSignal stop) {
    BuilderConfig.Lock lock = config.lock();
    BuilderConfig.Session session = config.session();
    return new BuildRunner(
        sessions,
        new LockRetryPolicy(
            lock.timeout(), lock.attempts(), lock.firstPause(), lock.longestPause()),
        new LockRetryPolicy(
            lock.timeout(), session.attempts(), session.firstPause(), session.longestPause()),
        fence,
        stop);
  }
}
