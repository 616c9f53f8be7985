package dev.plimsoll.health.index;

import static dev.plimsoll.health.Given.NOW;
import static dev.plimsoll.health.Given.index;
import static dev.plimsoll.health.Given.unique;
import static dev.plimsoll.health.Given.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.health.facts.AttachedStandbys;
import dev.plimsoll.health.facts.AttachedStandbys.Attached;
import dev.plimsoll.health.facts.IndexHealth;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthVerdict;
import dev.plimsoll.health.finding.WithheldFinding;
import dev.plimsoll.health.finding.WithheldReason;
import dev.plimsoll.health.index.UnusedIndexes.Candidate;
import dev.plimsoll.health.index.UnusedIndexes.Elsewhere;
import dev.plimsoll.health.index.UnusedIndexes.StandbyUse;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.request.HealthOptions.IndexAges;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class UnusedIndexesTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final HealthOptions OPTIONS = HealthOptions.DEFAULT;
  private static final ObservedWindow LONG = window(Duration.ofDays(8));
  private static final IndexHealth INDEX = index(5, "i", "a");

  private static ObservedWindow window(Duration counted) {
    return new ObservedWindow(NOW.minus(counted), NOW, WEEK, true);
  }

  private static @Nullable Candidate candidate(IndexHealth index) {
    return UnusedIndexes.candidate(
        index, List.of(index), List.of(), 5_000, 0, Map.of(), LONG, OPTIONS);
  }

  private static @Nullable HealthVerdict judge(
      IndexHealth index, ObservedWindow window, HealthOptions options, StandbyUse... standbys) {
    return UnusedIndexes.judge(
        Objects.requireNonNull(candidate(index)),
        window,
        new Elsewhere(List.of(standbys), ""),
        options);
  }

  private static WithheldReason reason(@Nullable HealthVerdict verdict) {
    return ((WithheldFinding) Objects.requireNonNull(verdict)).reason();
  }

  @Test
  void neverNamesWhatProvesSomethingOrIsRead() {
    assertThat(candidate(unique(INDEX, ""))).isNull();
    assertThat(candidate(unique(INDEX, "k"))).isNull();
    assertThat(candidate(with(INDEX, new IndexHealth.Use(1, null, null)))).isNull();
    assertThat(candidate(with(INDEX, new IndexHealth.State(false, true, true, false)))).isNull();
    assertThat(candidate(INDEX)).isNotNull();
  }

  @Test
  void takesALastScanBeforeTheWindowForNone() {
    IndexHealth longAgo =
        with(INDEX, new IndexHealth.Use(90, NOW.minus(Duration.ofDays(30)), null));
    IndexHealth lately = with(INDEX, new IndexHealth.Use(90, NOW.minus(Duration.ofDays(6)), null));

    assertThat(candidate(lately)).isNull();
    assertThat(judge(longAgo, window(Duration.ofDays(90)), OPTIONS))
        .isInstanceOf(HealthFinding.class);
  }

  @Test
  void withholdsForAShortWindow() {
    assertThat(reason(judge(INDEX, window(Duration.ofDays(6)), OPTIONS)))
        .isEqualTo(WithheldReason.WINDOW_TOO_SHORT);
    assertThat(reason(judge(INDEX, new ObservedWindow(NOW, NOW, WEEK, false), OPTIONS)))
        .isEqualTo(WithheldReason.WINDOW_TOO_SHORT);
  }

  @Test
  void withholdsForAYoungIndex() {
    Instant yesterday = NOW.minus(Duration.ofDays(1));

    assertThat(reason(judge(with(INDEX, new IndexHealth.Use(0, null, yesterday)), LONG, OPTIONS)))
        .isEqualTo(WithheldReason.WINDOW_TOO_SHORT);
  }

  @Test
  void withholdsForAnUnknownAgeWhereThatIsAsked() {
    HealthOptions strict = OPTIONS.withAges(new IndexAges(true, Map.of()));
    HealthOptions seen =
        OPTIONS.withAges(new IndexAges(true, Map.of(5L, NOW.minus(Duration.ofDays(9)))));

    assertThat(reason(judge(INDEX, LONG, strict))).isEqualTo(WithheldReason.WINDOW_TOO_SHORT);
    assertThat(judge(INDEX, LONG, seen)).isInstanceOf(HealthFinding.class);
    assertThat(judge(INDEX, LONG, OPTIONS))
        .isInstanceOfSatisfying(
            HealthFinding.class, finding -> assertThat(finding.rationale()).contains("not known"));
  }

  @Test
  void asksStandbys() {
    StandbyUse reads = new StandbyUse("b", LONG, Set.of(5L), "");
    StandbyUse idle = new StandbyUse("b", LONG, Set.of(), "");
    StandbyUse young = new StandbyUse("b", window(Duration.ofDays(1)), Set.of(), "");
    StandbyUse silent = new StandbyUse("b", null, Set.of(), "it does not answer");

    assertThat(judge(INDEX, LONG, OPTIONS, idle, reads)).isNull();
    assertThat(judge(INDEX, LONG, OPTIONS, idle)).isInstanceOf(HealthFinding.class);
    assertThat(reason(judge(INDEX, LONG, OPTIONS, young)))
        .isEqualTo(WithheldReason.STANDBY_UNKNOWN);
    assertThat(reason(judge(INDEX, LONG, OPTIONS, idle, silent)))
        .isEqualTo(WithheldReason.STANDBY_UNKNOWN);
  }

  private static AttachedStandbys attached(String... names) {
    return new AttachedStandbys(Stream.of(names).map(name -> new Attached(name, "")).toList(), "");
  }

  private static String unnamed(int asked, Set<String> ignored, AttachedStandbys... attached) {
    return UnnamedStandbys.problem(List.of(attached), asked, ignored);
  }

  @Test
  void countsStandbysThatFollowAgainstThoseThatAreNamed() {
    assertThat(unnamed(0, Set.of(), attached())).isEmpty();
    assertThat(unnamed(0, Set.of(), attached("a")))
        .startsWith("1 standby follows (a), and none is named: name each by --standby HOST[:PORT]")
        .contains("--ignore-replica NAME");
    assertThat(unnamed(1, Set.of(), attached("a", "b")))
        .startsWith("2 standbys follow (a, b), and 1 is named: ");
    assertThat(unnamed(2, Set.of(), attached("a", "b"))).isEmpty();
    assertThat(unnamed(0, Set.of("a", "b"), attached("a", "b"))).isEmpty();
    assertThat(unnamed(0, Set.of("s"), new AttachedStandbys(List.of(new Attached("a", "s")), "")))
        .isEmpty();
    // Behind the one that is named follows another.
    assertThat(unnamed(1, Set.of(), attached("a"), attached("c"))).contains("(a, c)");
    assertThat(unnamed(1, Set.of(), new AttachedStandbys(List.of(), "it broke")))
        .contains("it broke");
  }

  @Test
  void withholdsWhereNotAllStandbysWereAsked() {
    StandbyUse reads = new StandbyUse("b", LONG, Set.of(5L), "");
    StandbyUse idle = new StandbyUse("b", LONG, Set.of(), "");
    Candidate unread = Objects.requireNonNull(candidate(INDEX));

    assertThat(
            reason(
                UnusedIndexes.judge(
                    unread, LONG, new Elsewhere(List.of(idle), "another follows"), OPTIONS)))
        .isEqualTo(WithheldReason.STANDBY_UNKNOWN);
    assertThat(
            UnusedIndexes.judge(
                unread, LONG, new Elsewhere(List.of(reads), "another follows"), OPTIONS))
        .isNull();
  }
}
