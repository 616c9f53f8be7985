package dev.plimsoll.planning.plan;

import static dev.plimsoll.planning.Facts.GIB;
import static dev.plimsoll.planning.Facts.MIB;
import static dev.plimsoll.planning.Facts.bigint;
import static dev.plimsoll.planning.Facts.capacity;
import static dev.plimsoll.planning.Facts.hashkey;
import static dev.plimsoll.planning.Facts.index;
import static dev.plimsoll.planning.Facts.integer;
import static dev.plimsoll.planning.Facts.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.PlanView.Prediction;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.planning.Facts;
import dev.plimsoll.planning.sizing.SizeText;
import dev.plimsoll.planning.strategy.Strategies;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.ColumnFacts.Collation.Provider;
import dev.plimsoll.postgres.catalog.ColumnFacts.Statistics;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class IndexPlannerTest {
  private static final ColumnFacts VECTORS =
      new ColumnFacts(
          "embedding", "public.vector(128)", -1, 4, true, false, null, Statistics.of(520, -1, 0));

  private static KeyRule rule(String tables, Kind kind, String column) {
    return new KeyRule(tables, new IndexDefinition(kind, List.of(column)));
  }

  private static Facts features() {
    return new Facts()
        .table("features.large", 400_000_000, 65 * GIB, hashkey())
        .table("features.small", 50_000, 9_000_000, hashkey())
        .table("features.done", 10, 8_192, bigint("id"), hashkey())
        .index(index("features.done", "done_pkey", true, true, "hashkey"));
  }

  @Test
  void plansWhatIsMissingAndSaysWhatIsThere() {
    Proposal plan =
        IndexPlanner.plan(
            features().facts(),
            Facts.request(
                List.of(rule("features.*", Kind.PRIMARY_KEY, "hashkey")), capacity(4, 16 * GIB)));

    assertThat(plan.builds())
        .extracting(build -> build.planned().table().name())
        .containsExactly("large", "small");
    PlannedBuild large = plan.builds().getFirst().planned();
    assertThat(large.indexName()).isEqualTo("large_pkey");
    assertThat(large.place().startMillis()).isZero();
    assertThat(large.allocation().lane()).isEqualTo(Lane.MEDIUM);
    assertThat(large.reasoning()).contains("400,000,000 tuples of 80 bytes").endsWith(".");
    assertThat(plan.builds().get(1).planned().allocation().lane()).isEqualTo(Lane.SMALL);
    assertThat(plan.satisfied()).singleElement().asString().contains("done_pkey");
    assertThat(plan.makespan()).isGreaterThanOrEqualTo(plan.lowerBound());
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void predictsWhatIsTakenInAllAndAtOneTime() {
    Proposal plan =
        IndexPlanner.plan(
            features().facts(),
            Facts.request(
                List.of(rule("features.*", Kind.PRIMARY_KEY, "hashkey")), capacity(1, 16 * GIB)));
    PlannedBuild large = plan.planned().getFirst();
    PlannedBuild small = plan.planned().getLast();

    Prediction prediction = plan.prediction(large.endMillis(), List.of(), -1);

    // One core builds one after the other.
    assertThat(small.place().startMillis()).isGreaterThanOrEqualTo(large.endMillis());
    assertThat(prediction.fits()).isFalse();
    assertThat(plan.prediction(null, List.of(), -1).fits()).isTrue();
    assertThat(prediction.totals()).isNotNull();
    assertThat(prediction.totals().indexBytes())
        .isEqualTo(large.sizing().indexBytes() + small.sizing().indexBytes());
    assertThat(prediction.totals().peakMemoryBytes())
        .isEqualTo(large.allocation().maintenanceWorkMemBytes());
    assertThat(prediction.totals().peakTemporaryBytes())
        .isEqualTo(large.allocation().temporaryBytes());
  }

  @Test
  void setsWorkersOnATableThatWouldGetFewerByItself() {
    PlanningRequest request =
        Facts.request(
            List.of(rule("features.large", Kind.PRIMARY_KEY, "hashkey")), capacity(8, 16 * GIB));

    PlannedBuild plain = only(IndexPlanner.plan(features().facts(), request));
    PlannedBuild held =
        only(IndexPlanner.plan(features().parallelWorkers("features.large", 1).facts(), request));

    // By its size it is granted 9.
    assertThat(plain.allocation().parallelWorkers()).isBetween(2, 7);
    assertThat(plain.allocation().tableWorkers()).isFalse();
    assertThat(held.allocation().parallelWorkers()).isEqualTo(plain.allocation().parallelWorkers());
    assertThat(held.allocation().tableWorkers()).isTrue();
    assertThat(held.reasoning())
        .contains("would give its table 1, so parallel_workers is set on it meanwhile");
  }

  @Test
  void listsOfVectorsGetTheMemoryOfTheirCentersOrAreLeftOut() {
    DatabaseFacts facts = new Facts().table("shop.items", 1_000_000, 600_000_000, VECTORS).facts();
    List<KeyRule> rules =
        List.of(
            new KeyRule(
                "shop.items",
                new IndexDefinition(Kind.INDEX, List.of("embedding"))
                    .withMethod("ivfflat")
                    .withOperatorClasses(List.of("public.vector_l2_ops"))
                    .withParameters(Map.of("lists", "1000"))));

    PlannedBuild roomy = only(IndexPlanner.plan(facts, Facts.request(rules, capacity(4, 4 * GIB))));
    Proposal narrow = IndexPlanner.plan(facts, Facts.request(rules, capacity(4, 200 * MIB)));

    assertThat(roomy.reasoning()).contains("k-means of its 1000 lists needs 222 MiB");
    assertThat(roomy.allocation().maintenanceWorkMemBytes()).isGreaterThanOrEqualTo(222 * MIB);
    assertThat(narrow.builds()).isEmpty();
    assertThat(narrow.refused().getFirst().code()).isEqualTo(ErrorCode.LOAD_LINE_EXCEEDED);
    assertThat(narrow.refused().getFirst().reason()).contains("222 MiB", "200 MiB");
  }

  @Test
  void aGraphOfVectorsGetsTheMemoryThatHoldsItWhereTheLoadLineHasIt() {
    DatabaseFacts facts = new Facts().table("shop.items", 1_000_000, 600_000_000, VECTORS).facts();
    List<KeyRule> rules =
        List.of(
            new KeyRule(
                "shop.items",
                new IndexDefinition(Kind.INDEX, List.of("embedding"))
                    .withMethod("hnsw")
                    .withOperatorClasses(List.of("public.vector_l2_ops"))
                    .withParameters(Map.of("m", "16"))));

    PlannedBuild roomy = only(IndexPlanner.plan(facts, Facts.request(rules, capacity(4, 4 * GIB))));
    PlannedBuild narrow =
        only(IndexPlanner.plan(facts, Facts.request(rules, capacity(4, 512 * MIB))));

    assertThat(roomy.reasoning()).contains("its graph of 1.1 GiB fits in 1.2 GiB");
    assertThat(roomy.allocation().parallelWorkers()).isZero();
    assertThat(roomy.allocation().temporaryBytes()).isZero();
    assertThat(String.join("; ", roomy.sql()))
        .contains("USING hnsw (\"embedding\" \"public\".\"vector_l2_ops\") WITH (m = 16)");
    assertThat(narrow.reasoning()).contains("the load line's 512 MiB hold all but 562,334 vectors");
    assertThat(narrow.allocation().maintenanceWorkMemBytes()).isEqualTo(512 * MIB);
    assertThat(narrow.allocation().predictedMillis())
        .isBetween(
            3 * roomy.allocation().predictedMillis(), 5 * roomy.allocation().predictedMillis());
  }

  private static PlannedBuild only(Proposal plan) {
    assertThat(plan.builds()).hasSize(1);
    return plan.builds().getFirst().planned();
  }

  @Test
  void leavesOutWhatTheLoadLineHasNoRoomFor() {
    Capacity tight = new Capacity(2, GIB, 2, GIB, GIB, CapacityLimits.NONE);

    Proposal plan =
        IndexPlanner.plan(
            features().facts(),
            Facts.request(List.of(rule("features.*", Kind.PRIMARY_KEY, "hashkey")), tight));

    assertThat(plan.builds())
        .extracting(build -> build.planned().table().name())
        .containsExactly("small");
    assertThat(plan.warnings()).singleElement().asString().contains("beyond the disk left");
  }

  @Test
  void warnsOfDuplicatesAndOfRulesThatMatchNothing() {
    Facts facts = new Facts().table("s.t", 1_000, 81_920, integer("status", 3));

    Proposal plan =
        IndexPlanner.plan(
            facts.facts(),
            Facts.request(
                List.of(rule("s.t", Kind.UNIQUE, "status"), rule("x.*", Kind.INDEX, "a")),
                capacity(2, GIB)));

    assertThat(plan.builds()).hasSize(1);
    assertThat(plan.warnings())
        .anyMatch(warning -> warning.contains("duplicates suspected"))
        .anyMatch(warning -> warning.contains("no table matches the rule x.*"));
  }

  @Test
  void advisesAnotherCollationWhereThatSavesMuch() {
    Facts facts =
        new Facts()
            .table("s.dear", 50_000_000, 8 * GIB, text("k", 65, Provider.LIBC, "en_US.UTF-8"))
            .table("s.few", 1_000, 200_000, text("k", 65, Provider.LIBC, "en_US.UTF-8"))
            .table("s.cheap", 50_000_000, 8 * GIB, hashkey());

    Proposal plan =
        IndexPlanner.plan(
            facts.facts(),
            Facts.request(
                List.of(
                    rule("s.dear", Kind.PRIMARY_KEY, "k"),
                    rule("s.few", Kind.PRIMARY_KEY, "k"),
                    rule("s.cheap", Kind.PRIMARY_KEY, "hashkey")),
                capacity(2, GIB)));

    assertThat(plan.warnings()).singleElement().asString().contains("s.dear", "COLLATE \"C\"");
  }

  @Test
  void aPartialIndexComesLastAndSaysWhatItsSizeRestsOn() {
    Proposal plan =
        IndexPlanner.plan(
            features().facts(),
            Facts.request(
                List.of(
                    new KeyRule(
                        "features.large",
                        new IndexDefinition(Kind.INDEX, List.of("hashkey"))
                            .withPredicate("hashkey > 'f'")),
                    rule("features.small", Kind.PRIMARY_KEY, "hashkey")),
                capacity(4, 16 * GIB)));

    assertThat(plan.builds())
        .extracting(build -> build.planned().table().name())
        .containsExactly("small", "large");
    PlannedBuild small = plan.builds().getFirst().planned();
    PlannedBuild partial = plan.builds().getLast().planned();
    assertThat(partial.place().startMillis())
        .isGreaterThanOrEqualTo(small.allocation().predictedMillis());
    assertThat(plan.warnings())
        .anyMatch(warning -> warning.contains("nothing says how many rows match its predicate"));
  }

  @Test
  void anotherStrategyPlansOtherwiseAndSaysSo() {
    Proposal plan =
        IndexPlanner.plan(
            features().facts(),
            Facts.request(
                List.of(rule("features.*", Kind.PRIMARY_KEY, "hashkey")),
                capacity(4, 16 * GIB),
                Strategies.named("hybrid").orElseThrow()));

    PlannedBuild large = plan.builds().getFirst().planned();
    assertThat(plan.strategy()).isEqualTo("hybrid");
    assertThat(large.allocation().lane()).isEqualTo(Lane.LARGE);
    assertThat(large.allocation().maintenanceWorkMemBytes()).isEqualTo(12 * GIB);
    assertThat(large.allocation().parallelWorkers()).isEqualTo(1);
    assertThat(large.reasoning()).contains("hybrid: a table of 65 GiB is large");
  }

  @Test
  void sizesReadAsPeopleWriteThem() {
    assertThat(SizeText.bytes(512)).isEqualTo("512 B");
    assertThat(SizeText.bytes(13 * 1_048_576 + 500_000)).isEqualTo("13.5 MiB");
    assertThat(SizeText.bytes(64L << 20)).isEqualTo("64 MiB");
    assertThat(SizeText.millis(850)).isEqualTo("850 ms");
    assertThat(SizeText.millis(250_000)).isEqualTo("4 min 10 s");
    assertThat(SizeText.millis(12_000_000)).isEqualTo("3 h 20 min");
  }

  @Test
  void aPartitionsBuildComesAfterThatOfTheWhole() {
    for (TableFacts.Kind first :
        List.of(TableFacts.Kind.PARTITION, TableFacts.Kind.FOREIGN_TABLE)) {
      Facts facts =
          new Facts()
              .table(TableFacts.Kind.PARTITIONED_TABLE, "s.t", -1, 0, bigint("id"))
              .partitionedBy("s.t", "id")
              .table(first, "s.p1", 1_000, 80_000, bigint("id"))
              .partOf("s.p1", "s.t")
              .table(TableFacts.Kind.PARTITION, "s.p2", 1_000, 80_000, bigint("id"))
              .partOf("s.p2", "s.t");
      KeyRule rule = new KeyRule("s.t", new IndexDefinition(Kind.INDEX, List.of("id")));

      Proposal proposal =
          IndexPlanner.plan(
              facts.facts(), Facts.request(List.of(rule), Facts.capacity(4, 4 * Facts.GIB)));

      // Around a foreign partition it is the other way round.
      List<String> order =
          proposal.builds().stream().map(build -> build.planned().table().name()).toList();
      List<PlannedBuild.Place> places =
          proposal.planned().stream().map(PlannedBuild::place).toList();
      if (first == TableFacts.Kind.PARTITION) {
        assertThat(order).hasSize(3).startsWith("t");
        assertThat(places).extracting(PlannedBuild.Place::number).containsExactly(1, 2, 3);
        assertThat(places).extracting(PlannedBuild.Place::partOf).containsExactly(0, 1, 1);
      } else {
        assertThat(order).containsExactly("p2", "t");
        assertThat(places.getLast().blockedBy()).containsExactly(1);
        assertThat(places).extracting(PlannedBuild.Place::partOf).containsExactly(0, 0);
      }
    }
  }

  @Test
  void aroundAForeignPartitionTheWholeComesAfterAllBelowIt() {
    Facts facts =
        new Facts()
            .table(TableFacts.Kind.PARTITIONED_TABLE, "s.t", -1, 0, bigint("id"))
            .partitionedBy("s.t", "id")
            .table(TableFacts.Kind.FOREIGN_TABLE, "s.far", 0, 0, bigint("id"))
            .partOf("s.far", "s.t");
    for (String[] part : new String[][] {{"s.p", "s.t"}, {"s.q", "s.p"}}) {
      facts
          .table(TableFacts.Kind.PARTITIONED_TABLE, part[0], -1, 0, bigint("id"))
          .partitionedBy(part[0], "id")
          .partOf(part[0], part[1]);
    }
    facts
        .table(TableFacts.Kind.PARTITION, "s.leaf", 1_000, 80_000, bigint("id"))
        .partOf("s.leaf", "s.q");

    Proposal proposal =
        IndexPlanner.plan(
            facts.facts(),
            Facts.request(List.of(rule("s.t", Kind.INDEX, "id")), capacity(4, 4 * GIB)));

    // Those of p and q are begun at once and INVALID until that of the leaf is attached.
    assertThat(blockedBy(proposal))
        .isEqualTo(
            Map.of(
                "p", Set.of(),
                "q", Set.of("p"),
                "leaf", Set.of("q"),
                "t", Set.of("p", "q", "leaf")));
  }

  private static Map<String, Set<String>> blockedBy(Proposal proposal) {
    Map<String, String> tables =
        proposal.builds().stream()
            .collect(
                Collectors.toMap(build -> build.job().id(), build -> build.job().table().name()));
    return proposal.builds().stream()
        .collect(
            Collectors.toMap(
                build -> build.job().table().name(),
                build ->
                    build.job().blockedBy().stream()
                        .map(id -> tables.getOrDefault(id, id))
                        .collect(Collectors.toSet())));
  }
}
