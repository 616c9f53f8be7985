package dev.plimsoll.planner.admission;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// What is looked at before a build is sent.
@ConfigMapping(prefix = "plimsoll.planner.admission")
public interface AdmissionConfig {
  /// How old what was seen of a database may be before it is looked at again.
  @WithDefault("3s")
  Duration probeInterval();

  /// A look that takes longer admits nothing.
  @WithDefault("2s")
  Duration lookWithin();

  /// How long a replica that was there and is not keeps builds from starting, where the load line
  /// limits the lag of replicas. Its name can be ignored before.
  @WithDefault("1d")
  Duration replicaRemembered();

  /// Nothing is sent while a transaction in the database is older: the build would wait for its
  /// end and keep its share of the load line for nothing.
  @WithDefault("1h")
  Duration longestTransaction();

  /// Older transactions are named beside the load line.
  @WithDefault("1m")
  Duration mentionedTransaction();

  /// Nothing is sent while more WAL is kept for a replication slot.
  @WithDefault("50G")
  MemorySize slotRetained();

  /// Stays free on the data volume, where its free space can be known.
  @WithDefault("1G")
  MemorySize diskReserve();
}
