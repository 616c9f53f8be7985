package dev.plimsoll.planner.work;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.planner.neighbour.NeighbourApi;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Client of the sync service's HTTP API. Thread-safe.
@Singleton
public final class SyncServiceApi implements AutoCloseable {
  // An extract of many tables looks at each before it answers.
  private static final Duration ANSWER_WITHIN = Duration.ofMinutes(2);

  private final NeighbourApi sync;

  public SyncServiceApi(PlannerConfig config) {
    this.sync = new NeighbourApi("sync", config.services());
  }

  /// Whether this planner knows where the service is, and its token.
  public boolean isKnown() {
    return sync.isKnown();
  }

  /// @throws PlimsollException with the service's code
  /// @throws IOException where it does not answer
  <T> T get(String path, Class<T> type) throws IOException, InterruptedException {
    return sync.get(path, type);
  }

  /// @param key of the request: the same again answers the same; null for none
  /// @param body null for none
  /// @throws PlimsollException with the service's code
  /// @throws IOException where it does not answer: whether it has taken the request is not known
  <T> T post(String path, @Nullable String key, @Nullable Object body, Class<T> type)
      throws IOException, InterruptedException {
    HttpRequest.Builder order = sync.order("POST", path, body, ANSWER_WITHIN);
    if (key != null) {
      order.header("Idempotency-Key", key);
    }
    return sync.send(order.build(), type);
  }

  @Override
  @PreDestroy
  public void close() {
    sync.close();
  }
}
