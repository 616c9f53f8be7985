package dev.plimsoll.systemtests;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.api.Registrations;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.testkit.Campaign;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Values that no heap has room for beside ordinary tables, with every service at its default heap:
/// the ordinary tables are copied, rows that there is room for with them, the others are refused by
/// key and column, and no process ends.
///
/// A value of 75 MB in every build; one of 1 GB and a row of 200 MB too in a campaign.
@SharedSystem.Asking
final class LargeValuesST {
  private static final int ORDINARY = Campaign.isLong() ? 40 : 6;
  private static final int ORDINARY_ROWS = 20_000;
  private static final int LARGE_ROWS = Campaign.isLong() ? 4 : 2;
  private static final Duration PATIENCE = Duration.ofMinutes(Campaign.isLong() ? 10 : 3);

  // 20 MB that do not compress, as text; half of it as bytes.
  private static final String RANDOM =
      "(SELECT string_agg(md5(%s || i::text), '') FROM generate_series(1, 625000) i)";

  private final SharedSystem system;

  LargeValuesST(SharedSystem system) {
    this.system = system;
  }

  @Test
  void ordinaryTablesAreCopiedAndNoProcessEnds() throws Exception {
    // Given
    DatabaseAddress from = system.createDatabase("large_source");
    DatabaseAddress to = system.createDatabase("large_target");
    Map<String, String> refused = createTables(from);
    SyncApi sync = system.sync();
    Registrations.register(system.planner(), sync, "large", from);
    Registrations.register(system.planner(), sync, "copy", to);
    Map<String, Long> processes = processes();

    // When
    UUID extract =
        sync.start(ExtractRequest.of("large", List.of("public.*"), "copy"), UUID.randomUUID()).id();
    ExtractView ended =
        await("every table has ended")
            .atMost(PATIENCE)
            .until(() -> sync.extract(extract), view -> view.endedAt() != null);

    // Then
    for (TableView table : ended.tables()) {
      String row = refused.get(table.table().name());
      if (row == null) {
        assertThat(table.state()).as("%s", table).isEqualTo(TableState.LOADED);
      } else {
        assertThat(table.failure().code()).as("%s", table).isEqualTo(ErrorCode.VALUE_NOT_CARRIED);
        assertThat(table.failure().message()).contains(row);
      }
    }
    assertThat(ended.tables()).hasSize(ORDINARY + 3 + refused.size());
    sync.startReceipt(extract);
    Receipt receipt =
        await("the receipt")
            .atMost(PATIENCE)
            .until(() -> sync.receipt(extract), read -> read.state() != Receipt.State.RUNNING);
    assertThat(receipt.tables()).hasSize(ORDINARY + 3).allMatch(Receipt.TableReceipt::equal);
    assertThat(receipt.failures()).hasSize(refused.size());
    assertThat(processes()).isEqualTo(processes);
  }

  private Map<String, Long> processes() throws Exception {
    return system
        .launcher()
        .run(0, "status", "--json")
        .json()
        .path("parts")
        .valueStream()
        .collect(toMap(part -> part.path("name").asText(), part -> part.path("pid").asLong()));
  }

  /// @return what is said of the row that is refused, by table
  private Map<String, String> createTables(DatabaseAddress from) throws SQLException {
    Map<String, String> refused = new TreeMap<>();
    try (Connection connection = system.open(from);
        Statement statement = connection.createStatement()) {
      for (int i : IntStream.rangeClosed(1, ORDINARY).toArray()) {
        statement.execute(
            "CREATE TABLE ordinary_%d AS SELECT i AS id, md5(i::text) AS note FROM generate_series(1, %d) i"
                .formatted(i, ORDINARY_ROWS));
        statement.execute("ALTER TABLE ordinary_%d ADD PRIMARY KEY (id)".formatted(i));
      }
      statement.execute("CREATE TABLE texts (id int PRIMARY KEY, body text)");
      statement.execute(
          "INSERT INTO texts SELECT n, %s FROM generate_series(1, %d) n"
              .formatted(RANDOM.formatted("n"), LARGE_ROWS));
      statement.execute("CREATE TABLE bytes (id int PRIMARY KEY, body bytea)");
      statement.execute(
          "INSERT INTO bytes SELECT id, decode(body, 'hex') || decode(body, 'hex') FROM texts");
      statement.execute("CREATE TABLE documents (id int PRIMARY KEY, body jsonb)");
      statement.execute(
          "INSERT INTO documents SELECT id, jsonb_build_object('a', body) FROM texts");
      statement.execute("CREATE TABLE huge (id int PRIMARY KEY, body text)");
      statement.execute(
          "INSERT INTO huge SELECT i, CASE i WHEN 500 THEN repeat('x', 75000000) END FROM generate_series(1, 1000) i");
      refused.put("huge", "column \"body\" of the row with (id) = (500) holds 75,000,000 bytes");
      if (Campaign.isLong()) {
        statement.execute("CREATE TABLE enormous (id int PRIMARY KEY, body text)");
        statement.execute(
            "INSERT INTO enormous SELECT i, CASE i WHEN 7 THEN repeat('y', 1000000000) END FROM generate_series(1, 10) i");
        refused.put(
            "enormous", "column \"body\" of the row with (id) = (7) holds 1,000,000,000 bytes");
        statement.execute(
            "CREATE TABLE broad (id int PRIMARY KEY, a text, b text, c text, d text)");
        statement.execute(
            "INSERT INTO broad SELECT i, t, t, t, t || t FROM generate_series(1, 10) i,"
                + " LATERAL (SELECT CASE i WHEN 3 THEN repeat('z', 40000000) END) AS s (t)");
        refused.put(
            "broad", "of the row with (id) = (3) holds 80,000,000 bytes in a row of 200,000,000");
      }
      statement.execute("ANALYZE");
    }
    return refused;
  }
}
