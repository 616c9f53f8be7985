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

/// Registered databases: a command's address is here, and not in the command.
@Singleton
public final class RegisteredDatabases {
  private final Map<String, DatabaseEvent> byName = new HashMap<>();

  public sealed interface Answer {
    record Known(DatabaseAddress address) implements Answer {}

    /// @param why in one sentence
    record Refused(String why) implements Answer {}
  }

  /// A late or repeated event does not replace a newer one.
  public synchronized void enter(DatabaseEvent event) {
    DatabaseEvent known = byName.get(event.name());
    if (known == null || known.revision() < event.revision()) {
      byName.put(event.name(), event);
      notifyAll();
    }
  }

  /// Address of a database. An unknown registration is waited for, since it comes by another topic
  /// than the command. Returns null after the timeout.
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
