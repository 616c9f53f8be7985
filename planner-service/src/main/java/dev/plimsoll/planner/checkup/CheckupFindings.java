package dev.plimsoll.planner.checkup;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Finding;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Status;
import dev.plimsoll.contracts.plan.LoadLineView.Admission;
import dev.plimsoll.planning.sizing.SizeText;
import dev.plimsoll.postgres.connection.ServerVersion;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Findings about a database's fitness for builds. Pure.
final class CheckupFindings {
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
          "standbys",
          "slots");

  private CheckupFindings() {}

  /// Standbys that an analysis asks.
  ///
  /// @param problems why an analysis would call no index unused, sentences
  record Standbys(int named, List<String> problems) {}

  /// The database is not reachable: all other checks are skipped.
  static List<Finding> ofAway(String detail, String fix) {
    List<Finding> findings = new ArrayList<>();
    findings.add(fail("reachable", detail, fix));
    NEED_A_CONNECTION.forEach(name -> findings.add(skipped(name, "not reachable")));
    return findings;
  }

  /// @param rules whether it has any
  static List<Finding> of(
      ServerState state,
      Capacity capacity,
      boolean rules,
      Standbys standbys,
      List<Admission> admission) {
    return List.of(
        pass("reachable", "it answers, and the login works"),
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
        standbys(standbys),
        slots(admission));
  }

  private static Finding pass(String name, String detail) {
    return new Finding(name, Status.PASS, detail, "");
  }

  private static Finding warn(String name, String detail, String fix) {
    return new Finding(name, Status.WARN, detail, fix);
  }

  private static Finding fail(String name, String detail, String fix) {
    return new Finding(name, Status.FAIL, detail, fix);
  }

  private static Finding skipped(String name, String detail) {
    return new Finding(name, Status.SKIPPED, detail, "");
  }

  private static Finding pooler(ServerState state) {
    return state.sharesBackends()
        ? fail(
            "pooler",
            "a pooler shares sessions between transactions: settings and claims of a build are lost",
            "Register the server's own address, or a pooler's in session mode (pool_mode = session)")
        : pass("pooler", "each session has a backend of its own");
  }

  private static Finding readOnly(ServerState state) {
    return state.role().readOnly()
        ? warn(
            "read-only default",
            "default_transaction_read_only is on for the role; builds set it off in their sessions",
            "ALTER ROLE "
                + state.quotedRole()
                + " RESET default_transaction_read_only, unless that is what you want")
        : pass("read-only default", "transactions may write");
  }

  private static Finding version(ServerState state) {
    int number = state.server().versionNumber();
    String version = "PostgreSQL " + state.server().version();
    if (new ServerVersion(number).isSilentlyLosingRows()) {
      return fail(
          "version",
          version + " silently drops rows in statements that lock and update at once",
          "Update the server to 18.2 or later.");
    }
    int major = state.server().majorVersion();
    if (major < OLDEST || major > NEWEST) {
      return fail("version", version + " is not one of 14 to 18", "Use PostgreSQL 14 to 18.");
    }
    return state.recovering()
        ? fail(
            "version", version + ", a standby: nothing can be built there", "Register the primary.")
        : pass("version", version);
  }

  private static Finding role(ServerState state) {
    return state.role().superuser()
        ? warn(
            "role",
            state.server().user() + " is a superuser, which builds do not need",
            "CREATE ROLE plimsoll LOGIN; GRANT pg_read_all_stats TO plimsoll; and the tables' owning"
                + " role to plimsoll")
        : pass("role", state.server().user() + " is no superuser");
  }

  private static Finding rights(ServerState state, boolean rules) {
    if (!rules) {
      return skipped("rights", "there are no rules, so no tables to look at");
    }
    List<QualifiedName> lacking = state.notOwned();
    if (lacking.isEmpty()) {
      return pass("rights", "it may create indexes on every table of the rules");
    }
    String some =
        lacking.stream()
            .limit(MOST_NAMED)
            .map(QualifiedName::toString)
            .collect(Collectors.joining(", "));
    QualifiedName first = lacking.getFirst();
    return fail(
        "rights",
        "it may not create indexes on %d %s of the rules: %s%s"
            .formatted(
                lacking.size(),
                lacking.size() == 1 ? "table" : "tables",
                some,
                lacking.size() > MOST_NAMED ? ", …" : ""),
        "GRANT CREATE ON SCHEMA %s TO %s; and GRANT the owning role of %s TO %s"
            .formatted(
                Identifiers.quote(first.schema()),
                state.quotedRole(),
                Identifiers.quote(first),
                state.quotedRole()));
  }

  private static Finding statistics(ServerState state) {
    return state.role().seesOthers()
        ? pass("statistics", "it sees who blocks whom")
        : warn(
            "statistics",
            "it does not see other roles' sessions, so it cannot name who blocks a build",
            "GRANT pg_read_all_stats TO " + state.quotedRole());
  }

  private static Finding workers(ServerState state, Capacity capacity) {
    int pool = state.server().workers().pool();
    String detail =
        "max_parallel_workers %d, max_worker_processes %d, max_parallel_maintenance_workers %d"
                .formatted(
                    state.server().workers().maxParallelWorkers(),
                    state.server().workers().maxWorkerProcesses(),
                    state.server().workers().maxParallelMaintenanceWorkers())
            + " (which a build sets for itself); the load line has "
            + capacity.parallelWorkers();
    return pool < capacity.parallelWorkers()
        ? warn(
            "workers",
            detail,
            "ALTER SYSTEM SET max_parallel_workers = %d; SELECT pg_reload_conf(); and as many"
                    .formatted(capacity.parallelWorkers())
                + " max_worker_processes, which needs a restart")
        : pass("workers", detail);
  }

  private static Finding memory(ServerState state, Capacity capacity) {
    return pass(
        "memory",
        "shared_buffers %s, effective_cache_size %s, maintenance_work_mem %s (which a build sets for itself); nothing tells RAM or cores over SQL, so the load line's %s and %d cores are taken on trust"
            .formatted(
                SizeText.bytes(state.server().memory().sharedBuffersBytes()),
                SizeText.bytes(state.server().memory().effectiveCacheSizeBytes()),
                SizeText.bytes(state.server().memory().maintenanceWorkMemBytes()),
                SizeText.bytes(capacity.memoryBytes()),
                capacity.cores()));
  }

  private static Finding disk(ServerState state, Capacity capacity) {
    String lines =
        "%s for indexes and %s for temporary files"
            .formatted(
                SizeText.bytes(capacity.diskBytes()), SizeText.bytes(capacity.temporaryBytes()));
    Long free = state.diskFree();
    if (free == null) {
      return skipped(
          "disk",
          "nothing tells free space over SQL, so the load line's " + lines + " are taken on trust");
    }
    String detail =
        "%s are free on the volume of the data; the load line has %s"
            .formatted(SizeText.bytes(free), lines);
    return free < capacity.diskBytes()
        ? warn("disk", detail, "Free some, or lower the load line: ./plimsoll db edit with --disk")
        : pass("disk", detail);
  }

  private static Finding sessions(ServerState state) {
    if (state.idleInTransaction().isEmpty()) {
      return state.role().seesOthers()
          ? pass("sessions", "nobody is idle in a transaction")
          : skipped("sessions", "other roles' sessions cannot be seen");
    }
    return warn(
        "sessions",
        "idle in transaction, so that a build would wait for its end: "
            + String.join(", ", state.idleInTransaction()),
        "Have them end their transactions, or SELECT pg_terminate_backend(pid)");
  }

  private static Finding prepared(ServerState state) {
    return state.preparedTransactions() == 0
        ? pass("prepared transactions", "there are none")
        : warn(
            "prepared transactions",
            state.preparedTransactions() + " stand open, and a build would wait for their end",
            "SELECT gid, prepared FROM pg_prepared_xacts; then COMMIT PREPARED or ROLLBACK PREPARED");
  }

  private static Finding replicas(ServerState state, Capacity capacity) {
    if (state.replicas() == 0) {
      return pass("replicas", "none streams from it");
    }
    return !capacity.limits().replicaLag().watched()
        ? warn(
            "replicas",
            state.replicas() + " stream from it, and the load line has no limit for their lag",
            "Set one: ./plimsoll db edit with --replica-lag or --replica-delay")
        : pass("replicas", state.replicas() + " stream from it");
  }

  private static Finding standbys(Standbys standbys) {
    if (!standbys.problems().isEmpty()) {
      return warn(
          "standbys",
          "a standby may read an index that is not read here, so advice calls none unused: "
              + String.join("; ", standbys.problems()),
          "./plimsoll db edit with --standby for each; --ignore-replica for what serves no queries");
    }
    return pass(
        "standbys",
        standbys.named() == 0
            ? "none follows that could read an index"
            : standbys.named() + " can be asked whether they read an index");
  }

  private static Finding slots(List<Admission> admission) {
    return admission.stream()
        .filter(verdict -> verdict.name().equals("slots"))
        .findFirst()
        .map(
            verdict ->
                switch (verdict.verdict()) {
                  case null -> pass("slots", verdict.detail());
                  case ADMITS -> pass("slots", verdict.detail());
                  case UNKNOWN -> skipped("slots", verdict.detail());
                  case HOLDS ->
                      fail(
                          "slots",
                          verdict.detail(),
                          "SELECT * FROM pg_replication_slots; drop those that nobody reads:"
                              + " SELECT pg_drop_replication_slot('…')");
                })
        .orElseGet(() -> skipped("slots", "nobody has looked"));
  }
}
