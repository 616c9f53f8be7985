package dev.plimsoll.builder.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Column;
import dev.plimsoll.builder.run.AttemptsInMemory;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.database.RegisteredDatabase;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The way to NOT NULL of servers before 18, which later ones still understand.
@ExtendWith(StackExtension.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OlderServersIT {
  private static final LockRetryPolicy QUICK =
      new LockRetryPolicy(Duration.ofMillis(100), 5, Duration.ofMillis(10), Duration.ofMillis(20));

  private TestDatabase database;
  private BuildCommand build;

  @BeforeEach
  void aTable(Stack stack) throws SQLException {
    database = stack.createDatabase("builder_older");
    sql("CREATE TABLE t AS SELECT g AS a, g AS \"B b\", g AS c FROM generate_series(1, 100) g");
    build =
        new BuildCommand(
            UUID.randomUUID(),
            1,
            new RegisteredDatabase("older", 1),
            new QualifiedName("public", "t"),
            new IndexDefinition(IndexDefinition.Kind.PRIMARY_KEY, List.of("a", "B b")),
            "t_pkey",
            new BuildCommand.Slot(Lane.SMALL, 0),
            new BuildCommand.Allocation(64 << 20, 0, false, 1),
            List.of());
  }

  @Test
  void provesByACheckThatItTakesAwayAgain() throws SQLException {
    try (BuildSession session = session()) {
      new ProveNotNull().run(session, asOf17(session.read()));
      TargetTableFacts after = session.read();
      assertThat(after.nullableColumns(build.definition())).isEmpty();
      assertThat(after.column("c").map(Column::notNull)).contains(false);
      assertThat(after.constraints()).noneMatch(it -> it.name().startsWith("plimsoll"));
    }
  }

  @Test
  void goesOnWithACheckThatAnEarlierDeliveryAdded() throws SQLException {
    sql(
        "ALTER TABLE t ADD CONSTRAINT \"plimsoll_build_%s_check\" CHECK (a IS NOT NULL AND \"B b\" IS NOT NULL) NOT VALID"
            .formatted(build.buildId().toString().replace("-", "").substring(0, 12)));
    try (BuildSession session = session()) {
      new ProveNotNull().run(session, asOf17(session.read()));
      assertThat(session.read().nullableColumns(build.definition())).isEmpty();
    }
  }

  @Test
  void leavesNothingWhereThereIsANull() throws SQLException {
    sql("INSERT INTO t VALUES (1, NULL, 1)");
    try (BuildSession session = session()) {
      TargetTableFacts before = session.read();
      assertThatThrownBy(() -> new ProveNotNull().run(session, asOf17(before)))
          .isInstanceOfSatisfying(
              PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NULL_KEYS))
          .hasMessage("public.t holds rows where a or B b is NULL");
      assertThat(session.read().constraints()).isEmpty();
    }
  }

  @Test
  void whoFreezesWithinAShortLockKeepsReadersOutForSecondsOnly() throws SQLException {
    try (BuildSession session = session()) {
      session.shortlyLocked(
          session.read(),
          List.of(
              """
              DO $$ BEGIN
                ASSERT current_setting('idle_in_transaction_session_timeout') = '5s';
              END $$
              """));
    }
  }

  private BuildSession session() throws SQLException {
    return new BuildSession(
        database.connect(),
        build,
        QUICK,
        new StopSignal(),
        new CancelSignal(),
        new AttemptsInMemory(),
        sentence -> {});
  }

  private static TargetTableFacts asOf17(TargetTableFacts table) {
    TargetTableFacts.Server server = table.server();
    return new TargetTableFacts(
        new TargetTableFacts.Server(
            170_004, server.standby(), server.clockMillis(), server.backendPid()),
        table.relation(),
        table.workers(),
        table.columns(),
        table.indexes(),
        table.takenNames(),
        table.constraints(),
        table.family(),
        table.wanted());
  }

  private void sql(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
