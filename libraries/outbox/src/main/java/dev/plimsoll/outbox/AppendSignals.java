package dev.plimsoll.outbox;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A signal to the relays of this process that a message was appended. It may not be committed yet:
/// a relay then finds it a short pause later.
final class AppendSignals {
  private static final Set<Runnable> LISTENERS = ConcurrentHashMap.newKeySet();

  private AppendSignals() {}

  static void listen(Runnable listener) {
    LISTENERS.add(listener);
  }

  static void forget(Runnable listener) {
    LISTENERS.remove(listener);
  }

  static void happened() {
    LISTENERS.forEach(Runnable::run);
  }
}
