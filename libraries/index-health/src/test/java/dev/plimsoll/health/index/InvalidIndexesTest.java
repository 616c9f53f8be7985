package dev.plimsoll.health.index;

import static dev.plimsoll.health.Given.index;
import static dev.plimsoll.health.Given.unique;
import static dev.plimsoll.health.Given.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.health.facts.IndexHealth;
import dev.plimsoll.health.facts.IndexHealth.State;
import dev.plimsoll.health.facts.IndexWork;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthVerdict;
import dev.plimsoll.health.finding.WithheldFinding;
import dev.plimsoll.health.finding.WithheldReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InvalidIndexesTest {
  private static final State NOT_VALID = new State(false, true, true, false);
  private static final IndexWork NONE = new IndexWork(List.of(), false);

  private static HealthVerdict judge(IndexHealth index, IndexWork work, IndexHealth... others) {
    List<IndexHealth> all = new ArrayList<>(List.of(others));
    all.add(index);
    return InvalidIndexes.judge(all, work).values().iterator().next();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "t_a_idx_ccnew, DROP INDEX, has left this new copy",
    "t_a_idx_ccnew1, DROP INDEX, has left this new copy",
    "t_a_idx_ccold, DROP INDEX, old copy",
    "plimsoll_build_0123456789ab, DROP INDEX, a build of ours",
    "t_a_idx, REINDEX INDEX CONCURRENTLY, a build that failed",
  })
  void namesWhatHasLeftIt(String name, String statement, String words) {
    HealthFinding finding = (HealthFinding) judge(with(index(1, name, "a"), NOT_VALID), NONE);

    assertThat(finding.sql().getFirst()).startsWith(statement);
    assertThat(finding.rationale()).contains(words);
  }

  @Test
  void dropsWhatAnotherServes() {
    IndexHealth invalid = with(index(1, "i", "a"), NOT_VALID);
    IndexHealth uniqueOne = with(unique(index(1, "i", "a"), ""), NOT_VALID);
    IndexHealth longer = index(2, "longer", "a", "b");

    assertThat(((HealthFinding) judge(invalid, NONE, longer)).sql().getFirst()).startsWith("DROP");
    assertThat(((HealthFinding) judge(uniqueOne, NONE, longer)).sql().getFirst())
        .as("the other proves nothing")
        .startsWith("REINDEX");
  }

  @Test
  void withholdsWhatIsAtWorkOrHidden() {
    IndexHealth invalid = with(index(1, "i", "a"), NOT_VALID);
    IndexWork build = new IndexWork(List.of(new IndexWork.Build(7, 1, 99, "building")), false);
    IndexWork elsewhere = new IndexWork(List.of(new IndexWork.Build(7, 2, 99, "building")), false);
    IndexWork hidden = new IndexWork(List.of(), true);
    IndexHealth dropped = with(index(1, "i", "a"), new State(false, true, true, true));

    assertThat(((WithheldFinding) judge(invalid, build)).reason())
        .isEqualTo(WithheldReason.IN_PROGRESS);
    assertThat(judge(invalid, elsewhere)).isInstanceOf(HealthFinding.class);
    assertThat(((WithheldFinding) judge(invalid, hidden)).reason())
        .isEqualTo(WithheldReason.RIGHT_MISSING);
    assertThat(((WithheldFinding) judge(dropped, NONE)).reason())
        .isEqualTo(WithheldReason.IN_PROGRESS);
  }
}
