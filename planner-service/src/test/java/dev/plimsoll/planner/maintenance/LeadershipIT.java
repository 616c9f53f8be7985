package dev.plimsoll.planner.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// One leader at a time, and none that writes after its lease.
@ExtendWith(StackExtension.class)
final class LeadershipIT {
  @Test
  void whatAFormerLeaderWritesIsRefused(Stack stack) throws Exception {
    TestDatabase database = stack.createDatabase("maintenance_leader");
    execute(database, table());
    Transactions transactions = new Transactions(database.dataSource("public"));
    Leadership one = new Leadership(transactions, UUID.randomUUID(), Duration.ofMinutes(1));
    Leadership other = new Leadership(transactions, UUID.randomUUID(), Duration.ofMinutes(1));

    long first = Objects.requireNonNull(one.acquire());
    assertThat(one.acquire()).as("renewed").isEqualTo(first);
    assertThat(other.acquire()).as("it is led").isNull();
    require(transactions, one, first);

    // when it is frozen past its lease
    execute(database, "UPDATE maintenance_leader SET until = now() - interval '1 second'");
    assertThatThrownBy(() -> require(transactions, one, first))
        .isInstanceOf(PlimsollException.class);
    long second = Objects.requireNonNull(other.acquire());

    assertThat(second).isGreaterThan(first);
    assertThatThrownBy(() -> require(transactions, one, first))
        .isInstanceOf(PlimsollException.class);
    assertThat(one.acquire()).isNull();
    require(transactions, other, second);

    // when the leader ends
    other.resign();
    assertThat(one.acquire()).isGreaterThan(second);
  }

  private static void require(Transactions transactions, Leadership leadership, long epoch)
      throws SQLException {
    transactions.run(
        connection -> {
          leadership.require(connection, epoch);
          return true;
        });
  }

  /// As the migration has it.
  private static String table() throws IOException {
    try (InputStream migration =
        Leadership.class.getResourceAsStream("/db/migration/V9__maintenance.sql")) {
      String sql =
          new String(Objects.requireNonNull(migration).readAllBytes(), StandardCharsets.UTF_8);
      int begin = sql.indexOf("CREATE TABLE maintenance_leader");
      return sql.substring(begin, sql.indexOf(";", begin));
    }
  }

  private static void execute(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
