package dev.plimsoll.builder.recipe;

import static dev.plimsoll.contracts.build.IndexDefinition.Kind.INDEX;
import static dev.plimsoll.contracts.build.IndexDefinition.Kind.PRIMARY_KEY;
import static dev.plimsoll.contracts.build.IndexDefinition.Kind.UNIQUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.builder.ChangedCommand;
import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Column;
import dev.plimsoll.builder.catalog.TargetTableFacts.Constraint;
import dev.plimsoll.builder.catalog.TargetTableFacts.Index;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.database.RegisteredDatabase;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.catalog.TableRights;
import dev.plimsoll.postgres.index.IndexShape;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What each step decides, from facts alone.
final class StepDecisionTest {
  private static final UUID ID = UUID.fromString("0123abcd-4567-89ef-0000-000000000000");
  private static final String OWN = "plimsoll_build_0123abcd4567";

  @Test
  void namesItsOwnThings() {
    assertThat(BuildNames.index(ID)).isEqualTo(OWN);
    assertThat(BuildNames.isUnfinished(OWN)).isTrue();
    assertThat(BuildNames.isUnfinished("plimsoll_build_of_a_person")).isFalse();
    assertThat(BuildNames.isUnfinished(OWN + "0")).isFalse();
    assertThat(BuildNames.session(build(INDEX)))
        .isEqualTo("plimsoll/0123abcd-4567-89ef-0000-000000000000/2")
        .satisfies(name -> assertThat(BuildNames.isSessionOf(ID, name)).isTrue())
        .satisfies(name -> assertThat(BuildNames.isSessionOf(UUID.randomUUID(), name)).isFalse());
    assertThat(BuildNames.isSessionOf(ID, BuildNames.watcher(build(INDEX)))).isFalse();
  }

  @Test
  void createsWhatIsNotThere() {
    assertThat(new CreateIndex().decide(build(PRIMARY_KEY), table())).isEqualTo(StepDecision.RUN);
  }

  @Test
  void goesOnWithAnIndexThatAnEarlierDeliveryFinished() {
    TargetTableFacts table = table(index(OWN, true, true, false, "a", "b"));
    assertThat(new CreateIndex().decide(build(PRIMARY_KEY), table))
        .isEqualTo(StepDecision.ALREADY_DONE);
    assertThat(new AttachKey().decide(build(PRIMARY_KEY), table)).isEqualTo(StepDecision.RUN);
    assertThat(new RenameIndex().decide(build(UNIQUE), table)).isEqualTo(StepDecision.RUN);
  }

  @Test
  void doesNothingWhereTheDefinitionIsSatisfiedByAnyName() {
    TargetTableFacts table = table(index("by_hand", true, true, true, "a", "b"));
    for (IndexDefinition.Kind kind : IndexDefinition.Kind.values()) {
      Recipe recipe = Recipe.of(build(kind), table);
      assertThat(recipe.beforeClaim())
          .containsExactly(new CheckTarget(), new TryDefinition(), new CheckObstacles());
      for (RecipeStep step : recipe.underClaim()) {
        assertThat(step.decide(build(kind), table))
            .as("%s for %s", step.name(), kind)
            .isIn(
                step instanceof VerifyIndex
                    ? List.of(StepDecision.RUN)
                    : List.of(StepDecision.ALREADY_DONE, StepDecision.NOT_NEEDED));
      }
    }
  }

  @Test
  void isNotSatisfiedByWhatIsLess() {
    BuildCommand key = build(PRIMARY_KEY);
    for (Index less :
        List.of(
            index("not_unique", true, false, false, "a", "b"),
            index("other_order", true, true, true, "b", "a"),
            index("longer", true, true, true, "a", "b", "c"),
            index("invalid", false, true, true, "a", "b"),
            index("no_key", true, true, false, "a", "b"),
            partial("partial", "a", "b"))) {
      assertThat(table(less).satisfying(key.definition())).as(less.name()).isEmpty();
    }
  }

  @Test
  void clearsOnlyInvalidIndexesThatCarryABuildsName() {
    assertThat(clears(index(OWN, false, true, false, "a"))).isTrue();
    assertThat(clears(index("plimsoll_build_ffffffffffff", false, true, false, "a"))).isTrue();
    assertThat(clears(index(OWN, true, true, false, "a"))).isFalse();
    assertThat(clears(index("theirs", false, true, false, "a"))).isFalse();
    assertThat(clears(builtBy(4711, index(OWN, false, true, false, "a")))).isFalse();
  }

