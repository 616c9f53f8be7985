package dev.plimsoll.advice.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plimsoll.advice.cost.ScanWalk.Found;
import dev.plimsoll.advice.use.PreparedQuery;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Scans of plans, as PostgreSQL writes them.
final class ScanWalkTest {
  private static List<Found> found(String plan) {
    ScanWalk walk = new ScanWalk();
    walk.add(PreparedQuery.explained("[{\"Plan\": %s}]".formatted(plan)).path("Plan"));
    return walk.found;
  }

  @Test
  void processesShareTheRowsOfAParallelScanAlone() {
    // Given two workers, beside which the leader scans two fifths as much
    List<Found> scans =
        found(
            """
            {"Node Type": "Gather", "Workers Planned": 2, "Plan Rows": 5, "Plans": [
              {"Node Type": "Hash Join", "Hash Cond": "(a.id = b.id)", "Plan Rows": 5, "Plans": [
                {"Node Type": "Seq Scan", "Parallel Aware": true, "Relation Name": "a",
                 "Schema": "s", "Plan Rows": 1000, "Total Cost": 70},
                {"Node Type": "Hash", "Plan Rows": 8, "Plans": [
                  {"Node Type": "Seq Scan", "Parallel Aware": false, "Relation Name": "b",
                   "Schema": "s", "Plan Rows": 8, "Total Cost": 2}]}]}]}
            """);

    assertThat(scans).extracting(scan -> scan.table().name()).containsExactly("a", "b");
    assertThat(scans.getFirst().rows()).isCloseTo(2400, within(1e-6));
    assertThat(scans.getLast().rows()).isEqualTo(8);
  }

  @Test
  void aScanThatIsGivenValuesIsRunForEachOfThem() {
    List<Found> scans =
        found(
            """
            {"Node Type": "Nested Loop", "Plan Rows": 30, "Plans": [
              {"Node Type": "Seq Scan", "Relation Name": "a", "Schema": "s", "Plan Rows": 10,
               "Total Cost": 70},
              {"Node Type": "Index Scan", "Relation Name": "b", "Schema": "s", "Plan Rows": 3,
               "Total Cost": 2}]}
            """);

    assertThat(scans.getFirst().rows()).isEqualTo(10);
    assertThat(scans.getFirst().given()).isFalse();
    assertThat(scans.getLast().rows()).isEqualTo(3);
    assertThat(scans.getLast().given()).isTrue();
    assertThat(scans.getLast().times()).isEqualTo(10);
  }

  @Test
  void aLimitAsksForItsShareOfTheRowsBelowIt() {
    String plan =
        """
        {"Node Type": "Limit", "Plan Rows": %d, "Total Cost": 80, "Plans": [
          {"Node Type": "Sort", "Plan Rows": 200, "Total Cost": 80, "Plans": [
            {"Node Type": "Seq Scan", "Relation Name": "a", "Schema": "s", "Plan Rows": 200,
             "Total Cost": 70}]}]}
        """;

    assertThat(found(plan.formatted(10)).getFirst().first()).isEqualTo(0.05);
    assertThat(found(plan.formatted(200)).getFirst().first()).isEqualTo(1);
    assertThat(found(plan.formatted(10)).getFirst().cost()).isEqualTo(70);
  }

  @Test
  void aScanBelowALimitCostsWhatTheLimitLetsItRead() {
    String plan =
        """
        {"Node Type": "Limit", "Plan Rows": 10, "Total Cost": 4, "Plans": [
          {"Node Type": "Index Scan", "Relation Name": "a", "Schema": "s", "Plan Rows": 200,
           "Total Cost": 80}]}
        """;

    assertThat(found(plan).getFirst().cost()).isEqualTo(4);
    assertThat(found(plan).getFirst().first()).isEqualTo(0.05);
  }

  @Test
  void aLimitOfSumsAsksForAllRowsBelowThem() {
    String plan =
        """
        {"Node Type": "Limit", "Plan Rows": 10, "Total Cost": 80, "Plans": [
          {"Node Type": "Aggregate", "Strategy": "%s", "Plan Rows": 40, "Total Cost": 80, "Plans": [
            {"Node Type": "Seq Scan", "Relation Name": "a", "Schema": "s", "Plan Rows": 200,
             "Total Cost": 70}]}]}
        """;

    assertThat(found(plan.formatted("Hashed")).getFirst().first()).isEqualTo(1);
    assertThat(found(plan.formatted("Sorted")).getFirst().first()).isEqualTo(0.25);
  }
}
