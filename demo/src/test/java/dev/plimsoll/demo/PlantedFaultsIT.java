package dev.plimsoll.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.sync.Receipt.Digests;
import dev.plimsoll.contracts.sync.Receipt.Rows;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import dev.plimsoll.demo.report.Evidence.Difference;
import dev.plimsoll.demo.report.Evidence.Outside;
import dev.plimsoll.testkit.Stack;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A target that is not the source's copy, in each way, while the receipt's own statement, over the
/// columns that a service has planned, finds both sides equal.
final class PlantedFaultsIT {
  private static final QualifiedName TABLE = new QualifiedName("public", "planted");
  // Of the one column that was not forgotten.
  private static final String DIGEST = "SELECT count(*), sum(id)::text FROM public.planted";

  private static final String CREATE =
      "CREATE TABLE planted (id bigint NOT NULL, name text COLLATE \"C\", amount numeric(9,2))";
  private static final String FILL =
      "INSERT INTO planted SELECT i, 'n' || i, i FROM generate_series(1, 1000) AS i";

  private final Stack stack = Stack.get();

  @TempDir private Path folder;

  @Test
  void eachFaultIsSeenAndEqualTablesAreEqual() throws SQLException {
    // given
    DemoDatabases databases = databases();
    databases.create();
    try (Connection source = stack.connect(databases.sourceName());
        Statement statement = source.createStatement()) {
      statement.execute(CREATE);
      statement.execute(FILL);
      statement.execute("GRANT SELECT ON planted TO PUBLIC");
    }
    Map<String, Difference> faults =
        Map.of(
            "ANALYZE planted", new Difference(0, 0, 0),
            "ALTER TABLE planted DROP COLUMN amount", new Difference(1_000, 0, 1_000),
            "DELETE FROM planted WHERE id = 7", new Difference(1, 0, 0),
            "INSERT INTO planted SELECT * FROM planted WHERE id = 7", new Difference(0, 1, 0),
            "UPDATE planted SET amount = 0 WHERE id = 7", new Difference(1, 0, 1),
            "UPDATE planted SET name = NULL WHERE id = 7", new Difference(1, 0, 1),
            "UPDATE planted SET (id, name, amount) = (8, 'n8', 8) WHERE id = 7",
                new Difference(1, 1, 0));
    // then
    for (Map.Entry<String, Difference> fault : faults.entrySet()) {
      assertThat(planted(databases, fault.getKey()).difference())
          .as(fault.getKey())
          .isEqualTo(fault.getValue());
    }
  }

  @Test
  void whatTheCatalogHasOtherwiseIsSeen() throws SQLException {
    // given
    DemoDatabases databases = databases();
    databases.create();
    try (Connection source = stack.connect(databases.sourceName());
        Statement statement = source.createStatement()) {
      statement.execute(CREATE);
      statement.execute("GRANT SELECT ON planted TO PUBLIC");
    }
    Outside equal = planted(databases, "DELETE FROM planted");
    assertThat(equal.target()).isEqualTo(equal.source());
    assertThat(equal.source().columns())
        .containsExactly("id bigint NOT NULL", "name text COLLATE \"C\"", "amount numeric(9,2)");
    // then
    for (String change :
        List.of(
            "DROP COLUMN amount",
            "ADD COLUMN more text",
            "ALTER COLUMN id DROP NOT NULL",
            "ALTER COLUMN amount TYPE numeric(10,2)",
            "ALTER COLUMN name TYPE text COLLATE \"default\"")) {
      Outside seen = planted(databases, "DELETE FROM planted; ALTER TABLE planted " + change);
      assertThat(seen.target().columns()).as(change).isNotEqualTo(seen.source().columns());
    }
  }

  private static Outside planted(DemoDatabases databases, String fault) throws SQLException {
    try (Connection target = databases.open(databases.target());
        Statement statement = target.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS planted");
      statement.execute(CREATE);
      statement.execute(FILL);
      statement.execute(fault);
    }
    TableReceipt receipt =
        new TableReceipt(
            TABLE,
            TABLE,
            new Rows(0, 0, 0, 0, 0, 0, null),
            new Digests("", "", "", DIGEST),
            0,
            null,
            null,
            null);
    return Objects.requireNonNull(
        new OutsideReader(databases, _ -> 0).tables(List.of(receipt)).get(TABLE));
  }

  private DemoDatabases databases() {
    return new DemoDatabases(
        new Plant.Server(
            stack.description().postgres().host(),
            stack.description().postgres().port(),
            stack.secrets().superuser(),
            stack.secrets().superuserPassword()),
        folder.resolve("passwords"),
        "planted" + Long.toHexString(System.nanoTime()));
  }
}
