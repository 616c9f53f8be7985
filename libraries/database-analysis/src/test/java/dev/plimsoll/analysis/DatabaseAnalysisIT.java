package dev.plimsoll.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.advice.AdvisedIndex;
import dev.plimsoll.contracts.advice.AnalysisRequest;
import dev.plimsoll.contracts.advice.AnalysisResult;
import dev.plimsoll.contracts.advice.HealthAdvice;
import dev.plimsoll.contracts.advice.IndexAdvice;
import dev.plimsoll.contracts.advice.IndexAdvice.Gain;
import dev.plimsoll.contracts.advice.IndexAdvice.Source;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Analyses of a shop whose orders lack an index, and have another one twice.
final class DatabaseAnalysisIT {
  private static final String SHOP =
      """
      CREATE SCHEMA shop;
      CREATE TABLE shop.orders AS
        SELECT i AS id, i % 3000 AS customer_id, i % 5 AS state, repeat('x', 60) AS note
        FROM generate_series(1, 60000) i;
      CREATE INDEX once ON shop.orders (id);
      CREATE INDEX twice ON shop.orders (id);
      CREATE TABLE shop.calm AS SELECT i AS id, i % 10 AS kind FROM generate_series(1, 2000) i;
      CREATE TABLE shop.visit (id int, at int) PARTITION BY RANGE (at);
      CREATE TABLE shop.visit_low PARTITION OF shop.visit FOR VALUES FROM (0) TO (20000);
      CREATE TABLE shop.visit_high PARTITION OF shop.visit DEFAULT;
      INSERT INTO shop.visit SELECT i, i FROM generate_series(1, 60000) i;
      ANALYZE;
      """;
  private static final String STATEMENT = "SELECT note FROM shop.orders WHERE customer_id = ?";

  private static TestDatabase observed;
  private static TestDatabase bare;

  @BeforeAll
  static void fill() throws SQLException {
    bare = Stack.get().createDatabase("analysed_bare");
    try (Connection connection = bare.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(SHOP);
    }
    observed = Stack.get().copyDatabase(bare, "analysed");
    try (Connection connection = observed.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION pg_stat_statements");
      try (PreparedStatement query = connection.prepareStatement(STATEMENT)) {
        for (int i = 0; i < 20; i++) {
          query.setInt(1, i);
          query.execute();
        }
      }
    }
  }

  private static AnalysisRequest request(boolean verify, @Nullable String workload, String... of) {
    return new AnalysisRequest(null, verify, List.of(of), workload, List.of());
  }

  private static AnalysisResult run(TestDatabase database, AnalysisRequest request) {
    AnalysisOptions options = AnalysisOptions.of("advice_scratch");
    List<String> phases = new ArrayList<>();
    AnalysisResult result =
        DatabaseAnalysis.run(
            new TestSessions(database),
            request,
            options.withLimits(options.statements(), 1L << 20, Duration.ofSeconds(2)),
            phases::add);
    assertThat(phases).isNotEmpty();
    // It travels.
    assertThat(Json.read(Json.write(result), AnalysisResult.class)).isEqualTo(result);
    return result;
  }

  private static IndexAdvice advice(AnalysisResult result) {
    assertThat(result.unadvised()).isNull();
    return Objects.requireNonNull(result.advice());
  }

  @Test
  void whatWasRunGetsItsIndexAndWhatIsThereTwiceIsFound() {
    AnalysisResult result = run(observed, request(false, null));

    IndexAdvice advice = advice(result);
    assertThat(advice.evidence().source()).isEqualTo(Source.STATISTICS);
    assertThat(advice.evidence().since()).isNotNull();
    AdvisedIndex index = advice.indexes().getFirst();
    assertThat(index.definition().columns()).first().isEqualTo("customer_id");
    assertThat(index.affected().getFirst().text()).contains("FROM shop.orders");
    assertThat(index.affected().getFirst().calls()).isEqualTo(20);
    assertThat(index.affected().getFirst().gain()).isEqualTo(Gain.FORETOLD);
    assertThat(result.health().findings())
        .extracting(HealthAdvice.Finding::code)
        .contains("index-duplicate");
  }

