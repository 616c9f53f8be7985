package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.TableReading.Consistency;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestFaults;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.receipt.SourceTables;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Asked for proof, each file's digest is what the source has of its rows in the same snapshot,
/// also when the source is changed meanwhile.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class ProofIT {
  private static final String SUM =
      """
      SELECT coalesce(sum(('x' || b.digest)::bit(64)::bigint), 0)::numeric, count(*),
             count(b.digest)
      FROM batch b JOIN extract_table t ON t.id = b.table_id
      WHERE t.extract_id = ?
      """;

  private static TestDatabase source;

  @Inject DataSource own;

  @BeforeAll
  static void makeTables() throws SQLException {
    source = Stack.get().createDatabase("proof_source");
    TestTables.execute(
        source,
        TestTables.FAT.formatted("proven"),
        "ALTER TABLE proven ADD PRIMARY KEY (id)",
        TestTables.FAT.formatted("moving"),
        "ALTER TABLE moving ADD PRIMARY KEY (id)");
  }

  @BeforeEach
  void register() {
    SyncApi.register("proof-source", source);
  }

  @ParameterizedTest
  @ValueSource(strings = {"blocks", "keyset", "stream"})
  void filesAndSourceAreComparedInOneSnapshot(String strategy) throws SQLException {
    // given
    long expected = digestOfSource("moving");
    TestFaults.once(
        SideEffect.COMPLETE_UPLOAD,
        Moment.BEFORE,
        ErrorCode.CONNECTION_LOST,
        () -> {
          try {
            TestTables.execute(source, "UPDATE moving SET id = id + 100000 WHERE id % 2 = 0");
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });

    // when
    ExtractView extract =
        SyncApi.start(
            new ExtractRequest(
                "proof-source",
                List.of("public.moving"),
                null,
                null,
                new ReadingRequest(strategy, null, 1),
                new FilesRequest(null, null, null, "source"),
                null,
                null,
                null));
    TableView table = SyncApi.awaitTable(extract.id(), "moving", TableState.EXTRACTED);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertThat(table.reading().consistency()).isEqualTo(Consistency.SNAPSHOT);
    assertThat(table.counters().objects()).isGreaterThan(1);
    assertThat(digestOfBatches(extract.id())).isEqualTo(expected);
    assertThat(digestOfSource("moving")).isNotEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"blocks", "keyset", "stream", "fixed"})
  void filesAreComparedWithTheRowsThatWereSent(String strategy) throws SQLException {
    // when
    ExtractView extract =
        SyncApi.start(
            new ExtractRequest(
                "proof-source",
                List.of("public.proven"),
                null,
                null,
                new ReadingRequest(strategy, null, 1),
                new FilesRequest(null, null, null, "file"),
                null,
                null,
                null));
    SyncApi.awaitTable(extract.id(), "proven", TableState.EXTRACTED);

    // then
    assertThat(digestOfBatches(extract.id())).isEqualTo(digestOfSource("proven"));
  }

  private static long digestOfSource(String name) throws SQLException {
    SourceTables tables = SourceTables.of(source);
    SourceTable table = tables.table(name);
    return Long.parseUnsignedLong(tables.digest(table.name(), table.columns()).digest(), 16);
  }

  private long digestOfBatches(UUID extractId) throws SQLException {
    try (Connection connection = own.getConnection();
        PreparedStatement statement = connection.prepareStatement(SUM)) {
      statement.setObject(1, extractId);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        assertThat(row.getLong(3)).isEqualTo(row.getLong(2));
        return row.getBigDecimal(1).toBigInteger().longValue();
      }
    }
  }
}
