package dev.plimsoll.sync.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// In a failover, the target's name leads to a standby for a while before that is a primary.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class StandbyTargetIT {
  private static final int ROWS = 500;
  private static final String SET_READ_ONLY =
      """
      DO $$ BEGIN
        EXECUTE format('ALTER DATABASE %%I SET default_transaction_read_only = %s', current_database());
      END $$
      """;
  private static final String REFUSED =
      "SELECT xact_rollback FROM pg_stat_database WHERE datname = '%s'";

  @Test
  void aTableThatCannotBeMadeYetIsMadeLater() throws SQLException {
    // given a target that takes no writes
    FakeLog.get();
    TestDatabase source = Stack.get().createDatabase("standby_source");
    TestDatabase target = Stack.get().createDatabase("standby_target");
    TestTables.execute(
        source,
        "CREATE TABLE early (id int PRIMARY KEY)",
        "INSERT INTO early SELECT generate_series(1, %d)".formatted(ROWS),
        "ANALYZE early");
    SyncApi.register("standby-source", source);
    SyncApi.register("standby-target", target);
    TestTables.execute(target, SET_READ_ONLY.formatted("on"));
    long refused = refused(source, target);

    // when a load has tried to make its table, and the target has become a primary
    ExtractView extract =
        SyncApi.start("standby-source", List.of("public.early"), "standby-target");
    await("a refusal").atMost(Duration.ofMinutes(1)).until(() -> refused(source, target) > refused);
    TestTables.execute(
        target, "SET default_transaction_read_only = off", SET_READ_ONLY.formatted("off"));

    // then the rows are there
    TableView table =
        SyncApi.awaitTable(
            extract.id(),
            "early",
            view -> view.state() == TableState.LOADED || view.state() == TableState.FAILED);
    assertThat(table.failure()).isNull();
    assertThat(TestTables.number(target, "SELECT count(*) FROM early")).isEqualTo(ROWS);
  }

  private static long refused(TestDatabase asked, TestDatabase target) throws SQLException {
    return TestTables.number(asked, REFUSED.formatted(target.address().database()));
  }
}