  @Test
  void ofOtherTablesNothingIsProposed() {
    AnalysisResult result = run(observed, request(false, null, "shop.calm"));

    assertThat(advice(result).indexes()).isEmpty();
    assertThat(result.health().tables()).isEqualTo(1);
    assertThatThrownBy(() -> run(observed, request(false, null, "none.*")))
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_NOT_FOUND));
  }

  @Test
  void withoutStatisticsTheFindingsStandAloneAndAWorkloadHelps() throws SQLException {
    AnalysisResult unknown = run(bare, request(false, null));
    assertThat(unknown.advice()).isNull();
    assertThat(Objects.requireNonNull(unknown.unadvised()).code())
        .isEqualTo(ErrorCode.STATEMENTS_UNKNOWN);
    assertThat(unknown.health().findings()).isNotEmpty();

    // when the same statement is given twice under one name, and measured on a clone
    String workload =
        """
        -- name: mine
        -- calls: 100
        SELECT note FROM shop.orders WHERE customer_id = $1;
        -- name: mine
        SELECT count(*) FROM shop.orders WHERE customer_id = 7 AND state = 2
        """;
    IndexAdvice advice = advice(run(bare, request(true, workload, "shop.orders")));

    assertThat(advice.evidence().statements()).isEqualTo(2);
    assertThat(advice.total().gain()).isEqualTo(Gain.MEASURED);
    assertThat(advice.notes()).anyMatch(note -> note.startsWith("the clone has "));
    assertThat(advice.indexes())
        .flatExtracting(AdvisedIndex::affected)
        .extracting(AdvisedIndex.Affected::id)
        .contains("mine", "mine #2");
    try (Connection connection = bare.connect();
        Statement statement = connection.createStatement();
        ResultSet scratch =
            statement.executeQuery("SELECT FROM pg_namespace WHERE nspname = 'advice_scratch'")) {
      assertThat(scratch.next()).isFalse();
    }
  }

  @Test
  void whatIsPartitionedIsAnalysedAsOneTable() {
    String workload = "SELECT at FROM shop.visit WHERE id = $1";

    // Partitions alone want nothing, and a note says why
    IndexAdvice parts = advice(run(bare, request(false, workload, "shop.visit_*")));
    assertThat(parts.indexes()).isEmpty();
    assertThat(parts.notes())
        .anyMatch(note -> note.startsWith("partitions of shop.visit were asked for without it"));

    // The whole is measured on a sample, by the bytes of its partitions
    IndexAdvice whole = advice(run(bare, request(true, workload, "shop.visit")));
    assertThat(whole.total().gain()).isEqualTo(Gain.MEASURED);
    assertThat(whole.notes()).anyMatch(note -> note.startsWith("the clone has "));
    assertThat(whole.indexes())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.table().name()).isEqualTo("visit");
              assertThat(one.createSql()).startsWith("CREATE INDEX ").doesNotContain("CONCURR");
            });
  }

  /// EXPLAIN computes what it takes for constant, with the rights of the role that explains.
  @Test
  void whatAStatementCallsCannotWriteWhileItIsExplained() throws SQLException {
    TestDatabase planted = Stack.get().copyDatabase(bare, "analysed_planted");
    try (Connection connection = planted.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE shop.stolen (what text);
          CREATE FUNCTION shop.sneaky() RETURNS int VOLATILE LANGUAGE plpgsql AS $$
            BEGIN
              BEGIN
                PERFORM set_config('transaction_read_only', 'off', false);
              EXCEPTION WHEN OTHERS THEN NULL;
              END;
              INSERT INTO shop.stolen VALUES (current_user); RETURN 1;
            END $$;
          CREATE FUNCTION shop.plain() RETURNS int IMMUTABLE LANGUAGE plpgsql AS
            $$ BEGIN RETURN shop.sneaky(); END $$;
          """);
    }

    String sql = "SELECT note FROM shop.orders WHERE customer_id = shop.plain()";
    AnalysisResult result = run(planted, request(false, sql));

    assertThat(advice(result).evidence().statements()).isOne();
    assertThat(stolen(planted)).isZero();
    // And it is no harmless statement: explained by others, it does write
    try (Connection connection = planted.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("EXPLAIN " + sql);
    }
    assertThat(stolen(planted)).isPositive();
  }

  private static int stolen(TestDatabase planted) throws SQLException {
    try (Connection connection = planted.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM shop.stolen")) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void whatIsNoWorkloadIsRefusedBeforeAnythingIsRead() {
    for (String workload : List.of("-- calls: many\nSELECT 1", "SELECT 'open", " ")) {
      assertThatThrownBy(() -> DatabaseAnalysis.check(request(false, workload)))
          .isInstanceOfSatisfying(
              PlimsollException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
    assertThatThrownBy(() -> DatabaseAnalysis.check(request(false, null, "orders")))
        .isInstanceOf(PlimsollException.class);
  }
}
