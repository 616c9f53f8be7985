package dev.plimsoll.outbox;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Tells this process's relays that something was appended. It may not be committed yet: a relay
/// then finds it a short pause later.
final class Appends {
  private static final Set<Runnable> LISTENERS = ConcurrentHashMap.newKeySet();

  private Appends() {}

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
