package dev.plimsoll.benchmarks.advise.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.advice.Advice;
import dev.plimsoll.advice.AdviceRequest;
import dev.plimsoll.advice.Advisor;
import dev.plimsoll.advice.choice.Budget;
import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.advice.evidence.WorkloadFile;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The benchmark's database at a fiftieth of its size.
final class ManyTablesIT {
  @Test
  void everyStatementIsReadAndHalfOfTheTimeSaved() throws SQLException {
    ManyTables few = new ManyTables(20, 100, 2_000, 7);
    TestDatabase database = Stack.get().createDatabase("many_tables");
    try (Connection connection = database.connect()) {
      few.create(connection);
    }

    Advice advice =
        new Advisor(() -> database.dataSource(ManyTables.SCHEMA).getConnection())
            .advise(WorkloadFile.parse(few.workload()), AdviceRequest.byCosts(Budget.UNLIMITED));

    assertThat(advice.unread()).isEmpty();
    assertThat(advice.recommendations()).hasSizeGreaterThan(10);
    assertThat(advice.total().ratio()).isGreaterThan(1.5);
  }

  @Test
  void statementsAreDistinct() {
    List<ObservedStatement> statements =
        WorkloadFile.parse(new ManyTables(1_000, 5_000, 1, 7).workload());

    assertThat(statements).hasSize(5_000);
    assertThat(statements).extracting(ObservedStatement::text).doesNotHaveDuplicates();
    assertThat(statements).extracting(ObservedStatement::id).doesNotHaveDuplicates();
  }
}
