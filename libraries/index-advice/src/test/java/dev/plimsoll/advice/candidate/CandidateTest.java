package dev.plimsoll.advice.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition.Order;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CandidateTest {
  private static final QualifiedName JOB = new QualifiedName("torc", "job");

  private static Candidate on(String... columns) {
    return Candidate.on(JOB, List.of(columns));
  }

  @Test
  void aLongerIndexServesItsPrefix() {
    assertThat(on("a").isPrefixOf(on("a", "b"))).isTrue();
    assertThat(on("a", "b").isPrefixOf(on("a", "b"))).isFalse();
    assertThat(on("b").isPrefixOf(on("a", "b"))).isFalse();
    assertThat(on("a", "b").isPrefixOf(on("a"))).isFalse();
  }

  @Test
  void whatIsIncludedHasToBeThere() {
    Candidate covering = new Candidate(JOB, on("a").definition().withIncluded(List.of("c")));

    assertThat(on("a").isPrefixOf(covering)).isTrue();
    assertThat(covering.isPrefixOf(on("a", "b"))).isFalse();
    assertThat(covering.isPrefixOf(on("a", "b", "c"))).isTrue();
  }

  @Test
  void orderAndPredicateCount() {
    Candidate mixed =
        new Candidate(JOB, on("a", "b").definition().withOrders(List.of(Order.DESC, Order.ASC)));
    Candidate partial = new Candidate(JOB, on("a", "b").definition().withPredicate("c = 1"));

    assertThat(on("a").isPrefixOf(mixed)).isFalse();
    assertThat(on("a").isPrefixOf(partial)).isFalse();
  }
}
