package dev.plimsoll.planner.admission;

import dev.plimsoll.contracts.plan.LoadLineView.Admission;
import dev.plimsoll.contracts.plan.LoadLineView.Verdict;
import dev.plimsoll.contracts.plan.MaintenanceWindow;
import dev.plimsoll.planner.admission.ProbeFacts.Replica;
import dev.plimsoll.planner.admission.ProbeFacts.Slot;
import dev.plimsoll.planner.admission.ProbeFacts.Transaction;
import dev.plimsoll.planning.sizing.Sizes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Whether a build may be sent now, for each thing that is looked at. Pure.
///
/// @param replicaLagBytes nothing starts while a replica is further behind; 0 where it is not
///     watched
/// @param slotRetainedBytes nothing starts while more WAL is kept for a slot
/// @param longestTransaction nothing starts while a transaction is older: the build would wait for
///     its end and keep its share of the load line for nothing
/// @param worthMentioning transactions older than this are named
/// @param diskReserveBytes that stay free
record AdmissionRules(
    long replicaLagBytes,
    long slotRetainedBytes,
    Duration longestTransaction,
    Duration worthMentioning,
    long diskReserveBytes) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm VV", Locale.ROOT);

  /// @param pausedBy null where nobody paused the database
  /// @param facts null where nobody has looked yet
  List<Admission> verdicts(
      @Nullable String pausedBy,
      @Nullable MaintenanceWindow window,
      @Nullable ProbeFacts facts,
      Instant now) {
    List<Admission> verdicts = new ArrayList<>();
    verdicts.add(
        pausedBy == null
            ? new Admission("pause", Verdict.ADMITS, "nobody has paused it")
            : new Admission("pause", Verdict.HOLDS, "paused by " + pausedBy));
    verdicts.add(window(window, now));
    if (facts == null) {
      for (String name : List.of("replica lag", "slots", "free disk", "sessions")) {
        verdicts.add(new Admission(name, Verdict.UNKNOWN, "nobody has looked yet"));
      }
      return verdicts;
    }
    if (facts.away() != null) {
      verdicts.add(new Admission("database", Verdict.HOLDS, "it does not answer: " + facts.away()));
      return verdicts;
    }
    verdicts.add(replicas(facts.replicas()));
    verdicts.add(slots(facts.slots()));
    verdicts.add(disk(facts.diskFreeBytes()));
    verdicts.add(sessions(facts.transactions()));
    return verdicts;
  }

  /// The first thing that holds, in a sentence; null where everything admits.
  static @Nullable String hold(List<Admission> verdicts) {
    return verdicts.stream()
        .filter(verdict -> verdict.verdict() == Verdict.HOLDS)
        .map(verdict -> verdict.name() + ": " + verdict.detail())
        .findFirst()
        .orElse(null);
  }

  private static Admission window(@Nullable MaintenanceWindow window, Instant now) {
    if (window == null) {
      return new Admission("window", Verdict.ADMITS, "builds may start at any time");
    }
    ZonedDateTime opens = Window.opens(window, now);
    return opens == null
        ? new Admission("window", Verdict.ADMITS, "it is open")
        : new Admission("window", Verdict.HOLDS, "it opens at " + TIME.format(opens));
  }

  private Admission replicas(@Nullable List<Replica> replicas) {
    String name = "replica lag";
    if (replicaLagBytes == 0) {
      return new Admission(name, Verdict.ADMITS, "not watched: the load line has no limit for it");
    }
    if (replicas == null) {
      return new Admission(
          name,
          Verdict.UNKNOWN,
          "the role may not see it: GRANT pg_read_all_stats (or pg_monitor) to it");
    }
    return replicas.stream()
        .max(Comparator.comparingLong(Replica::lagBytes))
        .map(
            worst ->
                new Admission(
                    name,
                    worst.lagBytes() > replicaLagBytes ? Verdict.HOLDS : Verdict.ADMITS,
                    "%s is %s behind, allowed are %s"
                        .formatted(
                            worst.name(),
                            Sizes.bytes(worst.lagBytes()),
                            Sizes.bytes(replicaLagBytes))))
        .orElseGet(() -> new Admission(name, Verdict.ADMITS, "there are no replicas"));
  }

  private Admission slots(List<Slot> slots) {
    String name = "slots";
    for (Slot slot : slots) {
      if (slot.status().equals("unreserved")) {
        return new Admission(
            name,
            Verdict.HOLDS,
            "slot " + slot.name() + " is about to lose WAL that it needs (wal_status unreserved)");
      }
    }
    return slots.stream()
        .max(Comparator.comparingLong(Slot::retainedBytes))
        .map(
            worst ->
                new Admission(
                    name,
                    worst.retainedBytes() > slotRetainedBytes ? Verdict.HOLDS : Verdict.ADMITS,
                    "slot %s%s keeps %s of WAL, allowed are %s"
                        .formatted(
                            worst.name(),
                            worst.active() ? "" : ", which nobody reads,",
                            Sizes.bytes(worst.retainedBytes()),
                            Sizes.bytes(slotRetainedBytes))))
        .orElseGet(() -> new Admission(name, Verdict.ADMITS, "there are no replication slots"));
  }

  private Admission disk(@Nullable Long free) {
    String name = "free disk";
    if (free == null) {
      return new Admission(
          name,
          Verdict.UNKNOWN,
          "PostgreSQL does not tell it over SQL: the load line's disk limit is all that counts");
    }
    return new Admission(
        name,
        free <= diskReserveBytes ? Verdict.HOLDS : Verdict.ADMITS,
        "%s are free, of which %s stay free"
            .formatted(Sizes.bytes(free), Sizes.bytes(diskReserveBytes)));
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
      return new Admission(name, Verdict.ADMITS, "no old transaction would keep a build waiting");
    }
    return new Admission(
        name,
        oldest.age().compareTo(longestTransaction) > 0 ? Verdict.HOLDS : Verdict.ADMITS,
        "%s (%s) has had a transaction open for %s; a build cannot end before it does"
            .formatted(oldest.who(), oldest.state(), Sizes.millis(oldest.age().toMillis())));
  }

  /// What builds may still take; Long.MAX_VALUE where nobody knows.
  long diskFree(@Nullable ProbeFacts facts) {
    Long free = facts == null ? null : facts.diskFreeBytes();
    return free == null ? Long.MAX_VALUE : Math.max(0, free - diskReserveBytes);
  }
}