  @Test
  void reportsAnInvalidIndexOfSomebodyElse() {
    Index theirs = index("theirs", false, true, false, "a", "b");
    assertThat(new CheckObstacles().decide(build(PRIMARY_KEY), table(theirs)))
        .isInstanceOfSatisfying(
            StepDecision.Refuse.class,
            it -> assertThat(it.code()).isEqualTo(ErrorCode.FOREIGN_INVALID_INDEX));
    // One that covers something else is nobody's business here.
    assertThat(
            new CheckObstacles()
                .decide(build(PRIMARY_KEY), table(index("theirs", false, true, false, "a"))))
        .isEqualTo(StepDecision.RUN);
  }

  @Test
  void provesOnlyColumnsThatNeedIt() {
    assertThat(new ProveNotNull().decide(build(PRIMARY_KEY), table())).isEqualTo(StepDecision.RUN);
    TargetTableFacts proven =
        table(column("a", true, null), column("b", true, null), List.of(), List.of());
    assertThat(new ProveNotNull().decide(build(PRIMARY_KEY), proven))
        .isEqualTo(StepDecision.NOT_NEEDED);
  }

  @Test
  void givesItsProofsTheirUsualNamesWhenItAttachesTheKey() {
    TargetTableFacts table =
        table(
            column("a", true, null),
            column("b", true, null),
            List.of(),
            List.of(
                new Constraint(OWN + "_nn1", true),
                new Constraint(OWN + "_nn2", true),
                new Constraint("t_b_not_null", true)));
    assertThat(AttachKey.statements(build(PRIMARY_KEY), table))
        .containsExactly(
            "ALTER TABLE \"s\".\"t\" RENAME CONSTRAINT \"plimsoll_build_0123abcd4567_nn1\" TO"
                + " \"t_a_not_null\"",
            "ALTER TABLE \"s\".\"t\" ADD CONSTRAINT \"final\" PRIMARY KEY USING INDEX"
                + " \"plimsoll_build_0123abcd4567\"");
  }

  @Test
  void looksForDuplicatesAmongWholeKeys() {
    assertThat(DuplicateKeys.query(build(UNIQUE)))
        .contains(
            "concat_ws(', ', left(\"a\"::text, 100), left(\"b\"::text, 100))",
            "WHERE \"a\" IS NOT NULL AND \"b\" IS NOT NULL",
            "GROUP BY \"a\", \"b\"");
  }

  @Test
  void remembersTheWorkersThatTheTableHad() {
    // given a build that asks for 5 workers of a table that has 2 of its own, or none
    BuildCommand build = withTableWorkers(build(INDEX));
    TargetTableFacts none = facts(null, List.of(), List.of(), List.of(), List.of());
    TargetTableFacts two = facts(2, List.of(), List.of(), List.of(), List.of());
    assertThat(TableWorkers.raising(build, none))
        .containsExactly(
            "CREATE TYPE \"s\".\"plimsoll_workers_3_5_none\" AS ENUM ()",
            "ALTER TABLE \"s\".\"t\" SET (parallel_workers = 5)");
    assertThat(TableWorkers.raising(build, two).getFirst()).contains("plimsoll_workers_3_5_2");

    // when it is done, what was there comes back
    TargetTableFacts raised =
        facts(5, List.of("plimsoll_workers_3_5_2"), List.of(), List.of(), List.of());
    assertThat(new RaiseWorkers().decide(build, raised)).isEqualTo(StepDecision.ALREADY_DONE);
    assertThat(TableWorkers.restoring(build, raised))
        .containsExactly(
            "ALTER TABLE \"s\".\"t\" SET (parallel_workers = 2)",
            "DROP TYPE \"s\".\"plimsoll_workers_3_5_2\"");
    TargetTableFacts raisedFromNone =
        facts(5, List.of("plimsoll_workers_3_5_none"), List.of(), List.of(), List.of());
    assertThat(TableWorkers.restoring(build, raisedFromNone))
        .startsWith("ALTER TABLE \"s\".\"t\" RESET (parallel_workers)");

    // and what somebody has set meanwhile stays
    TargetTableFacts changed =
        facts(3, List.of("plimsoll_workers_3_5_none"), List.of(), List.of(), List.of());
    assertThat(TableWorkers.restoring(build, changed))
        .containsExactly("DROP TYPE \"s\".\"plimsoll_workers_3_5_none\"");

    // and the next build that asks for other workers remembers the first value, not the last
    TargetTableFacts leftAt4 =
        facts(4, List.of("plimsoll_workers_3_4_none"), List.of(), List.of(), List.of());
    assertThat(TableWorkers.raising(build, leftAt4))
        .containsExactly(
            "ALTER TABLE \"s\".\"t\" RESET (parallel_workers)",
            "DROP TYPE \"s\".\"plimsoll_workers_3_4_none\"",
            "CREATE TYPE \"s\".\"plimsoll_workers_3_5_none\" AS ENUM ()",
            "ALTER TABLE \"s\".\"t\" SET (parallel_workers = 5)");
    assertThat(new ClearLeftover().decide(build(INDEX), leftAt4)).isEqualTo(StepDecision.RUN);
    assertThat(new ClearLeftover().decide(build, leftAt4)).isEqualTo(StepDecision.NOT_NEEDED);
  }

