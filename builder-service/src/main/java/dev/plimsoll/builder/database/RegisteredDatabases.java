package dev.plimsoll.builder.database;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.database.RegisteredDatabase;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The registered databases: where a command leads stands here, and not in the command.
@Singleton
public final class RegisteredDatabases {
  private final Map<String, DatabaseEvent> byName = new HashMap<>();

  /// What is known of a database that a command names.
  public sealed interface Answer {
    record Known(DatabaseAddress address) implements Answer {}

    /// @param why in one sentence
    record Refused(String why) implements Answer {}
  }

  /// An old word that comes late, or again, displaces no newer one.
  public synchronized void enter(DatabaseEvent event) {
    DatabaseEvent known = byName.get(event.name());
    if (known == null || known.revision() < event.revision()) {
      byName.put(event.name(), event);
      notifyAll();
    }
  }

  /// Where it is; a registration that is not known yet is waited for, since it and the command come
  /// by different topics.
  ///
  /// @return null where that took too long
  public synchronized @Nullable Answer await(RegisteredDatabase database, Duration timeout)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    Answer answer = of(database);
    for (long left = timeout.toNanos(); answer == null && left > 0; answer = of(database)) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = deadline - System.nanoTime();
    }
    return answer;
  }

  private @Nullable Answer of(RegisteredDatabase database) {
    return switch (byName.get(database.name())) {
      case DatabaseEvent.Removed removed when removed.revision() >= database.revision() ->
          new Answer.Refused(database + " is not registered any more");
      case DatabaseEvent.Registered now when now.since() > database.revision() ->
          new Answer.Refused(
              "%s was another database: what is registered by that name is %s:%d/%s since revision %d"
                  .formatted(
                      database,
                      now.address().host(),
                      now.address().port(),
                      now.address().database(),
                      now.since()));
      case DatabaseEvent.Registered now when now.revision() >= database.revision() ->
          new Answer.Known(now.address());
      case null, default -> null;
    };
  }
}
