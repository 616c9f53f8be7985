package dev.plimsoll.planning.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.planning.Facts;
import dev.plimsoll.postgres.catalog.IndexFacts;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CoverageTest {
  private static final IndexDefinition ON_A = new IndexDefinition(Kind.INDEX, List.of("a"));

  /// As `pg_get_indexdef` and `pg_index` have it.
  private static IndexFacts index(
      String method, List<String> columns, List<String> included, boolean plain, String tail) {
    return new IndexFacts(
        Facts.name("s.t"),
        "i",
        method,
        columns,
        included,
        false,
        false,
        true,
        true,
        tail.contains(" WHERE "),
        columns.contains(""),
        plain,
        8_192,
        "CREATE INDEX i ON s.t USING " + method + " " + tail);
  }

  @Test
  void aPredicateIsSatisfiedByTheSameOneOnly() {
    IndexFacts open = index("btree", List.of("a"), List.of(), true, "(a) WHERE (s = 'open'::text)");
    IndexFacts whole = index("btree", List.of("a"), List.of(), true, "(a)");

    assertThat(Coverage.satisfies(open, ON_A.withPredicate("s = 'open'"))).isTrue();
    assertThat(Coverage.satisfies(open, ON_A.withPredicate("S = 'open'"))).isTrue();
    assertThat(Coverage.satisfies(open, ON_A.withPredicate("s = 'Open'"))).isFalse();
    assertThat(Coverage.satisfies(open, ON_A)).isFalse();
    assertThat(Coverage.satisfies(whole, ON_A.withPredicate("s = 'open'"))).isFalse();
  }

  @Test
  void parenthesesThatMeanSomethingAreKept() {
    assertThat(IndexText.same("((a OR b) AND c)", "(a OR b) AND c")).isTrue();
    assertThat(IndexText.same("(a OR b) AND (c)", "a OR b) AND (c")).isFalse();
    assertThat(IndexText.same("(a) OR (b AND c)", "(a OR b) AND c")).isFalse();
  }

  @Test
  void anExpressionIsTakenFromTheDefinition() {
    IndexFacts lower = index("btree", List.of("", "a"), List.of(), true, "(lower(label), a)");
    IndexDefinition asked =
        new IndexDefinition(
            Kind.INDEX,
            List.of("", "a"),
            "btree",
            List.of(),
            List.of("lower(label)"),
            "",
            List.of(),
            0);

    assertThat(Coverage.satisfies(lower, asked)).isTrue();
    assertThat(Coverage.satisfies(lower, IndexDefinition.ofExpression(Kind.INDEX, "lower(label)")))
        .isFalse();
    assertThat(
            Coverage.satisfies(
                index("btree", List.of("", "a"), List.of(), true, "(upper(label), a)"), asked))
        .isFalse();
  }

  @Test
  void includedColumnsMayBeMoreOrPartOfTheKey() {
    IndexFacts covering =
        index("btree", List.of("a", "b"), List.of("c"), true, "(a, b) INCLUDE (c)");

    assertThat(Coverage.satisfies(covering, ON_A.withIncluded(List.of("c", "b")))).isTrue();
    assertThat(Coverage.satisfies(covering, ON_A.withIncluded(List.of("d")))).isFalse();
    assertThat(Coverage.satisfies(covering, ON_A.withFillfactor(70))).isTrue();
  }

  @Test
  void accessMethodOperatorClassAndDirectionCount() {
    IndexFacts gin = index("gin", List.of("a"), List.of(), true, "(a)");
    IndexFacts pattern = index("btree", List.of("a"), List.of(), false, "(a text_pattern_ops)");
    IndexFacts descending =
        index("btree", List.of("a"), List.of(), false, "(a DESC) WHERE (b IS NULL)");

    assertThat(Coverage.satisfies(gin, ON_A)).isFalse();
    assertThat(Coverage.satisfies(gin, ON_A.withMethod("gin"))).isTrue();
    assertThat(Coverage.satisfies(pattern, ON_A)).isFalse();
    assertThat(Coverage.satisfies(pattern, ON_A.withOperatorClasses(List.of("text_pattern_ops"))))
        .isTrue();
    assertThat(
            Coverage.satisfies(pattern, ON_A.withOperatorClasses(List.of("varchar_pattern_ops"))))
        .isFalse();
    assertThat(Coverage.satisfies(descending, ON_A.withPredicate("b IS NULL"))).isFalse();
  }

  @Test
  void whatIsPlannedSatisfiesItsLike() {
    IndexDefinition partial = ON_A.withPredicate("b IS NULL");

    assertThat(Coverage.satisfies(partial, partial.withFillfactor(70))).isTrue();
    assertThat(Coverage.satisfies(partial, ON_A)).isFalse();
    assertThat(Coverage.satisfies(ON_A, partial)).isFalse();
    assertThat(Coverage.satisfies(ON_A, ON_A.withIncluded(List.of("b")))).isFalse();
  }
}
