package dev.plimsoll.offsetlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What of the processed-flag design PostgreSQL itself refuses, and what it does otherwise than was
/// said: `docs/concepts/processed-flag-design.md` has it on record, line by line.
class ProcessedFlagDesignIT {
  private static final String TABLES =
      """
      CREATE TABLE record_batch_events (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(), place bigint GENERATED ALWAYS AS IDENTITY,
        topic_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000001',
        partition integer NOT NULL, n_records bigint NOT NULL DEFAULT 1,
        s3_key varchar(255) NOT NULL DEFAULT 'key', processed boolean DEFAULT false,
        created_at timestamptz DEFAULT now());
      CREATE INDEX idx_rbe_unprocessed_ordered
        ON record_batch_events (topic_id, partition, processed, created_at);
      CREATE TABLE topic_partitions (
        topic_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000001',
        partition integer NOT NULL, start_offset bigint NOT NULL DEFAULT 0,
        end_offset bigint NOT NULL DEFAULT 0 CHECK (end_offset >= 0),
        CHECK (end_offset >= start_offset), PRIMARY KEY (topic_id, partition));
      CREATE TABLE record_batches (place bigint, end_offset bigint);
      """;

  /// In the order of `place`: what the order of its ids would do is a test of its own.
  private static final String LOCK_EVENTS =
      """
      SELECT e.* FROM record_batch_events e WHERE e.processed = false
      ORDER BY e.place LIMIT 10 FOR UPDATE SKIP LOCKED
      """;

  private static final String MATERIALIZE =
      """
      WITH locked_events AS (%s), locked_partitions AS (
        SELECT tp.* FROM topic_partitions tp WHERE (tp.topic_id, tp.partition) IN (
          SELECT DISTINCT e.topic_id, e.partition FROM locked_events e) FOR UPDATE OF tp
      ), placed AS (
        SELECT e.place, e.topic_id, e.partition, tp.end_offset + sum(e.n_records)
          OVER (PARTITION BY e.topic_id, e.partition ORDER BY e.place) AS end_offset
        FROM locked_events e JOIN locked_partitions tp USING (topic_id, partition)
      ), inserted AS (
        INSERT INTO record_batches SELECT place, end_offset FROM placed
      ), advanced AS (
        UPDATE topic_partitions tp SET end_offset = m.end_offset FROM (
          SELECT topic_id, partition, max(end_offset) AS end_offset
          FROM placed GROUP BY topic_id, partition) m
        WHERE (tp.topic_id, tp.partition) = (m.topic_id, m.partition)
      )
      UPDATE record_batch_events e SET processed = true FROM placed p WHERE e.place = p.place
      """
          .formatted(LOCK_EVENTS);

  private static TestDatabase database;

  @BeforeAll
  static void create() {
    database = Stack.get().createDatabase("seed_two");
  }

  @BeforeEach
  void createTables() throws SQLException {
    run("DROP TABLE IF EXISTS record_batch_events, topic_partitions, record_batches", TABLES);
  }

  @Test
  void aWindowFunctionMayNotStandInWhere() {
    assertThatThrownBy(
            () ->
                run(
                    """
                    WITH RECURSIVE offset_calc AS (
                      SELECT id, row_number() OVER (PARTITION BY partition ORDER BY created_at) AS rn
                      FROM record_batch_events
                      WHERE row_number() OVER (PARTITION BY partition ORDER BY created_at) = 1
                      UNION ALL
                      SELECT e.id, oc.rn + 1 FROM record_batch_events e JOIN offset_calc oc USING (id)
                    )
                    SELECT * FROM offset_calc
                    """))
        .hasMessageContaining("window functions are not allowed in WHERE");
  }

  @ParameterizedTest
  @CsvSource({
    "shared_buffers = '1GB', cannot be changed without restarting the server",
    "checkpoint_segments = 32, unrecognized configuration parameter",
    "checkpoint_completion_target = 0.9, cannot be changed now"
  })
  void theseSettingsAreNotASessions(String setting, String refusal) {
    assertThatThrownBy(() -> run("SET " + setting)).hasMessageContaining(refusal);
  }

