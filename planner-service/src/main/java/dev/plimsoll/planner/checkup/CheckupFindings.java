package dev.plimsoll.planner.checkup;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Finding;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Status;
import dev.plimsoll.contracts.plan.LoadLineView.Admission;
import dev.plimsoll.contracts.plan.LoadLineView.Verdict;
import dev.plimsoll.planning.sizing.SizeText;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What a database's state means for builds. Pure.
final class CheckupFindings {
  private static final int FIRST_SILENT_LOSS = 180_000;
  private static final int LAST_SILENT_LOSS = 180_001;
  private static final int OLDEST = 14;
  private static final int NEWEST = 18;
  private static final int MOST_NAMED = 5;
  private static final List<String> NEED_A_CONNECTION =
      List.of(
          "version",
          "role",
          "rights",
          "statistics",
          "workers",
          "memory",
          "disk",
          "sessions",
          "prepared transactions",
          "replicas",
          "slots");

  private CheckupFindings() {}

  /// Nobody answers: the rest could not be looked at.
  static List<Finding> ofAway(String detail, String fix) {
    List<Finding> findings = new ArrayList<>();
    findings.add(new Finding("reachable", Status.FAIL, detail, fix));
    NEED_A_CONNECTION.forEach(
        name -> findings.add(new Finding(name, Status.SKIPPED, "not reachable", "")));
    return findings;
  }

  /// @param rules whether there are any
  static List<Finding> of(
      ServerState state, Capacity capacity, boolean rules, List<Admission> admission) {
    return List.of(
        new Finding("reachable", Status.PASS, "it answers, and the login works", ""),
        version(state),
        pooler(state),
        readOnly(state),
        role(state),
        rights(state, rules),
        statistics(state),
        workers(state, capacity),
        memory(state, capacity),
        disk(state, capacity),
        sessions(state),
        prepared(state),
        replicas(state, capacity),
        slots(admission));
  }

  private static Finding pooler(ServerState state) {
    return state.sharesBackends()
        ? new Finding(
            "pooler",
            Status.FAIL,
            "a pooler shares sessions between transactions: settings and claims of a build are lost",
            "Register the server's own address, or a pooler's in session mode (pool_mode = session)")
        : new Finding("pooler", Status.PASS, "each session has a backend of its own", "");
  }

  private static Finding readOnly(ServerState state) {
    return state.readOnly()
        ? new Finding(
            "read-only default",
            Status.WARN,
            "default_transaction_read_only is on for the role; builds set it off in their sessions",
            "ALTER ROLE "
                + state.role()
                + " RESET default_transaction_read_only, unless that is what you want")
        : new Finding("read-only default", Status.PASS, "transactions may write", "");
  }

  private static Finding version(ServerState state) {
    int number = state.server().versionNumber();
    String version = "PostgreSQL " + state.server().version();
    if (number >= FIRST_SILENT_LOSS && number <= LAST_SILENT_LOSS) {
      return new Finding(
          "version",
          Status.FAIL,
          version + " silently drops rows in statements that lock and update at once",
          "Update the server to 18.2 or later.");
    }
    int major = state.server().majorVersion();
    if (major < OLDEST || major > NEWEST) {
      return new Finding(
          "version", Status.FAIL, version + " is not one of 14 to 18", "Use PostgreSQL 14 to 18.");
    }
    return state.recovering()
        ? new Finding(
            "version",
            Status.FAIL,
            version + ", a standby: nothing can be built there",
            "Register the primary.")
        : new Finding("version", Status.PASS, version, "");
  }

  private static Finding role(ServerState state) {
    return state.superuser()
        ? new Finding(
            "role",
            Status.WARN,
            state.server().user() + " is a superuser, which builds do not need",
            "CREATE ROLE plimsoll LOGIN; GRANT pg_read_all_stats TO plimsoll; and the tables' owning"
                + " role to plimsoll")
        : new Finding("role", Status.PASS, state.server().user() + " is no superuser", "");
  }

  private static Finding rights(ServerState state, boolean rules) {
    if (!rules) {
      return new Finding(
          "rights", Status.SKIPPED, "there are no rules, so no tables to look at", "");
    }
    List<QualifiedName> lacking = state.notOwned();
    if (lacking.isEmpty()) {
      return new Finding(
          "rights", Status.PASS, "it may create indexes on every table of the rules", "");
    }
    String some =
        lacking.stream()
            .limit(MOST_NAMED)
            .map(QualifiedName::toString)
            .collect(Collectors.joining(", "));
    QualifiedName first = lacking.getFirst();
    return new Finding(
        "rights",
        Status.FAIL,
        "it may not create indexes on %d %s of the rules: %s%s"
            .formatted(
                lacking.size(),
                lacking.size() == 1 ? "table" : "tables",
                some,
                lacking.size() > MOST_NAMED ? ", …" : ""),
        "GRANT CREATE ON SCHEMA %s TO %s; and GRANT the owning role of %s TO %s"
            .formatted(
                Identifiers.quote(first.schema()),
                state.role(),
                Identifiers.quote(first),
                state.role()));
  }

