package dev.plimsoll.materializer.startup;

import dev.plimsoll.contracts.log.LogServer.Finding;
import dev.plimsoll.contracts.log.LogServer.Severity;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.materializer.startup.LogServerFacts.Setting;
import dev.plimsoll.materializer.startup.LogServerFacts.Slot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Rules for the server's settings, with a fix for each finding.
final class ServerSettings {
  /// The settings that the rules read.
  static final List<String> READ =
      List.of(
          "fsync",
          "synchronous_commit",
          "synchronous_standby_names",
          "full_page_writes",
          "autovacuum",
          "track_counts",
          "default_transaction_isolation",
          "old_snapshot_threshold",
          "max_wal_size",
          "shared_buffers",
          "max_connections",
          "superuser_reserved_connections",
          "reserved_connections",
          "max_slot_wal_keep_size");

  private static final long MIB = 1L << 20;
  private static final long LEAST_WAL = 1L << 30;
  private static final long DEFAULT_BUFFERS = 128 * MIB;
  private static final Setting ABSENT = new Setting("", 0);

  private final LogServerFacts facts;
  private final int poolSize;
  private final List<Finding> findings = new ArrayList<>();

  private ServerSettings(LogServerFacts facts, int poolSize) {
    this.facts = facts;
    this.poolSize = poolSize;
  }

  /// @param poolSize connections that this service may open
  /// @return the worst first
  static List<Finding> findings(LogServerFacts facts, int poolSize) {
    ServerSettings rules = new ServerSettings(facts, poolSize);
    rules.durability();
    rules.vacuum();
    rules.room();
    rules.slots();
    rules.findings.sort(Comparator.comparing(Finding::severity));
    return List.copyOf(rules.findings);
  }

  private void durability() {
    if (is("fsync", "off")) {
      found(
          Severity.DANGER,
          "fsync",
          "a crash of its machine can damage the database beyond repair, with all that was"
              + " acknowledged",
          "ALTER SYSTEM SET fsync = on; SELECT pg_reload_conf()");
    }
    if (is("full_page_writes", "off")) {
      found(
          Severity.DANGER,
          "full_page_writes",
          "a crash of its machine can leave half-written pages that nothing repairs",
          "ALTER SYSTEM SET full_page_writes = on; SELECT pg_reload_conf()");
    }
    if (is("synchronous_commit", "off")) {
      found(
          Severity.DANGER,
          "synchronous_commit",
          "batches are acknowledged before they are on disk: a crash of the server loses the last"
              + " of them",
          "Set it to on, wherever it is set: postgresql.conf, ALTER ROLE, ALTER DATABASE");
    }
    if (is("synchronous_commit", "local") && !is("synchronous_standby_names", "")) {
      found(
          Severity.DANGER,
          "synchronous_commit",
          "batches are acknowledged before a standby has them: a failover loses the last of them",
          "Set it to on, wherever it is set: postgresql.conf, ALTER ROLE, ALTER DATABASE");
    }
  }

  private void vacuum() {
    if (is("autovacuum", "off")) {
      found(
          Severity.WARNING,
          "autovacuum",
          "dead rows of the queue and of the partitions are never cleared: every run gets slower",
          "ALTER SYSTEM SET autovacuum = on; SELECT pg_reload_conf()");
    }
    if (is("track_counts", "off")) {
      found(
          Severity.WARNING,
          "track_counts",
          "nobody sees how many dead rows there are: autovacuum does not, nor does this service",
          "ALTER SYSTEM SET track_counts = on; SELECT pg_reload_conf()");
    }
    if (facts.settings().containsKey("old_snapshot_threshold")
        && number("old_snapshot_threshold") >= 0) {
      found(
          Severity.WARNING,
          "old_snapshot_threshold",
          "long readings of the log fail with 'snapshot too old', and pages are pruned under a lock"
              + " that all share",
          "ALTER SYSTEM SET old_snapshot_threshold = -1, and restart");
    }
    if (facts.settings().containsKey("default_transaction_isolation")
        && !is("default_transaction_isolation", "read committed")) {
      found(
          Severity.WARNING,
          "default_transaction_isolation",
          "what waits for a lock sees the past when it gets it: transactions fail and are repeated",
          "ALTER ROLE of this service SET default_transaction_isolation = 'read committed'");
    }
  }

  private void room() {
    if (facts.settings().containsKey("max_wal_size") && number("max_wal_size") < LEAST_WAL) {
      found(
          Severity.WARNING,
          "max_wal_size",
          "checkpoints follow each other closely under load, and after each one every page is"
              + " written to WAL whole",
          "ALTER SYSTEM SET max_wal_size = '4GB'; SELECT pg_reload_conf()");
    }
    if (facts.settings().containsKey("shared_buffers")
        && number("shared_buffers") <= DEFAULT_BUFFERS) {
      found(
          Severity.ADVICE,
          "shared_buffers",
          "no more than the default: pages of the log are read from the operating system again",
          "ALTER SYSTEM SET shared_buffers to a quarter of the memory, and restart");
    }
    long free =
        number("max_connections")
            - number("superuser_reserved_connections")
            - number("reserved_connections");
    if (facts.settings().containsKey("max_connections") && free < poolSize) {
      found(
          Severity.WARNING,
          "max_connections",
          "fewer are free for ordinary roles ("
              + free
              + ") than this service may open ("
              + poolSize
              + "): under load it is refused",
          "ALTER SYSTEM SET max_connections higher, and restart; or lower"
              + " quarkus.datasource.jdbc.max-size");
    }
  }

  private void slots() {
    for (Slot slot : facts.slots()) {
      if (!slot.active() && slot.retainedBytes() > 0) {
        findings.add(
            new Finding(
                OpenEnum.of(Severity.WARNING),
                "replication slot " + slot.name(),
                "inactive, keeps " + slot.retainedBytes() / MIB + " MiB of WAL",
                number("max_slot_wal_keep_size") < 0
                    ? "nobody reads it, and WAL is kept for it until the disk is full"
                    : "nobody reads it, and WAL is kept for it up to max_slot_wal_keep_size",
                "Start its reader, or SELECT pg_drop_replication_slot('"
                    + slot.name()
                    + "') where it has none any more"));
      }
    }
  }

  private void found(Severity severity, String setting, String why, String fix) {
    findings.add(new Finding(OpenEnum.of(severity), setting, setting(setting).shown(), why, fix));
  }

  private boolean is(String setting, String value) {
    return setting(setting).shown().equals(value);
  }

  private long number(String setting) {
    return setting(setting).number();
  }

  private Setting setting(String name) {
    return facts.settings().getOrDefault(name, ABSENT);
  }
}
