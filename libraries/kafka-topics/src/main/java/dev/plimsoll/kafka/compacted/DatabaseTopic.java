package dev.plimsoll.kafka.compacted;

import dev.plimsoll.contracts.bound.Bounds;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Taker of `databases` that trusts nothing in a message. Unknown types of newer planners are
/// ignored.
///
/// @param entered takes each event; an older one may follow a newer one
public record DatabaseTopic(Consumer<? super DatabaseEvent> entered)
    implements CompactedTopics.Taker {
  private static final String REGISTERED = EventTypes.of(DatabaseEvent.Registered.class);
  private static final String REMOVED = EventTypes.of(DatabaseEvent.Removed.class);

  /// @throws MalformedMessageException for an incomplete message
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
    entered.accept(event);
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new MalformedMessageException(otherwise, null);
    }
  }
}
