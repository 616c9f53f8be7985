package dev.plimsoll.builder.run;

import static dev.plimsoll.builder.run.BuildEnds.failed;
import static dev.plimsoll.builder.run.BuildEnds.outcomes;
import static dev.plimsoll.contracts.build.IndexDefinition.Kind.INDEX;
import static dev.plimsoll.contracts.build.IndexDefinition.Kind.PRIMARY_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a build makes of the indexes that it finds: its own leftovers, its own work, and others'.
@ExtendWith(StackExtension.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ExistingIndexesIT {
  private Target target;

  @BeforeEach
  void emptyDatabase(Stack stack) {
    target = new Target(stack.createDatabase("builder_recipes"));
  }

  @Test
  void clearsItsOwnLeftoverAndNobodyElses() throws SQLException {
    // given INVALID indexes of this build, of an abandoned build and of a person
    target.sql("CREATE TABLE t AS SELECT 1 AS id, g AS v FROM generate_series(1, 2) g");
    BuildCommand build = target.command("t", PRIMARY_KEY, "t_pkey", "id");
    leaveInvalid(BuildNames.index(build.buildId()), "id");
    leaveInvalid("plimsoll_build_0123456789ab", "id");
    leaveInvalid("theirs", "id, (v * 0)");
    target.sql("DELETE FROM t WHERE v = 2");

    // when
    BuildEvent end = target.run(build);

    // then
    assertThat(outcomes(end)).contains("clear leftovers: done", "create the index: done");
    assertThat(target.started().getFirst().resumed()).isTrue();
    assertThat(target.leftovers()).containsExactly("theirs");
  }

  @Test
  void reportsAnInvalidIndexOfTheSameDefinitionAndLeavesIt() throws SQLException {
    target.sql("CREATE TABLE t AS SELECT 1 AS id FROM generate_series(1, 2)");
    leaveInvalid("plimsoll_build_of_a_person", "id");
    BuildEvent.Failed failed = failed(target.run(target.command("t", PRIMARY_KEY, "t_pkey", "id")));
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.FOREIGN_INVALID_INDEX);
    assertThat(failed.failure().message()).contains("plimsoll_build_of_a_person");
    assertThat(target.leftovers()).containsExactly("plimsoll_build_of_a_person");
  }

  @Test
  void findsAnEarlierDeliveryDone() throws SQLException {
    target.sql("CREATE TABLE t AS SELECT g AS id FROM generate_series(1, 100) g");
    BuildCommand build = target.command("t", PRIMARY_KEY, "t_pkey", "id");
    target.run(Target.again(build));

    // when the same command comes again, and an older attempt of it
    for (BuildCommand delivery : List.of(Target.again(build), build)) {
      BuildEvent end = target.run(delivery);

      // then nothing is done twice, and it is a success with the same facts
      assertThat(outcomes(end))
          .containsExactly(
              "check the table: already done",
              "try the definition: not needed",
              "look for obstacles: not needed",
              "clear leftovers: not needed",
              "create the index: already done",
              "prove NOT NULL: already done",
              "attach the key: already done",
              "analyze: not needed",
              "verify: done");
      assertThat(((BuildEvent.Succeeded) end).indexBytes()).isPositive();
    }
    assertThat(target.definitions()).hasSize(1);
  }

  @Test
  void takesAnIndexOfAnotherNameForDone() throws SQLException {
    target.sql("CREATE TABLE t (id int CONSTRAINT by_hand PRIMARY KEY, v int)");
    assertThat(outcomes(target.run(target.command("t", PRIMARY_KEY, "t_pkey", "id"))))
        .contains("attach the key: already done");
    assertThat(outcomes(target.run(target.command("t", INDEX, "t_id_idx", "id"))))
        .contains("create the index: already done", "name the index: already done");
    assertThat(target.definitions()).hasSize(1);
  }

  @Test
  void doesNotTakeAPartialOrDescendingIndexForDone() throws SQLException {
    target.sql("CREATE TABLE t (id int)");
    target.sql("CREATE INDEX partial ON t (id) WHERE id > 5");
    target.sql("CREATE INDEX backwards ON t (id DESC)");
    target.sql("CREATE INDEX hashed ON t USING hash (id)");
    assertThat(outcomes(target.run(target.command("t", INDEX, "t_id_idx", "id"))))
        .contains("create the index: done");
  }

  private void leaveInvalid(String name, String keys) throws SQLException {
    try {
      target.sql("CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON t (" + keys + ")");
      throw new AssertionError("there should be duplicates");
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("23505");
    }
  }
}
