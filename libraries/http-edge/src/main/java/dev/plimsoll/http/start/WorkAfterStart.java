package dev.plimsoll.http.start;

import dev.plimsoll.periodic.RunningWork;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;

/// Periodic tasks begin once the service answers over HTTP: their first rounds, each with a login
/// of its own, made a start on two processors later.
@Singleton
public final class WorkAfterStart {
  private static final int BEFORE_ANY_TASK = 0;

  void hold(@Observes @Priority(BEFORE_ANY_TASK) StartupEvent event) {
    RunningWork.hold();
  }

  void release(@ObservesAsync HttpServerStart started) {
    RunningWork.release();
  }

  /// The only one where plain HTTP is off.
  void release(@ObservesAsync HttpsServerStart started) {
    RunningWork.release();
  }

  /// A start may end before the service answers.
  void release(@Observes @Priority(BEFORE_ANY_TASK) ShutdownEvent event) {
    RunningWork.release();
  }
}