  private static BuildCommand withTableWorkers(BuildCommand build) {
    return ChangedCommand.of(
        build, Map.of("allocation", new BuildCommand.Allocation(64 << 20, 5, true, 1_000)));
  }

  private static boolean clears(Index index) {
    return new ClearLeftover().decide(build(PRIMARY_KEY), table(index)).equals(StepDecision.RUN);
  }

  private static BuildCommand build(IndexDefinition.Kind kind) {
    return new BuildCommand(
        ID,
        2,
        new RegisteredDatabase("d", 1),
        new QualifiedName("s", "t"),
        new IndexDefinition(kind, List.of("a", "b")),
        "final",
        new BuildCommand.Slot(Lane.SMALL, 0),
        new BuildCommand.Allocation(64 << 20, 0, false, 1000),
        List.of());
  }

  private static TargetTableFacts table(Index... indexes) {
    return table(column("a", false, null), column("b", true, null), List.of(indexes), List.of());
  }

  private static TargetTableFacts table(
      Column a, Column b, List<Index> indexes, List<Constraint> constraints) {
    return facts(
        null,
        List.of(),
        List.of(a, new Column(2, b.name(), b.notNull(), b.unproven(), 0)),
        indexes,
        constraints);
  }

  private static TargetTableFacts facts(
      @Nullable Integer parallelWorkers,
      List<String> marks,
      List<Column> columns,
      List<Index> indexes,
      List<Constraint> constraints) {
    return new TargetTableFacts(
        new TargetTableFacts.Server(180006, false, 1, 2),
        new TargetTableFacts.Relation(
            new QualifiedName("s", "t"),
            3,
            "r",
            true,
            new TableRights("u", "u", false, true, true, true),
            true),
        new TargetTableFacts.Workers(parallelWorkers, marks),
        columns,
        indexes,
        List.of(),
        constraints,
        new TargetTableFacts.Family(false, List.of(), null),
        null);
  }

  private static Column column(String name, boolean notNull, @Nullable String unproven) {
    return new Column(1, name, notNull, unproven, 0);
  }

  private static Index index(
      String name, boolean valid, boolean unique, boolean primary, String... columns) {
    return indexWhere("", name, valid, unique, primary, columns);
  }

  private static Index partial(String name, String... columns) {
    return indexWhere(IndexShape.UNREAD, name, true, true, true, columns);
  }

  private static Index indexWhere(
      String predicate,
      String name,
      boolean valid,
      boolean unique,
      boolean primary,
      String... columns) {
    IndexShape shape =
        new IndexShape(
            "btree",
            new IndexShape.Uniqueness(unique, false, primary, false, false, primary),
            Stream.of(columns)
                .map(
                    column ->
                        new IndexShape.Key(
                            column,
                            "",
                            new IndexShape.Key.OperatorClass("x.y", true),
                            IndexShape.Key.KeyCollation.USUAL,
                            IndexDefinition.Order.ASC))
                .toList(),
            List.of(),
            predicate,
            new IndexShape.Storage(0, Map.of(), "pg_default"));
    return new Index(7, name, valid, shape, true, null, null);
  }

  private static Index builtBy(int pid, Index index) {
    return new Index(
        index.oid(),
        index.name(),
        index.valid(),
        index.shape(),
        index.analyzed(),
        index.attachedTo(),
        pid);
  }
}
