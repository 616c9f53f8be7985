package dev.plimsoll.own;

import jakarta.inject.Singleton;

/// Whether this process migrates its schema at the moment. Migrations lift the limits of sessions,
/// and those come from the pool: until they have ended, each that comes back gets its limits again.
@Singleton
public final class MigrationState {
  private volatile boolean underWay;

  public boolean isUnderWay() {
    return underWay;
  }

  void during(Runnable migration) {
    underWay = true;
    try {
      migration.run();
    } finally {
      underWay = false;
    }
  }
}
