package dev.plimsoll.query.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Searches, where nothing else is set for a database.
@ConfigMapping(prefix = "plimsoll.query")
public interface QueryConfig {
  /// Of one database at a time, in this process.
  @WithDefault("8")
  int sessions();

  /// How long a search waits for its first session.
  @WithDefault("5s")
  Duration leaseTimeout();

  /// How long a statement runs before the server ends it; a request may ask for less.
  @WithDefault("30s")
  Duration statementTimeout();

  /// How long a database that nobody searches keeps its sessions and copies.
  @WithDefault("10m")
  Duration idleAfter();

  /// Share of the heap that copies of tables may take in all, 0 to 0.8.
  @WithDefault("0.4")
  double memoryShare();

  /// False for one statement a search.
  @WithDefault("true")
  boolean parallel();

  /// Below which one statement reads.
  @WithDefault("10000")
  long minRows();

  /// Of 8 kB, below which one statement reads.
  @WithDefault("100")
  long minPages();

  /// Of tables whose cost is not known yet.
  @WithDefault("1000")
  int pagesPerWorker();

  /// That a table is cut into at first.
  @WithDefault("3")
  int rangesPerWorker();

  /// Sessions of a search.
  @WithDefault("8")
  int maxWorkers();

  /// Age from which on a copy is read again before it is searched.
  @WithDefault("5m")
  Duration refreshAfter();
}
