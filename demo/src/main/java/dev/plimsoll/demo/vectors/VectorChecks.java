package dev.plimsoll.demo.vectors;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.SearchMethod;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.demo.vectors.VectorEvidence.Asked;
import dev.plimsoll.demo.vectors.VectorEvidence.Changes;
import dev.plimsoll.demo.vectors.VectorEvidence.Indexing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Checks of every answer against plain SQL, and of what the demo says about the ways. Missing
/// evidence fails.
public final class VectorChecks {
  // Sums of doubles in another order.
  private static final double ROUNDING = 1e-12;

  private final VectorEvidence evidence;
  private final List<Check> checks = new ArrayList<>();

  private VectorChecks(VectorEvidence evidence) {
    this.evidence = evidence;
  }

  public static List<Check> of(VectorEvidence evidence) {
    VectorChecks made = new VectorChecks(evidence);
    made.answers();
    made.ways();
    made.changes(evidence.changes());
    made.settings();
    made.index();
    return List.copyOf(made.checks);
  }

  private void answers() {
    int first = evidence.warmUps().size();
    for (int i = 0; i < first; i++) {
      answer("warm-up", evidence.warmUps().get(i));
    }
    int ways = AskedWay.values().length;
    for (int i = 0; i < evidence.rounds().size(); i++) {
      answer("question " + (i / ways + 1), evidence.rounds().get(i));
    }
    answer("two databases", evidence.halves());
    checks.add(
        Check.equal(
            "databases that answered as one", evidence.halves().answer().searches().size(), 2));
  }

  private void answer(String what, Asked asked) {
    String name = "%s, %s".formatted(what, asked.way().title());
    List<NearRow> found = NearRow.of(asked.answer());
    checks.add(Check.equal(name + ": rows = plain SQL's", ids(found), ids(asked.expected())));
    checks.add(
        Check.atMost(
            name + ": largest relative difference of a distance from plain SQL's",
            difference(found, asked.expected()),
            ROUNDING));
    checks.add(
        Check.equal(
            name + ": rows",
            found.size(),
            Math.min(evidence.neighbors(), evidence.table().rows())));
  }

  private static String ids(List<NearRow> rows) {
    return rows.stream().map(NearRow::id).collect(Collectors.joining(" "));
  }

  /// NaN for another number of rows.
  private static double difference(List<NearRow> found, List<NearRow> expected) {
    if (found.size() != expected.size()) {
      return Double.NaN;
    }
    double largest = 0;
    for (int i = 0; i < found.size(); i++) {
      double one = found.get(i).distance();
      double other = expected.get(i).distance();
      largest = Math.max(largest, Math.abs(one - other) / Math.max(1, Math.abs(other)));
    }
    return largest;
  }

  private void ways() {
    for (AskedWay way : AskedWay.values()) {
      checks.add(
          Check.equal(
              "rounds of %s".formatted(way.title()),
              evidence.rounds().stream().filter(one -> one.way() == way).count(),
              SearchTour.ROUNDS));
      checks.add(
          Check.isTrue(
              "warm-up of %s".formatted(way.title()),
              evidence.warmUps().stream().anyMatch(one -> one.way() == way)));
    }
    for (Asked asked : evidence.rounds()) {
      @Nullable SearchMethod wanted =
          switch (asked.way()) {
            case ONE_STATEMENT -> SearchMethod.ONE_STATEMENT;
            case MEMORY -> SearchMethod.MEMORY;
            // It may find that one session is the fastest.
            case SESSIONS -> null;
          };
      if (wanted != null) {
        checks.add(
            Check.equal(
                asked.way().title() + ": method",
                asked.search().way().method().toString(),
                wanted.value()));
      }
    }
  }

  private void changes(Changes changes) {
    answer("after changes", changes.exact());
    answer("after changes, the copy as it was", changes.copy());
    answer("after changes, a copy read again", changes.refreshed());
    checks.add(
        Check.isTrue(
            "the nearest rows are others after changes",
            !ids(changes.exact().expected()).equals(ids(firstQuestion()))));
    checks.add(Check.isTrue("a search of the table has no copy", asOf(changes.exact()) == null));
    @Nullable Instant before = asOf(changes.copy());
    @Nullable Instant after = asOf(changes.refreshed());
    checks.add(
        Check.isTrue(
            "the copy says as of when it is, and is read again",
            before != null && after != null && after.isAfter(before)));
  }

  private List<NearRow> firstQuestion() {
    return evidence.rounds().isEmpty() ? List.of() : evidence.rounds().getFirst().expected();
  }

  private static @Nullable Instant asOf(Asked asked) {
    List<NearestRows.Search> searches = asked.answer().searches();
    return searches.isEmpty() ? null : searches.getFirst().asOf();
  }

  private void settings() {
    checks.add(
        Check.equal(
            "settings are set back",
            Json.write(evidence.settings().after()),
            Json.write(evidence.settings().before())));
  }

  private void index() {
    if (evidence.indexing() instanceof Indexing.Built built) {
      for (Indexing.Effort effort : built.efforts()) {
        String name = effort.ef() == null ? "exact beside the index" : "ef " + effort.ef();
        checks.add(Check.isTrue(name + ": rows were found", effort.recall() > 0));
        if (effort.ef() != null) {
          checks.add(
              Check.equal(name + ": method", effort.method(), SearchMethod.ONE_INDEX.value()));
        }
      }
    }
  }
}
