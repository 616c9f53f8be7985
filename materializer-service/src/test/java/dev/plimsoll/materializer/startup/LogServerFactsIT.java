package dev.plimsoll.materializer.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.LogServer.Finding;
import dev.plimsoll.materializer.startup.LogServerFacts.Slot;
import dev.plimsoll.testkit.Stack;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LogServerFactsIT {
  private static final int POOL = 12;

  @Test
  void readsEverySettingThatTheRulesLookAt() throws SQLException {
    try (Connection connection = Stack.get().connect("plimsoll");
        Statement statement = connection.createStatement();
        ResultSet connections = statement.executeQuery("SHOW max_connections")) {
      connections.next();
      int maxConnections = connections.getInt(1);
      LogServerFacts facts = LogServerFacts.of(connection);

      Set<String> read = new HashSet<>(ServerSettings.READ);
      if (Stack.get().majorVersion() >= 17) {
        read.remove("old_snapshot_threshold"); // went with it
      }
      if (Stack.get().majorVersion() < 16) {
        read.remove("reserved_connections"); // came with that
      }
      assertThat(facts.settings().keySet()).isEqualTo(read);
      assertThat(facts.settings().get("shared_buffers"))
          .isEqualTo(new LogServerFacts.Setting("256MB", 256L << 20));
      assertThat(facts.settings().get("max_connections"))
          .isEqualTo(new LogServerFacts.Setting(Integer.toString(maxConnections), maxConnections));
      assertThat(facts.settings().get("max_slot_wal_keep_size").number()).isEqualTo(-1);
    }
  }

  @Test
  void judgesByWhatASessionReallyHas() throws SQLException {
    try (Connection connection = Stack.get().connect("plimsoll");
        Statement statement = connection.createStatement()) {
      // given a role or a database may set it otherwise than the server does
      statement.execute("SET synchronous_commit = off");

      assertThat(ServerSettings.findings(LogServerFacts.of(connection), POOL))
          .extracting(Finding::setting)
          .contains("synchronous_commit");
    }
  }

  @Test
  void seesASlotThatNobodyReads() throws SQLException {
    try (Connection connection = Stack.get().connect("plimsoll");
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_create_physical_replication_slot('server_facts_it', true)");
      try {
        // when WAL is written after it
        statement.execute("SELECT pg_switch_wal()");

        List<Slot> slots = LogServerFacts.of(connection).slots();
        assertThat(slots)
            .filteredOn(slot -> slot.name().equals("server_facts_it"))
            .singleElement()
            .satisfies(
                slot -> {
                  assertThat(slot.active()).isFalse();
                  assertThat(slot.retainedBytes()).isPositive();
                });
      } finally {
        statement.execute("SELECT pg_drop_replication_slot('server_facts_it')");
      }
    }
  }
}
