package dev.plimsoll.sync.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.RedshiftPlan;
import dev.plimsoll.contracts.sync.RedshiftPlan.TablePlan;
import dev.plimsoll.contracts.sync.RedshiftRequest;
import dev.plimsoll.sync.Bucket;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// There is no Redshift here. The statements around COPY are run against PostgreSQL, whose grammar
/// they are of, too; COPY itself is replaced by the rows that it would load.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class RedshiftPlanIT {
  private static final String ROLE = "arn:aws:iam::123456789012:role/loader";

  @Test
  void aTableIsPlannedOrRefusedByItselfAndItsTransactionLoadsItOnce() throws SQLException {
    // given
    FakeLog.get();
    TestDatabase source = Stack.get().createDatabase("redshift_source");
    TestDatabase target = Stack.get().createDatabase("redshift_target");
    SyncApi.register("redshift-source", source);
    TestTables.execute(
        source,
        "CREATE TABLE plain (id int PRIMARY KEY, name varchar(20))",
        "INSERT INTO plain SELECT i, 'n' || i FROM generate_series(1, 100) i",
        "CREATE TABLE keyed (id uuid PRIMARY KEY)");
    ExtractView extract = SyncApi.start("redshift-source", List.of("public.*"), null);
    SyncApi.awaitTable(extract.id(), "plain", TableState.EXTRACTED);
    SyncApi.awaitTable(extract.id(), "keyed", TableState.EXTRACTED);

    // when
    String answer =
        SyncApi.request()
            .body(Json.write(new RedshiftRequest(extract.id(), ROLE, 4, null)))
            .post("/api/v1/loads/redshift/explain")
            .asString();

    // then
    RedshiftPlan plan = Json.read(answer, RedshiftPlan.class);
    TablePlan keyed = table(plan, "keyed");
    assertThat(keyed.failure().code()).as(answer).isEqualTo(ErrorCode.UNSUPPORTED_TYPE);
    assertThat(keyed.failure().message()).contains("\"id\" uuid");
    assertThat(keyed.sql()).isEmpty();
    TablePlan plain = table(plan, "plain");
    assertThat(plain.rows()).isEqualTo(100);
    assertThat(plain.remarks())
        .anyMatch(remark -> remark.contains("--files 4"))
        .anyMatch(remark -> remark.contains("--codec snappy"));
    String manifest = Objects.requireNonNull(plain.manifest());
    assertThat(Bucket.keys(extract.id())).anyMatch(key -> manifest.endsWith("/" + key));

    // when
    List<String> sql = replaced(plain.sql());
    TestTables.execute(
        target,
        "CREATE FUNCTION pg_last_copy_count() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) FROM plain); END'");
    run(target, sql);

    // then
    assertThat(TestTables.number(target, "SELECT count(*) FROM plain")).isEqualTo(100);
    assertThatThrownBy(() -> run(target, sql)).hasMessageContaining("division by zero");
    assertThat(TestTables.number(target, "SELECT count(*) FROM plain")).isEqualTo(100);

    // when
    TestTables.execute(
        target,
        "TRUNCATE plimsoll.table_load",
        "DROP TABLE plain CASCADE",
        "CREATE TABLE plain (name varchar(80), id integer)");

    // then
    assertThatThrownBy(() -> run(target, sql)).hasMessageContaining("division by zero");
    assertThat(TestTables.number(target, "SELECT count(*) FROM plain")).isZero();
  }

  private static TablePlan table(RedshiftPlan plan, String name) {
    return plan.tables().stream()
        .filter(table -> table.table().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> replaced(List<String> sql) {
    return sql.stream()
        .map(
            statement ->
                statement.startsWith("COPY ")
                    ? "INSERT INTO plain (id, name) SELECT i, 'n' || i FROM generate_series(1, 100) i"
                    : statement)
        .toList();
  }

  // In one session, which ends with the first failure.
  private static void run(TestDatabase target, List<String> sql) throws SQLException {
    TestTables.execute(target, String.join(";\n", sql));
  }
}
