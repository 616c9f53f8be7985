package dev.plimsoll.materializer.startup;

import dev.plimsoll.contracts.log.LogServer.Finding;
import dev.plimsoll.contracts.log.LogServer.Severity;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.materializer.startup.LogServerFacts.Setting;
import dev.plimsoll.materializer.startup.LogServerFacts.Slot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which settings of a PostgreSQL hurt the log, and what to do about each.
final class ServerSettings {
  static final String FSYNC = "fsync";
  static final String SYNCHRONOUS_COMMIT = "synchronous_commit";

  private static final String STANDBY_NAMES = "synchronous_standby_names";
  private static final String FULL_PAGE_WRITES = "full_page_writes";
  private static final String AUTOVACUUM = "autovacuum";
  private static final String TRACK_COUNTS = "track_counts";
  private static final String ISOLATION = "default_transaction_isolation";
  private static final String OLD_SNAPSHOT = "old_snapshot_threshold";
  private static final String MAX_WAL_SIZE = "max_wal_size";
  private static final String SHARED_BUFFERS = "shared_buffers";
  private static final String MAX_CONNECTIONS = "max_connections";
  private static final String FOR_SUPERUSERS = "superuser_reserved_connections";
  private static final String RESERVED = "reserved_connections";
  private static final String MAX_SLOT_WAL = "max_slot_wal_keep_size";

  /// The settings that the rules look at.
  static final List<String> READ =
      List.of(
          FSYNC,
          SYNCHRONOUS_COMMIT,
          STANDBY_NAMES,
          FULL_PAGE_WRITES,
          AUTOVACUUM,
          TRACK_COUNTS,
          ISOLATION,
          OLD_SNAPSHOT,
          MAX_WAL_SIZE,
          SHARED_BUFFERS,
          MAX_CONNECTIONS,
          FOR_SUPERUSERS,
          RESERVED,
          MAX_SLOT_WAL);

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
    if (is(FSYNC, "off")) {
      found(
          Severity.DANGER,
          FSYNC,
          "a crash of its machine can damage the database beyond repair, with all that was"
              + " acknowledged",
          "ALTER SYSTEM SET fsync = on; SELECT pg_reload_conf()");
    }
    if (is(FULL_PAGE_WRITES, "off")) {
      found(
          Severity.DANGER,
          FULL_PAGE_WRITES,
          "a crash of its machine can leave half-written pages that nothing repairs",
          "ALTER SYSTEM SET full_page_writes = on; SELECT pg_reload_conf()");
    }
    if (is(SYNCHRONOUS_COMMIT, "off")) {
      found(
          Severity.DANGER,
          SYNCHRONOUS_COMMIT,
          "batches are acknowledged before they are on disk: a crash of the server loses the last"
              + " of them",
          "Set it to on, wherever it is set: postgresql.conf, ALTER ROLE, ALTER DATABASE");
    }
    if (is(SYNCHRONOUS_COMMIT, "local") && !is(STANDBY_NAMES, "")) {
      found(
          Severity.DANGER,
          SYNCHRONOUS_COMMIT,
          "batches are acknowledged before a standby has them: a failover loses the last of them",
          "Set it to on, wherever it is set: postgresql.conf, ALTER ROLE, ALTER DATABASE");
    }
  }

  private void vacuum() {
    if (is(AUTOVACUUM, "off")) {
      found(
          Severity.WARNING,
          AUTOVACUUM,
          "dead rows of the queue and of the partitions are never cleared: every run gets slower",
          "ALTER SYSTEM SET autovacuum = on; SELECT pg_reload_conf()");
    }
    if (is(TRACK_COUNTS, "off")) {
      found(
          Severity.WARNING,
          TRACK_COUNTS,
          "nobody sees how many dead rows there are: autovacuum does not, nor does this service",
          "ALTER SYSTEM SET track_counts = on; SELECT pg_reload_conf()");
    }
    if (facts.settings().containsKey(OLD_SNAPSHOT) && number(OLD_SNAPSHOT) >= 0) {
      found(
          Severity.WARNING,
          OLD_SNAPSHOT,
          "long readings of the log fail with 'snapshot too old', and pages are pruned under a lock"
              + " that all share",
          "ALTER SYSTEM SET old_snapshot_threshold = -1, and restart");
    }
    if (facts.settings().containsKey(ISOLATION) && !is(ISOLATION, "read committed")) {
      found(
          Severity.WARNING,
          ISOLATION,
          "what waits for a lock sees the past when it gets it: transactions fail and are repeated",
          "ALTER ROLE of this service SET default_transaction_isolation = 'read committed'");
    }
  }

  private void room() {
    if (facts.settings().containsKey(MAX_WAL_SIZE) && number(MAX_WAL_SIZE) < LEAST_WAL) {
      found(
          Severity.WARNING,
          MAX_WAL_SIZE,
          "checkpoints follow each other closely under load, and after each one every page is"
              + " written to WAL whole",
          "ALTER SYSTEM SET max_wal_size = '4GB'; SELECT pg_reload_conf()");
    }
    if (facts.settings().containsKey(SHARED_BUFFERS) && number(SHARED_BUFFERS) <= DEFAULT_BUFFERS) {
      found(
          Severity.ADVICE,
          SHARED_BUFFERS,
          "no more than the default: pages of the log are read from the operating system again",
          "ALTER SYSTEM SET shared_buffers to a quarter of the memory, and restart");
    }
    long free = number(MAX_CONNECTIONS) - number(FOR_SUPERUSERS) - number(RESERVED);
    if (facts.settings().containsKey(MAX_CONNECTIONS) && free < poolSize) {
      found(
          Severity.WARNING,
          MAX_CONNECTIONS,
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
                number(MAX_SLOT_WAL) < 0
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
