package dev.plimsoll.builder.lane;

import dev.plimsoll.builder.database.RegisteredDatabases;
import dev.plimsoll.contracts.bound.Bounds;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// The handler of `databases`. Types that a newer planner adds are passed over.
@Singleton
final class DatabaseEventHandler implements CompactedTopics.Words {
  private static final String REGISTERED = EventTypes.of(DatabaseEvent.Registered.class);
  private static final String REMOVED = EventTypes.of(DatabaseEvent.Removed.class);

  private final RegisteredDatabases databases;

  DatabaseEventHandler(RegisteredDatabases databases) {
    this.databases = databases;
  }

  @Override
  public void take(String key, String type, @Nullable String body) {
    if (REGISTERED.equals(type)) {
      DatabaseEvent.Registered registered = Json.read(body, DatabaseEvent.Registered.class);
      check(registered.address() != null, "it has no address");
      enter(key, registered);
    } else if (REMOVED.equals(type)) {
      enter(key, Json.read(body, DatabaseEvent.Removed.class));
    }
  }

  private <T extends Record & DatabaseEvent> void enter(String key, T event) {
    check(key.equals(event.name()), "its name is not its key");
    Bounds.check(event);
    databases.enter(event);
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new MalformedMessageException(otherwise, null);
    }
  }
}
