package dev.plimsoll.planner.admission;

import dev.plimsoll.contracts.plan.Capacity.ReplicaLag;
import dev.plimsoll.contracts.plan.LoadLineView.Admission;
import dev.plimsoll.contracts.plan.LoadLineView.Verdict;
import dev.plimsoll.contracts.plan.MaintenanceWindow;
import dev.plimsoll.planner.admission.ProbeFacts.Replica;
import dev.plimsoll.planner.admission.ProbeFacts.Slot;
import dev.plimsoll.planner.admission.ProbeFacts.Transaction;
import dev.plimsoll.planning.sizing.SizeText;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Admission rules: whether a build may be sent now, one verdict for each aspect. Pure.
///
/// @param limits no build starts while a replica lags further, or its lag is unknown
/// @param slotRetainedBytes no build starts while a slot retains more WAL
/// @param longestTransaction no build starts while a transaction is older: the build would wait for
///     its end and hold its share of the load line meanwhile
/// @param worthMentioning older transactions are named
/// @param diskReserveBytes kept free
record AdmissionRules(
    ReplicaLag limits,
    long slotRetainedBytes,
    Duration longestTransaction,
    Duration worthMentioning,
    long diskReserveBytes) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm VV", Locale.ROOT);

  /// Facts about a database that only the planner remembers.
  ///
  /// @param missing replicas that have gone
  /// @param uncounted sessions that build without a charge in the ledger
  record Known(List<Missing> missing, List<ProbeFacts.Building> uncounted) {
    static final Known NOTHING = new Known(List.of(), List.of());

    Known {
      missing = List.copyOf(missing);
      uncounted = List.copyOf(uncounted);
    }
  }

  /// @param seen when it was last connected
  record Missing(String name, Instant seen) {}

  /// @param pausedBy null where the database is not paused
  /// @param facts null without a probe in time: then nothing is admitted
  List<Admission> verdicts(
      @Nullable String pausedBy,
      @Nullable MaintenanceWindow window,
      @Nullable ProbeFacts facts,
      Known known,
      Instant now) {
    List<Admission> verdicts = new ArrayList<>();
    verdicts.add(
        pausedBy == null
            ? admits("pause", "nobody has paused it")
            : holds("pause", "paused by " + pausedBy));
    verdicts.add(window(window, now));
    if (facts == null) {
      verdicts.add(holds("database", "it has not answered in time what it is busy with"));
      return verdicts;
    }
    if (facts.away() != null) {
      verdicts.add(holds("database", "it does not answer: " + facts.away()));
      return verdicts;
    }
    verdicts.add(builds(known.uncounted()));
    verdicts.add(replicas(facts, known.missing(), now));
    verdicts.add(slots(facts.slots()));
    verdicts.add(disk(facts.volumes()));
    verdicts.add(sessions(facts.transactions()));
    return verdicts;
  }

  private static Admission admits(String name, String detail) {
    return new Admission(name, Verdict.ADMITS, detail);
  }

  private static Admission holds(String name, String detail) {
    return new Admission(name, Verdict.HOLDS, detail);
  }

  private static Admission unless(boolean held, String name, String detail) {
    return held ? holds(name, detail) : admits(name, detail);
  }

  /// The first verdict that holds, as a sentence; null where all admit.
  static @Nullable String hold(List<Admission> verdicts) {
    return verdicts.stream()
        .filter(verdict -> verdict.verdict() == Verdict.HOLDS)
        .map(verdict -> verdict.name() + ": " + verdict.detail())
        .findFirst()
        .orElse(null);
  }

  private static Admission window(@Nullable MaintenanceWindow window, Instant now) {
    if (window == null) {
      return admits("window", "builds may start at any time");
    }
    ZonedDateTime opens = opens(window, now);
    return opens == null
        ? admits("window", "it is open")
        : holds("window", "it opens at " + TIME.format(opens));
  }

  /// @return null while it is open, else its next opening
  static @Nullable ZonedDateTime opens(MaintenanceWindow window, Instant now) {
    LocalDate today = now.atZone(window.zone()).toLocalDate();
    for (int day = -1; day <= 1; day++) {
      ZonedDateTime opening = ZonedDateTime.of(today.plusDays(day), window.opens(), window.zone());
      if (opening.toInstant().isAfter(now)) {
        return opening;
      }
      if (opening.toInstant().plus(window.length()).isAfter(now)) {
        return null;
      }
    }
    return ZonedDateTime.of(today.plusDays(2), window.opens(), window.zone());
  }

  private static Admission builds(List<ProbeFacts.Building> uncounted) {
    if (uncounted.isEmpty()) {
      return admits("builds", "every session that builds is charged");
    }
    ProbeFacts.Building first = uncounted.getFirst();
    return holds(
        "builds",
        "session %d still works at attempt %d of build %s, which is not charged"
            .formatted(first.pid(), first.attempt(), first.build()));
  }

  private Admission replicas(ProbeFacts facts, List<Missing> missing, Instant now) {
    String name = "replica lag";
    if (!limits.watched()) {
      return admits(name, "not watched: the load line has no limit for it");
    }
    if (facts.replicas() == null) {
      return holds(name, "the role may not see it: GRANT pg_read_all_stats (or pg_monitor) to it");
    }
    List<Replica> replicas = counted(facts);
    for (Replica replica : replicas) {
      if (replica.lag() == null) {
        return holds(
            name,
            replica.name()
                + " does not tell what it has replayed. Where it never replays anything, ignore it by"
                + " its name");
      }
      if (limits.delay().isPositive() && replica.lasts().compareTo(limits.delay()) > 0) {
        return holds(
            name,
            "%s is %s behind, allowed are %s"
                .formatted(
                    replica.name(),
                    SizeText.millis(replica.lasts().toMillis()),
                    SizeText.millis(limits.delay().toMillis())));
      }
    }
    for (Missing gone : missing) {
      if (!limits.ignored().contains(gone.name())) {
        return holds(
            name,
            "%s was there %s ago and is not: nobody knows how far behind it is. Where it is gone"
                    .formatted(
                        gone.name(), SizeText.millis(Duration.between(gone.seen(), now).toMillis()))
                + " for good, ignore it by its name");
      }
    }
    if (replicas.isEmpty()) {
      return admits(name, "there are no replicas");
    }
    Replica worst = Collections.max(replicas, Comparator.comparingLong(AdmissionRules::bytes));
    String behind = worst.name() + " is " + SizeText.bytes(bytes(worst)) + " behind";
    return limits.bytes() == 0
        ? admits(name, behind)
        : unless(
            bytes(worst) > limits.bytes(),
            name,
            behind + ", allowed are " + SizeText.bytes(limits.bytes()));
  }

  private static long bytes(Replica replica) {
    Long lag = replica.lag();
    return lag == null ? Long.MAX_VALUE : lag;
  }

  /// Streaming replicas, and standbys that a physical slot waits for.
  private List<Replica> counted(ProbeFacts facts) {
    List<Replica> counted =
        new ArrayList<>(Objects.requireNonNullElse(facts.replicas(), List.of()));
    facts.slots().stream()
        .filter(slot -> slot.physical() && !slot.active())
        .map(slot -> new Replica("slot " + slot.name(), slot.retainedBytes(), Duration.ZERO, false))
        .forEach(counted::add);
    counted.removeIf(
        replica ->
            limits.ignored().contains(replica.name())
                || limits.ignored().stream()
                    .anyMatch(name -> replica.name().equals("slot " + name)));
    return counted;
  }

  private Admission slots(List<Slot> slots) {
    String name = "slots";
    for (Slot slot : slots) {
      if (slot.status().equals("unreserved")) {
        return holds(
            name,
            "slot " + slot.name() + " is about to lose WAL that it needs (wal_status unreserved)");
      }
    }
    if (slots.isEmpty()) {
      return admits(name, "there are no replication slots");
    }
    Slot worst = Collections.max(slots, Comparator.comparingLong(Slot::retainedBytes));
    return unless(
        worst.retainedBytes() > slotRetainedBytes,
        name,
        "slot %s%s keeps %s of WAL, allowed are %s"
            .formatted(
                worst.name(),
                worst.active() ? "" : ", which nobody reads,",
                SizeText.bytes(worst.retainedBytes()),
                SizeText.bytes(slotRetainedBytes)));
  }

  private Admission disk(Volumes volumes) {
    String name = "free disk";
    Long free = volumes.least();
    return free == null
        ? new Admission(
            name,
            Verdict.UNKNOWN,
            "PostgreSQL does not tell it over SQL: the load line's disk limit is all that counts")
        : unless(
            free <= diskReserveBytes,
            name,
            "%s are free, of which %s stay free"
                .formatted(SizeText.bytes(free), SizeText.bytes(diskReserveBytes)));
  }

  private Admission sessions(@Nullable List<Transaction> transactions) {
    String name = "sessions";
    if (transactions == null) {
      return new Admission(
          name,
          Verdict.UNKNOWN,
          "the role may not see others' transactions: GRANT pg_read_all_stats to it");
    }
    Transaction oldest =
        transactions.stream().max(Comparator.comparing(Transaction::age)).orElse(null);
    if (oldest == null || oldest.age().compareTo(worthMentioning) < 0) {
      return admits(name, "no old transaction would keep a build waiting");
    }
    return unless(
        oldest.age().compareTo(longestTransaction) > 0,
        name,
        "%s (%s) has had a transaction open for %s; a build cannot end before it does"
            .formatted(oldest.who(), oldest.state(), SizeText.millis(oldest.age().toMillis())));
  }

  /// Space that builds may still take; none without a probe.
  Volumes.Free free(@Nullable ProbeFacts facts) {
    return facts == null ? new Volumes.Free(0, 0, true) : facts.volumes().less(diskReserveBytes);
  }
}
