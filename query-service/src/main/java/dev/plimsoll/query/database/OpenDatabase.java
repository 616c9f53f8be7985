package dev.plimsoll.query.database;

import dev.plimsoll.vectors.SearchedDatabase;
import java.time.Duration;

/// A database whose sessions are open, or may be. Guarded by its owner.
final class OpenDatabase {
  private final SearchedDatabase searched;
  private int users;
  private long lastUsed = System.nanoTime();

  OpenDatabase(SearchedDatabase searched) {
    this.searched = searched;
  }

  SearchedDatabase searched() {
    return searched;
  }

  void enter() {
    users++;
  }

  void leave() {
    users--;
    lastUsed = System.nanoTime();
  }

  boolean isIdle(Duration after) {
    return users == 0 && System.nanoTime() - lastUsed > after.toNanos();
  }
}
