package dev.plimsoll.systemtests.sequencing;

import dev.plimsoll.systemtests.sequencing.Blow.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// What befalls the log, in which order and after which pauses: the same for the same seed.
public final class BlowPlan {
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);
  private static final Duration LONGEST_BRIEF_PAUSE = Duration.ofSeconds(1);

  // A transaction of a frozen service is ended by the server after 10 s, and its partitions of
  // log.events are another's after 10 s.
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration LONGEST_BEYOND = Duration.ofSeconds(5);
  private static final Duration BRIEFLY_BEYOND = Duration.ofSeconds(1);
  private static final Duration LONGEST_FROZEN_BROKER = Duration.ofSeconds(6);

  // Of the quick ones more than of those that take long.
  private static final List<Kind> DECK =
      List.of(
          Kind.BACKEND_KILLED,
          Kind.BACKEND_KILLED,
          Kind.SESSIONS_TERMINATED,
          Kind.SESSIONS_TERMINATED,
          Kind.SERVER_STOPPED,
          Kind.SERVER_STOPPED,
          Kind.SERVICE_KILLED,
          Kind.SERVICE_KILLED,
          Kind.SERVICE_FROZEN,
          Kind.KAFKA_LOST);

  private BlowPlan() {}

  /// @param pause before the blow
  public record Planned(Duration pause, Blow blow) {}

  /// @param blows at least as many as there are kinds: each comes
  /// @param pods services, 2 or more
  public static List<Planned> of(Random random, int blows, int pods) {
    List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
    if (blows < kinds.size()) {
      throw new IllegalArgumentException(blows + " blows are fewer than there are kinds");
    }
    // In a short plan others would end what a frozen service holds before its time comes.
    boolean brief = blows < DECK.size() + kinds.size();
    while (kinds.size() < blows) {
      kinds.addAll(DECK.subList(0, Math.min(DECK.size(), blows - kinds.size())));
    }
    Collections.shuffle(kinds, random);
    Duration longestPause = brief ? LONGEST_BRIEF_PAUSE : LONGEST_PAUSE;
    return kinds.stream()
        .map(kind -> new Planned(below(random, longestPause), blow(kind, random, pods, brief)))
        .toList();
  }

  private static Blow blow(Kind kind, Random random, int pods, boolean brief) {
    return switch (kind) {
      case BACKEND_KILLED -> new Blow.BackendKilled();
      case SESSIONS_TERMINATED -> new Blow.SessionsTerminated();
      case SERVER_STOPPED -> new Blow.ServerStopped();
      case SERVICE_KILLED -> new Blow.ServiceKilled(random.nextInt(pods));
      case SERVICE_FROZEN ->
          new Blow.ServiceFrozen(
              random.nextInt(pods),
              LEASE.plusSeconds(1).plus(below(random, brief ? BRIEFLY_BEYOND : LONGEST_BEYOND)),
              brief || random.nextBoolean());
      case KAFKA_LOST ->
          new Blow.KafkaLost(
              random.nextBoolean() ? Duration.ZERO : below(random, LONGEST_FROZEN_BROKER));
    };
  }

  private static Duration below(Random random, Duration longest) {
    return Duration.ofMillis(1 + random.nextLong(longest.toMillis()));
  }
}
