package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.draft;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A plan stands although some of its tables are odd.
@QuarkusTest
class OddTablesPlanIT {
  private static final int TABLES = 60;

  @Test
  void aPlanStandsAndListsItsOddTables() throws SQLException {
    // given tables that were never analysed, among them one that somebody holds, one whose types
    // have no equality, one with an unusual storage parameter and one that is broken
    TestDatabase database = databaseWithTables("odd_plan", TABLES, 10);
    try (Connection holder = database.connect();
        Statement statement = holder.createStatement()) {
      statement.execute(
          "CREATE TABLE t_shapes AS SELECT i AS id, point(i, i) AS at FROM generate_series(1, 50) i");
      statement.execute("CREATE TABLE t_workers (id bigint) WITH (parallel_workers = 2.0)");
      statement.execute("CREATE TABLE t_broken (id bigint)");
      statement.execute("CREATE INDEX t_broken_i ON t_broken (id) WITH (fillfactor = 70)");
      statement.execute(
          "UPDATE pg_class SET reloptions = '{fillfactor=none}' WHERE relname = 't_broken_i'");
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE t7 IN ACCESS EXCLUSIVE MODE");
      register(
          registration(
              "odd_plan",
              database,
              capacity(),
              List.of(
                  rule("public.t*", Kind.PRIMARY_KEY, "id"),
                  new KeyRule(
                      "public.t_shapes",
                      new IndexDefinition(Kind.INDEX, List.of("at")).withMethod("gist")))));

      // when it is planned
      PlanView draft = draft("odd_plan");

      // then every other table has its build, and those two say why they have none
      assertThat(draft.builds()).hasSize(TABLES - 1 + 3);
      assertThat(draft.findings().refused())
          .extracting(refusal -> refusal.table().name(), PlanView.Refusal::code)
          .containsExactlyInAnyOrder(
              tuple("t7", ErrorCode.LOCK_TIMEOUT), tuple("t_broken", ErrorCode.TABLE_UNREADABLE));
      assertThat(draft.findings().refused())
          .extracting(PlanView.Refusal::reason)
          .anySatisfy(reason -> assertThat(reason).contains("public.t7", "holds ACCESS EXCLUSIVE"));
      holder.rollback();
    }

    // and it is planned when nobody holds it any more
    assertThat(draft("odd_plan").builds()).extracting(build -> build.table().name()).contains("t7");
  }
}
