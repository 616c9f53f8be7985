package dev.plimsoll.planning.sizing;

import static dev.plimsoll.planning.Facts.GIB;
import static dev.plimsoll.planning.Facts.bigint;
import static dev.plimsoll.planning.Facts.hashkey;
import static dev.plimsoll.planning.Facts.integer;
import static dev.plimsoll.planning.Facts.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.planning.Facts;
import dev.plimsoll.planning.sizing.IndexEstimator.IndexEstimate;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.ColumnFacts.Statistics;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts.Findings;
import dev.plimsoll.postgres.catalog.JointDistinct;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class IndexEstimatorTest {
  private static final long ROWS = 10_000_000;
  private static final ColumnFacts DELETED =
      new ColumnFacts(
          "deleted",
          "timestamp with time zone",
          8,
          8,
          false,
          true,
          null,
          Statistics.of(8, -0.1, 0.9));

  private static final DatabaseFacts FACTS =
      new Facts()
          .table(
              "s.t",
              ROWS,
              2 * GIB,
              bigint("id"),
              hashkey(),
              integer("a", 1_000),
              integer("b", 5_000),
              DELETED)
          .facts();

  private static IndexEstimate estimate(DatabaseFacts facts, IndexDefinition definition) {
    return IndexEstimator.of(
        facts, Objects.requireNonNull(facts.tables().get(name("s.t"))), definition);
  }

  private static IndexEstimate estimate(IndexDefinition definition) {
    return estimate(FACTS, definition);
  }

  private static IndexDefinition index(String... columns) {
    return new IndexDefinition(Kind.INDEX, List.of(columns));
  }

  @Test
  void includedColumnsWidenTheTuplesAndEndDeduplication() {
    IndexEstimate plain = estimate(index("a"));
    IndexEstimate covering = estimate(index("a").withIncluded(List.of("hashkey")));

    assertThat(plain.work().key().deduplicable()).isTrue();
    assertThat(covering.work().key().deduplicable()).isFalse();
    assertThat(covering.work().key().tupleBytes()).isEqualTo(80);
    assertThat(covering.work().key().kind()).as("sorted by the key").isEqualTo(KeyKind.FIXED);
    assertThat(covering.assumptions()).isEmpty();
  }

  @Test
  void aPredicateAboutNullsIsKnownAndAnyOtherIsSizedInFull() {
    IndexEstimate known = estimate(index("id").withPredicate("deleted IS NOT NULL"));
    IndexEstimate unknown = estimate(index("id").withPredicate("a > 7"));

    assertThat(known.work().key().rows()).isEqualTo(ROWS / 10);
    assertThat(known.work().passedOver())
        .as("the others are read as well")
        .isEqualTo(ROWS / 10 * 9);
    assertThat(known.assumptions()).isEmpty();
    assertThat(unknown.work().key().rows()).isEqualTo(ROWS);
    assertThat(unknown.assumptions())
        .containsExactly("nothing says how many rows match its predicate, sized for all of them");
  }

  @Test
  void anExpressionIsAsWideAsItsFunctionSays() {
    IndexEstimate lower = estimate(new IndexDefinition(Kind.INDEX, List.of(""), "lower(hashkey)"));
    IndexEstimate unknown = estimate(new IndexDefinition(Kind.INDEX, List.of(""), "f(hashkey, 3)"));

    assertThat(lower.work().key().tupleBytes()).isEqualTo(80);
    assertThat(lower.assumptions()).isEmpty();
    assertThat(unknown.assumptions())
        .containsExactly("the width of (f(hashkey, 3)) is taken to be 32 bytes");
  }

  @Test
  void columnsThatFollowFromEachOtherHaveAsManyValuesAsWereCounted() {
    DatabaseFacts counted =
        new DatabaseFacts(
            FACTS.server(),
            FACTS.tables(),
            FACTS.columns(),
            FACTS.indexes(),
            FACTS.foreignKeys(),
            FACTS.relationNames(),
            Map.of(name("s.t"), List.of(new JointDistinct(Set.of("b", "a"), 5_000))),
            Map.of(),
            Findings.NONE);

    assertThat(estimate(index("a", "b")).work().key().distinct()).isEqualTo(5_000_000);
    assertThat(estimate(counted, index("a", "b")).work().key().distinct()).isEqualTo(5_000);
    assertThat(estimate(index("a", "b", "id")).work().key().distinct())
        .as("never more than there are rows")
        .isEqualTo(ROWS);
  }

  @Test
  void otherAccessMethodsAreCalledRough() {
    IndexEstimate brin = estimate(index("id").withMethod("brin"));
    IndexEstimate bloom = estimate(index("id").withMethod("bloom"));

    assertThat(brin.work().indexBytes()).isLessThan(1 << 20);
    assertThat(brin.assumptions()).singleElement().asString().contains("roughly");
    assertThat(bloom.assumptions()).containsExactly("no formula for bloom, sized as a B-tree");
  }

  @Test
  void aBrinIndexCostsAboutALookAtEachRow() {
    BuildWork brin = estimate(index("id").withMethod("brin")).work();

    double millis = brin.phases(BuildCosts.DEFAULT, 0, 0, 0).total();

    assertThat(millis).isBetween(0.2 * ROWS / 1_000, 0.4 * ROWS / 1_000);
  }

  @Test
  void aPartialIndexOfFewRowsOrNoneCostsItsScans() {
    Facts made =
        new Facts()
            .table(
                "s.t", ROWS, 2 * GIB, bigint("id"), nullable("never", 0), nullable("once", 1e-7));
    double whole = millis(made.facts(), index("id"));

    double none = millis(made.facts(), index("id").withPredicate("never IS NULL"));
    double one = millis(made.facts(), index("id").withPredicate("once IS NULL"));

    assertThat(none).isBetween(0.05 * whole, 0.5 * whole);
    assertThat(one).isBetween(0.05 * whole, 0.5 * whole);
  }

  private static ColumnFacts nullable(String name, double nullFraction) {
    return new ColumnFacts(
        name, "bigint", 8, 8, false, true, null, Statistics.of(8, -1, nullFraction));
  }

  private static double millis(DatabaseFacts facts, IndexDefinition definition) {
    return estimate(facts, definition).work().phases(BuildCosts.DEFAULT, 0, 0, 0).total();
  }

  @Test
  void whatStatisticsCannotTellMakesTheRangeWide() {
    IndexEstimate unique = estimate(new IndexDefinition(Kind.UNIQUE, List.of("id")));
    IndexEstimate pair = estimate(index("a", "b"));

    assertThat(unique.range().highBytes()).isLessThan(unique.work().indexBytes() * 5 / 4);
    assertThat(pair.range().highBytes())
        .as("as if no two keys were equal")
        .isGreaterThan(pair.work().indexBytes() * 6 / 5);
    assertThat(pair.work().mostIndexBytes()).isEqualTo(pair.range().highBytes());
    assertThat(pair.range().basis()).isEqualTo("statistics");
  }

  @Test
  void rowsWithNullInAKeyOfSeveralColumnsDifferInTheOthers() {
    DatabaseFacts facts =
        new Facts().table("s.t", ROWS, 2 * GIB, bigint("id"), nullable("x", 0.9)).facts();

    long pair = estimate(facts, index("x", "id")).work().indexBytes();
    long alone = estimate(facts, index("x")).work().indexBytes();

    assertThat(pair).as("no two of them are equal").isGreaterThan(ROWS * 28);
    assertThat(alone).as("NULL is one key").isLessThan(ROWS * 10);
  }
}