  private static Finding statistics(ServerState state) {
    return state.seesOthers()
        ? new Finding("statistics", Status.PASS, "it sees who blocks whom", "")
        : new Finding(
            "statistics",
            Status.WARN,
            "it does not see other roles' sessions, so it cannot name who blocks a build",
            "GRANT pg_read_all_stats TO " + state.role());
  }

  private static Finding workers(ServerState state, Capacity capacity) {
    int pool = state.server().workerPool();
    String detail =
        "max_parallel_workers %d, max_worker_processes %d, max_parallel_maintenance_workers %d"
                .formatted(
                    state.server().maxParallelWorkers(),
                    state.server().maxWorkerProcesses(),
                    state.server().maxParallelMaintenanceWorkers())
            + " (which a build sets for itself); the load line has "
            + capacity.parallelWorkers();
    return pool < capacity.parallelWorkers()
        ? new Finding(
            "workers",
            Status.WARN,
            detail,
            "ALTER SYSTEM SET max_parallel_workers = %d; SELECT pg_reload_conf(); and as many"
                    .formatted(capacity.parallelWorkers())
                + " max_worker_processes, which needs a restart")
        : new Finding("workers", Status.PASS, detail, "");
  }

  private static Finding memory(ServerState state, Capacity capacity) {
    return new Finding(
        "memory",
        Status.PASS,
        "shared_buffers %s, effective_cache_size %s, maintenance_work_mem %s (which a build sets for itself); nothing tells RAM or cores over SQL, so the load line's %s and %d cores are taken on trust"
            .formatted(
                SizeText.bytes(state.server().sharedBuffersBytes()),
                SizeText.bytes(state.server().effectiveCacheSizeBytes()),
                SizeText.bytes(state.server().maintenanceWorkMemBytes()),
                SizeText.bytes(capacity.memoryBytes()),
                capacity.cores()),
        "");
  }

  private static Finding disk(ServerState state, Capacity capacity) {
    String lines =
        "%s for indexes and %s for temporary files"
            .formatted(
                SizeText.bytes(capacity.diskBytes()), SizeText.bytes(capacity.temporaryBytes()));
    Long free = state.diskFree();
    if (free == null) {
      return new Finding(
          "disk",
          Status.SKIPPED,
          "nothing tells free space over SQL, so the load line's " + lines + " are taken on trust",
          "");
    }
    String detail =
        "%s are free on the volume of the data; the load line has %s"
            .formatted(SizeText.bytes(free), lines);
    return free < capacity.diskBytes()
        ? new Finding(
            "disk",
            Status.WARN,
            detail,
            "Free some, or lower the load line: ./plimsoll db edit with --disk")
        : new Finding("disk", Status.PASS, detail, "");
  }

  private static Finding sessions(ServerState state) {
    if (state.idleInTransaction().isEmpty()) {
      return state.seesOthers()
          ? new Finding("sessions", Status.PASS, "nobody is idle in a transaction", "")
          : new Finding("sessions", Status.SKIPPED, "other roles' sessions cannot be seen", "");
    }
    return new Finding(
        "sessions",
        Status.WARN,
        "idle in transaction, so that a build would wait for its end: "
            + String.join(", ", state.idleInTransaction()),
        "Have them end their transactions, or SELECT pg_terminate_backend(pid)");
  }

  private static Finding prepared(ServerState state) {
    return state.preparedTransactions() == 0
        ? new Finding("prepared transactions", Status.PASS, "there are none", "")
        : new Finding(
            "prepared transactions",
            Status.WARN,
            state.preparedTransactions() + " stand open, and a build would wait for their end",
            "SELECT gid, prepared FROM pg_prepared_xacts; then COMMIT PREPARED or ROLLBACK PREPARED");
  }

  private static Finding replicas(ServerState state, Capacity capacity) {
    if (state.replicas() == 0) {
      return new Finding("replicas", Status.PASS, "none streams from it", "");
    }
    return capacity.replicaLagBytes() == 0
        ? new Finding(
            "replicas",
            Status.WARN,
            state.replicas() + " stream from it, and the load line has no limit for their lag",
            "Set replicaLagBytes in the capacity")
        : new Finding("replicas", Status.PASS, state.replicas() + " stream from it", "");
  }

  private static Finding slots(List<Admission> admission) {
    return admission.stream()
        .filter(verdict -> verdict.name().equals("slots"))
        .findFirst()
        .map(
            verdict ->
                new Finding(
                    "slots",
                    verdict.verdict() == Verdict.HOLDS
                        ? Status.FAIL
                        : verdict.verdict() == Verdict.UNKNOWN ? Status.SKIPPED : Status.PASS,
                    verdict.detail(),
                    verdict.verdict() == Verdict.HOLDS
                        ? "SELECT * FROM pg_replication_slots; drop those that nobody reads:"
                            + " SELECT pg_drop_replication_slot('…')"
                        : ""))
        .orElseGet(() -> new Finding("slots", Status.SKIPPED, "nobody has looked", ""));
  }
}
