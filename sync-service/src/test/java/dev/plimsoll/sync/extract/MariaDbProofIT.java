package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.DatabaseKind;
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
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.testkit.MariaDb;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.MariaDbExtension;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Asked for proof, a MariaDB says in SQL what it has of each file's rows, at the moment that they
/// were read at, also when the source is changed meanwhile.
@ExtendWith(MariaDbExtension.class)
@QuarkusTest
@TestProfile(SyncProfile.class)
final class MariaDbProofIT {
  private static final int ROWS = 6_000;
  private static final String READER = "prover";
  private static final String PASSWORD = "prover-password";

  private static final String BATCHES =
      """
      SELECT count(*), count(b.digest), sum(b.record_count)
      FROM batch b JOIN extract_table t ON t.id = b.table_id
      WHERE t.extract_id = ?
      """;

  private MariaDbDatabase source;

  @Inject DataSource own;

  @BeforeEach
  void makeTable() throws SQLException {
    source = MariaDb.get().createDatabase("proofs");
    source.execute(
        "CREATE TABLE proven (tenant varchar(5) COLLATE utf8mb4_general_ci, id int, noise varbinary(4096),"
            + " PRIMARY KEY (tenant, id))",
        "INSERT INTO proven SELECT elt(1 + seq % 3, 'a', 'B', '\u00e4 '), seq, concat(random_bytes(1024),"
            + " random_bytes(1024), random_bytes(1024), random_bytes(1024)) FROM seq_1_to_"
            + ROWS,
        "CREATE TABLE none (id int PRIMARY KEY)",
        "CREATE TABLE momentless (id int PRIMARY KEY) ENGINE = MyISAM",
        "INSERT INTO momentless VALUES (1)",
        "ANALYZE TABLE proven",
        "CREATE OR REPLACE USER '%s'@'%%' IDENTIFIED BY '%s'".formatted(READER, PASSWORD),
        "GRANT SELECT ON proofs.* TO '%s'@'%%'".formatted(READER));
    register("proofs", source);
    register(
        "proofs-reader",
        new MariaDbDatabase(source.host(), source.port(), "proofs", READER, PASSWORD));
  }

  private static void register(String name, MariaDbDatabase database) {
    SyncApi.register(name, database.address(), DatabaseKind.MARIADB);
  }

  private static ExtractView start(String from, String table, String strategy, int workers) {
    return SyncApi.start(
        new ExtractRequest(
            from,
            List.of("proofs." + table),
            null,
            null,
            new ReadingRequest(strategy, null, workers),
            new FilesRequest(null, null, null, "source"),
            null,
            null,
            null));
  }

  private void whenAFileIsComplete(String... statements) {
    TestFaults.once(
        SideEffect.COMPLETE_UPLOAD,
        Moment.BEFORE,
        ErrorCode.CONNECTION_LOST,
        () -> {
          try {
            source.execute(statements);
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "proofs, keyset, 2, SNAPSHOT",
    "proofs, stream, 1, SNAPSHOT",
    "proofs-reader, keyset, 1, RANGE",
  })
  void filesAndSourceAreComparedAtOneMoment(
      String from, String strategy, int workers, Consistency consistency) throws SQLException {
    // given
    whenAFileIsComplete(
        "UPDATE proven SET noise = 'changed' WHERE id % 2 = 0",
        "DELETE FROM proven WHERE id % 7 = 0");

    // when
    ExtractView extract = start(from, "proven", strategy, workers);
    TableView table = SyncApi.awaitTable(extract.id(), "proven", TableState.EXTRACTED);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertThat(table.reading().consistency())
        .as("%s", table.reading().why())
        .isEqualTo(consistency);
    assertThat(table.counters().emptyQueries()).isZero();
    assertThat(table.counters().objects()).isGreaterThan(1);
    assertThat(table.counters().rowsExtracted()).isEqualTo(ROWS);
    assertAllProven(extract.id());
  }

  private void assertAllProven(UUID extractId) throws SQLException {
    try (Connection connection = own.getConnection();
        PreparedStatement statement = connection.prepareStatement(BATCHES)) {
      statement.setObject(1, extractId);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        assertThat(row.getLong(2)).isEqualTo(row.getLong(1)).isPositive();
        assertThat(row.getLong(3)).isEqualTo(ROWS);
      }
    }
  }

  @Test
  void anEmptyTableIsProvenToBeEmpty() {
    // when
    ExtractView extract = start("proofs", "none", "stream", 1);

    // then
    TableView table = SyncApi.awaitTable(extract.id(), "none", TableState.EXTRACTED);
    assertThat(table.counters().rowsExtracted()).isZero();
  }

  @Test
  void whatCannotBeProvenByItsSourceIsRefusedWithAWayOut() {
    // when
    ExtractView noMoment = start("proofs", "momentless", "stream", 1);
    ExtractView baseline = start("proofs", "none", "fixed", 1);

    // then
    assertThat(SyncApi.table(noMoment.id(), "momentless").failure().message())
        .contains("knows no moment of its own", "proof of the file");
    assertThat(SyncApi.table(baseline.id(), "none").failure().message())
        .contains("a baseline", "proof of the file");
  }
}
