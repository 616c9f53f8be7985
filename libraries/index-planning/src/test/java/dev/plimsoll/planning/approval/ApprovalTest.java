package dev.plimsoll.planning.approval;

import static dev.plimsoll.planning.Facts.GIB;
import static dev.plimsoll.planning.Facts.bigint;
import static dev.plimsoll.planning.Facts.capacity;
import static dev.plimsoll.planning.Facts.hashkey;
import static dev.plimsoll.planning.Facts.index;
import static dev.plimsoll.planning.Facts.name;
import static dev.plimsoll.planning.Facts.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.PlanDiff;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planning.Facts;
import dev.plimsoll.planning.plan.IndexPlanner;
import dev.plimsoll.planning.plan.Proposal;
import dev.plimsoll.planning.strategy.Strategies;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.ColumnFacts.Collation.Provider;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.catalog.TableRights;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ApprovalTest {
  private static final Capacity CAPACITY = capacity(4, 16 * GIB);
  private static final long ROWS = 40_000_000;

  private static Facts facts(long rows, ColumnFacts key) {
    return new Facts()
        .table("features.large", rows, rows * 170, key)
        .table("features.small", 50_000, 9_000_000, hashkey());
  }

  private static Proposal propose(DatabaseFacts facts, String strategy) {
    KeyRule rule =
        new KeyRule("features.*", new IndexDefinition(Kind.PRIMARY_KEY, List.of("hashkey")));
    return IndexPlanner.plan(
        facts, Facts.request(List.of(rule), CAPACITY, Strategies.named(strategy).orElseThrow()));
  }

  private static PlanSnapshot snapshot(DatabaseFacts facts) {
    return PlanSnapshot.of(propose(facts, "moldable"), facts);
  }

  private static final DatabaseFacts BEFORE = facts(ROWS, hashkey()).facts();

  @Test
  void theHashIsThatOfWhatWouldBeDone() {
    PlanSnapshot plan = snapshot(BEFORE);

    assertThat(plan.hash()).matches("[0-9a-f]{64}").isEqualTo(snapshot(BEFORE).hash());
    assertThat(snapshot(facts(2 * ROWS, hashkey()).facts()).hash()).isNotEqualTo(plan.hash());
    assertThat(PlanSnapshot.of(propose(BEFORE, "hybrid"), BEFORE).hash()).isNotEqualTo(plan.hash());
    assertThat(new PlanSnapshot("moldable", capacity(5, 16 * GIB), plan.builds()).hash())
        .isNotEqualTo(plan.hash());
    assertThat(new PlanSnapshot(plan.strategy(), plan.capacity(), plan.builds().reversed()).hash())
        .as("order counts")
        .isNotEqualTo(plan.hash());
  }

  @Test
  void aFewRowsMoreAreNotAnotherPlan() {
    // a class of sizes is a tenth wide, and this number of rows is in the middle of one
    long rows = Math.round(Math.pow(1.1, 170.5));
    PlanSnapshot plan = snapshot(facts(rows, hashkey()).facts());
    DatabaseFacts later = facts(rows + rows / 100, hashkey()).facts();

    assertThat(PlanSnapshot.sizeClass(rows)).isEqualTo(PlanSnapshot.sizeClass(rows + rows / 100));
    assertThat(Drift.since(plan, later, CAPACITY)).isEmpty();
  }

  @Test
  void aSnapshotSurvivesItsStorage() {
    PlanSnapshot plan = snapshot(BEFORE);

    PlanSnapshot read = Json.read(Json.write(plan), PlanSnapshot.class);

    assertThat(read).isEqualTo(plan);
    assertThat(read.hash()).isEqualTo(plan.hash());
  }

  @Test
  void nothingMovedWhereNothingMoved() {
    assertThat(Drift.since(snapshot(BEFORE), BEFORE, CAPACITY)).isEmpty();
  }

  private static List<String> words(DatabaseFacts now, Capacity capacity) {
    return Drift.since(snapshot(BEFORE), now, capacity);
  }

  @Test
  void aTableThatVanishedGrewOrIsAnotherOne() {
    DatabaseFacts gone = new Facts().table("features.small", 50_000, 9_000_000, hashkey()).facts();
    assertThat(words(gone, CAPACITY)).containsExactly("features.large is gone");

    assertThat(words(facts(ROWS * 109 / 100, hashkey()).facts(), CAPACITY)).isEmpty();
    assertThat(words(facts(ROWS * 111 / 100, hashkey()).facts(), CAPACITY))
        .containsExactly(
            "features.large grew: 44,400,000 rows in 7.0 GiB, planned with 40,000,000 in 6.3 GiB");

    DatabaseFacts first = withOid(BEFORE, 16_384);
    PlanSnapshot plan = snapshot(first);
    assertThat(Drift.since(plan, withOid(BEFORE, 17_000), CAPACITY))
        .containsExactly("features.large is another table by the same name (oid 17000, was 16384)");
  }

  private static DatabaseFacts withOid(DatabaseFacts facts, long oid) {
    TableFacts table = facts.tables().get(name("features.large"));
    assertThat(table).isNotNull();
    return facts.with(
        new TableFacts(
            name("features.large"),
            TableFacts.Kind.TABLE,
            ROWS,
            ROWS * 170,
            oid,
            null,
            List.of(),
            new TableRights("owner", "owner", false, true, true, true),
            null),
        facts.columnsOf(name("features.large")));
  }

  @Test
  void aTableThatGotItsKeyOrAnotherOrWhoseNameIsTaken() {
    Facts keyed =
        facts(ROWS, hashkey()).index(index("features.large", "by_hand", true, true, "hashkey"));
    assertThat(words(keyed.facts(), CAPACITY))
        .containsExactly("features.large has its primary key (hashkey) meanwhile: by_hand");

    Facts other =
        facts(ROWS, hashkey()).index(index("features.large", "other_key", true, true, "id"));
    assertThat(words(other.facts(), CAPACITY))
        .anyMatch(said -> said.equals("features.large got another primary key: other_key"));

    Facts taken = facts(ROWS, hashkey()).table("features.large_pkey", 1, 8_192, bigint("id"));
    assertThat(words(taken.facts(), CAPACITY))
        .containsExactly("the name large_pkey in features is taken meanwhile");
  }

  @Test
  void anIndexThatAppearedWithoutDoingTheJobIsSaidToo() {
    IndexFacts plain = index("features.large", "by_hash", false, false, "hashkey");
    IndexFacts defined =
        new IndexFacts(
            plain.table(),
            plain.name(),
            plain.shape(),
            true,
            8_192,
            "CREATE INDEX by_hash ON features.large USING btree (hashkey)",
            "");

    assertThat(words(facts(ROWS, hashkey()).index(defined).facts(), CAPACITY))
        .containsExactly(
            "features.large got CREATE INDEX by_hash ON features.large USING btree (hashkey)");
  }

  @Test
  void aColumnWhoseCollationChangedOrThatIsGone() {
    assertThat(words(facts(ROWS, text("hashkey", 65, Provider.ICU, "en-US")).facts(), CAPACITY))
        .containsExactly(
            "features.large: hashkey is text collate default (ICU en-US), was text collate default"
                + " (C C)");
    assertThat(words(facts(ROWS, bigint("id")).facts(), CAPACITY))
        .containsExactly("features.large has no column hashkey any more");
  }

  @Test
  void aLoadLineThatWasChanged() {
    assertThat(
            words(BEFORE, new Capacity(2, 8 * GIB, 4, 100 * GIB, 200 * GIB, CapacityLimits.NONE)))
        .containsExactly(
            "the load line's cores is 2, planned with 4",
            "the load line's memory is 8 GiB, planned with 16 GiB");
  }

  @Test
  void plansDifferByTheirBuildsAndByWhatTheseGet() {
    List<PlannedBuild> before =
        propose(BEFORE, "moldable").builds().stream().map(Proposal.Build::planned).toList();
    DatabaseFacts more =
        facts(2 * ROWS, hashkey()).table("features.added", 1_000, 200_000, hashkey()).facts();
    List<PlannedBuild> after =
        propose(more, "default").builds().stream().map(Proposal.Build::planned).toList();

    List<PlanDiff.Change> diff = PlannedBuildsDiff.between(before, after);

    assertThat(diff).extracting(PlanDiff.Change::kind).doesNotContain(PlanDiff.Kind.REMOVED);
    assertThat(diff.getFirst().kind()).isEqualTo(PlanDiff.Kind.ADDED);
    assertThat(diff.getFirst().table()).isEqualTo(name("features.added"));
    assertThat(diff.get(1).kind()).isEqualTo(PlanDiff.Kind.CHANGED);
    assertThat(diff.get(1).what())
        .anyMatch(what -> what.startsWith("memory: "))
        .anyMatch(what -> what.startsWith("duration: "));
    assertThat(PlannedBuildsDiff.between(after, before))
        .filteredOn(change -> change.kind() == PlanDiff.Kind.REMOVED)
        .extracting(PlanDiff.Change::table)
        .containsExactly(name("features.added"));
    assertThat(PlannedBuildsDiff.between(before, before)).isEmpty();
    assertThat(PlannedBuildsDiff.between(before, before.reversed()))
        .extracting(PlanDiff.Change::what)
        .containsExactly(List.of("place: 1 instead of 2"), List.of("place: 2 instead of 1"));
  }
}
