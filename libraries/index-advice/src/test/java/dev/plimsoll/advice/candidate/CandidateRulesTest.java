package dev.plimsoll.advice.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.advice.use.PlannedUse;
import dev.plimsoll.advice.use.PlannedUse.Column;
import dev.plimsoll.advice.use.PlannedUse.ConstantCondition;
import dev.plimsoll.advice.use.PlannedUse.ExpressionUse;
import dev.plimsoll.advice.use.PlannedUse.SortColumn;
import dev.plimsoll.advice.use.PlannedUse.TableUse;
import dev.plimsoll.contracts.build.IndexDefinition.Order;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.ServerFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.catalog.TableRights;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class CandidateRulesTest {
  private static final QualifiedName JOB = new QualifiedName("torc", "job");
  private static final long LARGE = 1L << 30;

  /// Use of the table with nothing in it, to add to.
  private static final class Use {
    Set<String> equal = Set.of();
    Set<String> joined = Set.of();
    Set<String> ranged = Set.of();
    Set<String> prefixed = Set.of();
    Set<String> contained = Set.of();
    List<ConstantCondition> constants = List.of();
    List<ExpressionUse> expressions = List.of();
    List<SortColumn> sort = List.of();
    Set<String> needed = Set.of();
    Set<String> alternatives = Set.of();

    PlannedUse statement() {
      TableUse use =
          new TableUse(
              JOB,
              equal,
              joined,
              ranged,
              prefixed,
              contained,
              constants,
              expressions,
              sort,
              false,
              List.of(),
              needed,
              alternatives);
      return new PlannedUse(List.of(use), Map.of(), true);
    }
  }

  private static ColumnFacts column(String name, String type, double distinct, double correlation) {
    return new ColumnFacts(
        name,
        type,
        type.equals("integer") ? 4 : -1,
        4,
        true,
        true,
        null,
        new ColumnFacts.Statistics(4, distinct, 0, correlation, false));
  }

  private static DatabaseFacts facts() {
    TableFacts table =
        new TableFacts(
            JOB,
            TableFacts.Kind.TABLE,
            1_000_000,
            LARGE,
            1,
            null,
            List.of(),
            new TableRights("me", "me", false, true, true, true),
            null);
    return new DatabaseFacts(
        new ServerFacts(
            180_000,
            "18.0",
            "db",
            "me",
            new ServerFacts.Workers(2, 8, 8),
            new ServerFacts.Memory(1, 1, 1),
            1,
            null),
        Map.of(JOB, table),
        Map.of(
            JOB,
            List.of(
                column("id", "integer", -1, 1),
                column("workflow_id", "integer", 200, 0.1),
                column("status", "integer", 8, 0.1),
                column("class", "integer", 50, 0.1),
                column("name", "text", -1, 0.1),
                column("data", "jsonb", -1, 0.1))),
        Map.of(),
        List.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        DatabaseFacts.Findings.NONE);
  }

  private static Set<String> candidates(Use use, Use... others) {
    List<PlannedUse> workload =
        Stream.concat(Stream.of(use), Stream.of(others)).map(Use::statement).toList();
    Rarity rarity = new Rarity(Map.of(new Column(JOB, "status = 2"), 0.05));
    Set<String> found = new TreeSet<>();
    new CandidateRules(facts(), rarity, workload)
        .of(workload.getFirst())
        .forEach(candidate -> found.add(candidate.brief()));
    return found;
  }

  @Test
  void equalityComesBeforeRangeAndOrder() {
    Use use = new Use();
    use.equal = Set.of("workflow_id");
    use.ranged = Set.of("class");
    use.sort = List.of(new SortColumn("id", Order.DESC));

    assertThat(candidates(use))
        .contains("job(workflow_id, class)", "job(workflow_id, id)")
        .doesNotContain("job(class, workflow_id)");
  }

  @Test
  void theColumnThatMoreStatementsCompareComesFirst() {
    Use use = new Use();
    use.equal = Set.of("workflow_id", "status", "class");
    Use another = new Use();
    another.equal = Set.of("status");

    assertThat(candidates(use, another)).contains("job(status, workflow_id, class)");
    assertThat(candidates(use)).contains("job(workflow_id, class, status)");
  }

  @Test
  void aJoinColumnStandsBehindTheEqualities() {
    Use use = new Use();
    use.equal = Set.of("workflow_id", "status");
    use.joined = Set.of("class");

    assertThat(candidates(use)).contains("job(workflow_id, status, class)", "job(class)");
  }

  @Test
  void mixedDirectionsAreOfTheIndex() {
    Use use = new Use();
    use.equal = Set.of("workflow_id");
    use.sort = List.of(new SortColumn("class", Order.DESC), new SortColumn("id", Order.ASC));

    assertThat(candidates(use)).contains("job(workflow_id, class desc, id)");
  }

  @Test
  void fewNarrowColumnsAreIncluded() {
    Use use = new Use();
    use.equal = Set.of("workflow_id");
    use.needed = Set.of("workflow_id", "status", "id");

    assertThat(candidates(use)).contains("job(workflow_id) include (id, status)");
  }

  @Test
  void aRareConstantMakesAPartialIndexAndAFrequentOneDoesNot() {
    Use rare = new Use();
    rare.equal = Set.of("workflow_id", "status");
    rare.constants = List.of(new ConstantCondition("status", "status = 2"));
    Use frequent = new Use();
    frequent.equal = Set.of("workflow_id", "status");
    frequent.constants = List.of(new ConstantCondition("status", "status = 5"));

    assertThat(candidates(rare)).contains("job(workflow_id) where status = 2");
    assertThat(candidates(frequent)).noneMatch(candidate -> candidate.contains("where"));
  }

  @Test
  void expressionsPrefixesDocumentsAndAppendedRangesHaveIndexesOfTheirOwn() {
    Use use = new Use();
    use.expressions = List.of(new ExpressionUse("lower(name)", true));
    use.prefixed = Set.of("name");
    use.contained = Set.of("data");
    use.ranged = Set.of("id");

    assertThat(candidates(use))
        .contains(
            "job((lower(name)))",
            "job(name text_pattern_ops)",
            "job using gin (data)",
            "job using brin (id)");
  }

  @Test
  void eachSideOfAnOrHasAnIndexOfItsOwn() {
    Use use = new Use();
    use.equal = Set.of("workflow_id");
    use.alternatives = Set.of("status", "class");

    assertThat(candidates(use))
        .contains(
            "job(status)", "job(class)", "job(workflow_id, status)", "job(workflow_id, class)")
        .doesNotContain("job(status, class)", "job(class, status)");
  }

  @Test
  void aPatternAnywhereWantsTrigramsWhereTheExtensionIs() {
    Use use = new Use();
    use.contained = Set.of("name", "data");
    PlannedUse statement = use.statement();
    Rarity rarity = new Rarity(Map.of());

    Set<Candidate> with =
        new CandidateRules(facts(), rarity, List.of(statement), "public").of(statement);
    Set<Candidate> without = new CandidateRules(facts(), rarity, List.of(statement)).of(statement);

    assertThat(with)
        .extracting(Candidate::brief)
        .contains("job using gin (name public.gin_trgm_ops)", "job using gin (data)");
    assertThat(without)
        .extracting(Candidate::brief)
        .contains("job using gin (data)")
        .noneMatch(text -> text.contains("name"));
  }
}
