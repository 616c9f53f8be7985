package dev.plimsoll.planner.admission;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Admission settings: probes of a database before a build is sent.
@ConfigMapping(prefix = "plimsoll.planner.admission")
public interface AdmissionConfig {
  /// Longest age of a probe before the database is probed again.
  @WithDefault("3s")
  Duration probeInterval();

  /// A probe that takes longer admits nothing.
  @WithDefault("2s")
  Duration lookWithin();

  /// How long a missing replica holds builds, where the load line limits the lag of replicas. Its
  /// name can be ignored earlier.
  @WithDefault("1d")
  Duration replicaRemembered();

  /// No build is sent while a transaction in the database is older: it would wait for its end and
  /// hold its share of the load line.
  @WithDefault("1h")
  Duration longestTransaction();

  /// Older transactions are named beside the load line.
  @WithDefault("1m")
  Duration mentionedTransaction();

  /// No build is sent while a replication slot retains more WAL.
  @WithDefault("50G")
  MemorySize slotRetained();

  /// Space kept free on the data volume, where its free space is known.
  @WithDefault("1G")
  MemorySize diskReserve();
}