  @Test
  void hintsAreCommentsAndChangeNoPlan() throws SQLException {
    addEvents(1_000);
    String join =
        """
        e.* FROM record_batch_events e JOIN topic_partitions tp
          ON e.topic_id = tp.topic_id AND e.partition = tp.partition WHERE e.processed = false
        """;

    String plan = plan("SELECT " + join);
    assertThat(plan("/*+ LEADING(tp e) */ SELECT /*+ USE_NL(e tp) */ " + join)).isEqualTo(plan);
    assertThat(plan).doesNotContain("Nested Loop");
  }

  @Test
  void itsIndexDoesNotGiveWhatIsToBeDoneInItsOrder() throws SQLException {
    // given much that is done and little that is not
    addEvents(50_000);
    run(
        "UPDATE record_batch_events SET processed = true WHERE place <= 49990",
        "VACUUM ANALYZE record_batch_events");

    // then all of that is sorted for the oldest ten
    assertThat(plan(LOCK_EVENTS)).contains("Sort");

    // but not by an index of what is to be done
    run("CREATE INDEX to_be_done ON record_batch_events (place) WHERE NOT processed");
    assertThat(plan(LOCK_EVENTS)).contains("to_be_done").doesNotContain("Sort");
  }

  @Test
  void inTheOrderOfItsRandomIdsNoProducersOrderHolds() throws SQLException {
    addEvents(1_000);

    List<Long> places = numbers("SELECT place FROM record_batch_events ORDER BY id");

    assertThat(places).hasSize(1_000).isNotEqualTo(sorted(places));
  }

  @Test
  void neighboursOfAPartitionGoToTwoWorkersAndComeOutTurnedRound() throws SQLException {
    run("INSERT INTO topic_partitions (partition) VALUES (0)");
    run("INSERT INTO record_batch_events (partition) SELECT 0 FROM generate_series(1, 20)");
    try (Connection slow = database.connect();
        Statement statement = slow.createStatement()) {
      // given a worker that has locked its events and not yet their partition
      slow.setAutoCommit(false);
      statement.executeQuery(LOCK_EVENTS).close();

      // when another one is faster
      run(MATERIALIZE);
      statement.execute(MATERIALIZE);
      slow.commit();
    }

    // then every offset is given once, and the later batches have the lower ones
    assertThat(numbers("SELECT end_offset FROM record_batches ORDER BY end_offset"))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 20).boxed().toList());
    assertThat(numbers("SELECT place FROM record_batches ORDER BY end_offset"))
        .startsWith(11L)
        .endsWith(10L);
  }

  @Test
  void theFirstTenPartitionsAreServedForEver() throws SQLException {
    addEvents(1_100);

    assertThat(
            numbers(
                """
                SELECT partition FROM (
                  SELECT DISTINCT topic_id, partition FROM record_batch_events
                  WHERE processed = false ORDER BY topic_id, partition LIMIT 10) b
                """))
        .doesNotContain(10L, 15L);
  }

  @Test
  void aNegativeCountIsTakenAndOverlaps() throws SQLException {
    run("INSERT INTO topic_partitions (partition) VALUES (0)");
    run("INSERT INTO record_batch_events (partition, n_records) VALUES (0, 5), (0, -3), (0, 5)");

    run(MATERIALIZE);

    assertThat(numbers("SELECT end_offset FROM record_batches ORDER BY place"))
        .containsExactly(5L, 2L, 7L);
  }

  private static void addEvents(int count) throws SQLException {
    run(
        "INSERT INTO topic_partitions (partition) SELECT generate_series(0, 15)",
        "INSERT INTO record_batch_events (partition) SELECT i %% 16 FROM generate_series(1, %d) i"
            .formatted(count),
        "ANALYZE record_batch_events",
        "ANALYZE topic_partitions");
  }

  private static void run(String... statements) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String plan(String sql) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("EXPLAIN (COSTS OFF) " + sql)) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
    return String.join("\n", lines);
  }

  private static List<Long> numbers(String sql) throws SQLException {
    List<Long> numbers = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        numbers.add(rows.getLong(1));
      }
    }
    return numbers;
  }

  private static List<Long> sorted(List<Long> numbers) {
    return numbers.stream().sorted(Comparator.naturalOrder()).toList();
  }
}
