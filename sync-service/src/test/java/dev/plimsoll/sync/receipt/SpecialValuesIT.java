package dev.plimsoll.sync.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ColumnsRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.SpecialValuesRule;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.contracts.sync.Receipt.SpecialColumn;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values that readers of Parquet do not agree on become what a request says, and a receipt tells
/// of those that are kept.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class SpecialValuesIT {
  private static TestDatabase source;

  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("special_source");
    TestTables.execute(
        source,
        "CREATE TABLE odd (id int PRIMARY KEY, kept timestamptz NOT NULL, nulled timestamptz NOT NULL,"
            + " clamped date, texted timestamp, amount numeric(12,2) NOT NULL, worded numeric(12,2))",
        "INSERT INTO odd VALUES"
            + " (1, '2024-05-06', '2024-05-06', '2024-05-06', '2024-05-06', 1.5, 1.5),"
            + " (2, 'infinity', 'infinity', 'infinity', 'infinity', 'NaN', 'NaN'),"
            + " (3, '-infinity', '-infinity', '-infinity', '-infinity', 3, NULL),"
            + " (4, '294260-01-01', '294260-01-01', '0044-03-15 BC', '294260-01-01', 4, 4)",
        "CREATE TABLE plain (id int PRIMARY KEY, at timestamptz)",
        "INSERT INTO plain VALUES (1, '0001-01-01'), (2, '9999-12-31 23:59:59.999999'), (3, NULL)");
  }

  private static ExtractView start(
      List<String> tables, @Nullable String target, SpecialValuesRule... rules) {
    SyncApi.register("special-source", source);
    return SyncApi.start(
        new ExtractRequest(
            "special-source",
            tables,
            target,
            null,
            null,
            new FilesRequest(null, null, null, "source"),
            new ColumnsRequest(null, List.of(rules)),
            null,
            null));
  }

  @Test
  void eachColumnIsReadAsItsRuleSays() throws SQLException {
    // given
    TestDatabase target = Stack.get().createDatabase("special_target");
    SyncApi.register("special-target", target);

    // when
    ExtractView extract =
        start(
            List.of("public.*"),
            "special-target",
            new SpecialValuesRule("*.*.*", "keep"),
            new SpecialValuesRule("public.odd.nulled", "null"),
            new SpecialValuesRule("public.odd.clamped", "clamp"),
            new SpecialValuesRule("public.odd.texted", "text"),
            new SpecialValuesRule("public.odd.amount", "null"),
            new SpecialValuesRule("public.odd.worded", "text"));

    // then
    SyncApi.awaitTable(extract.id(), "odd", TableState.LOADED);
    SyncApi.awaitTable(extract.id(), "plain", TableState.LOADED);
    assertThat(rows(target))
        .containsExactly(
            "1|2024-05-06 00:00:00+00|2024-05-06 00:00:00+00|2024-05-06|2024-05-06 00:00:00|1.50|1.50",
            "2|infinity||9999-12-31|infinity||NaN",
            "3|-infinity||0001-01-01|-infinity|3.00|",
            "4|294260-01-01 00:00:00+00||0001-01-01|294260-01-01 00:00:00|4.00|4.00");
    Receipt receipt = SyncApi.awaitReceipt(extract.id());
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
    assertThat(receipt.tables().getFirst().specialValues())
        .containsExactly(
            new SpecialColumn("kept", 3, "keep"),
            new SpecialColumn("nulled", 0, "null"),
            new SpecialColumn("clamped", 0, "clamp"),
            new SpecialColumn("amount", 0, "null"));
    assertThat(receipt.tables().getLast().specialValues())
        .containsExactly(new SpecialColumn("at", 0, "keep"));
  }

  @ParameterizedTest
  @CsvSource({"kept, moment", "clamped, day"})
  void aRuleMayRefuseThem(String column, String what) {
    // when
    ExtractView extract =
        start(
            List.of("public.odd"),
            null,
            new SpecialValuesRule("*.*.amount", "null"),
            new SpecialValuesRule("*.*.worded", "null"),
            new SpecialValuesRule("*.*." + column, "refuse"));

    // then
    TableView failed = SyncApi.awaitTable(extract.id(), "odd", TableState.FAILED);
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.VALUE_NOT_CARRIED);
    assertThat(failed.failure().message())
        .contains(
            "column \"" + column + "\" of the row with (id) = (2) holds a " + what + " outside of");
  }

  @ParameterizedTest
  @CsvSource({"public.odd, null", "*.*.*, nothing"})
  void aRuleThatMeansNothingIsRefused(String columns, String as) {
    SyncApi.register("special-source", source);
    SyncApi.request()
        .body(
            "{\"source\":\"special-source\",\"tables\":[\"public.odd\"],\"columns\":{\"specialValues\":[{\"columns\":\"%s\",\"as\":\"%s\"}]}}"
                .formatted(columns, as))
        .post("/api/v1/extracts")
        .then()
        .statusCode(400);
  }

  private static List<String> rows(TestDatabase target) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      try (ResultSet row =
          statement.executeQuery(
              "SELECT id || '|' || kept || '|' || coalesce(nulled::text, '') || '|' || clamped || '|' || texted"
                  + " || '|' || coalesce(amount::text, '') || '|' || coalesce(worded::text, '')"
                  + " FROM odd ORDER BY id")) {
        while (row.next()) {
          rows.add(row.getString(1));
        }
      }
    }
    return rows;
  }
}
