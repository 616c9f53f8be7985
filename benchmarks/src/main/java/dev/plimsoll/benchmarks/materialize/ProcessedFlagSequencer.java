package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/// Sequencer with an events table: each event is a row with a processed flag. One statement locks
/// events, adds up, inserts, advances and marks.
///
/// It is corrected only as far as it needs to run. Ids come from a sequence, since random UUIDs
/// lose the producers' order. The recursive form numbers events in its own query, since WHERE takes
/// no window function. Hints are comments to PostgreSQL; settings for the server are left out.
final class ProcessedFlagSequencer extends RivalSequencer {

  enum Variant {
    PLAIN("seed_plain", "", ""),
    /// With the composite index that its authors propose.
    INDEXED(
        "seed_indexed",
        "",
        """
        CREATE INDEX idx_rbe_unprocessed_ordered
          ON record_batch_events (topic_id, partition, processed, created_at);
        """),
    RECURSIVE("seed_recursive", "", ""),
    /// With a partial index of unprocessed events, which it lacks.
    PARTIAL_INDEX("seed_partial", "", Variant.UNPROCESSED),
    /// Tuned: the partial index, a shared transaction for waiting files and plans by keys, as ours.
    BEST("seed_best", Variant.BY_KEYS, Variant.UNPROCESSED);

    private static final String UNPROCESSED =
        "CREATE INDEX idx_rbe_unprocessed ON record_batch_events (id) WHERE NOT processed;";
    private static final String BY_KEYS =
        "SET enable_seqscan = off; SET enable_bitmapscan = off; SET jit = off;";

    private final String schema;
    private final String settings;
    private final String indexes;

    Variant(String schema, String settings, String indexes) {
      this.schema = schema;
      this.settings = settings;
      this.indexes = indexes;
    }
  }

  private static final String TABLES =
      """
      CREATE TABLE record_batch_events (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        topic_id uuid NOT NULL,
        partition integer NOT NULL,
        n_records bigint NOT NULL,
        s3_key varchar(255) NOT NULL,
        processed boolean DEFAULT false,
        created_at timestamptz DEFAULT now()
      );
      CREATE TABLE topic_partitions (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        topic_id uuid NOT NULL,
        partition integer NOT NULL,
        start_offset bigint NOT NULL DEFAULT 0 CHECK (start_offset >= 0),
        end_offset bigint NOT NULL DEFAULT 0 CHECK (end_offset >= 0),
        CHECK (end_offset >= start_offset),
        created_at timestamptz DEFAULT now()
      );
      CREATE INDEX idx_topic_partition_lookup ON topic_partitions (topic_id, partition);
      CREATE TABLE record_batch_v2 (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        topic_id uuid NOT NULL,
        partition integer NOT NULL,
        start_offset bigint NOT NULL,
        end_offset bigint NOT NULL,
        s3_key varchar(255) NOT NULL,
        created_at timestamptz DEFAULT now()
      );
      CREATE INDEX idx_record_batch_v2_lookup
        ON record_batch_v2 (topic_id, partition, start_offset);
      """;

  private static final String PAST =
      """
      INSERT INTO record_batch_events (topic_id, partition, n_records, s3_key, processed)
      SELECT '%1$s', i %% %2$d, 1, 'log/history', true FROM generate_series(0, %3$d - 1) AS i;
      INSERT INTO record_batch_v2 (topic_id, partition, start_offset, end_offset, s3_key)
      SELECT '%1$s', i %% %2$d, i / %2$d, i / %2$d + 1, 'log/history'
      FROM generate_series(0, %3$d - 1) AS i;
      UPDATE topic_partitions
      SET end_offset = (%3$d - partition + %2$d - 1) / %2$d WHERE partition < %2$d;
      """;

  private static final String LOCKED =
      """
      locked_events AS (
        SELECT e.id, e.topic_id, e.partition, e.n_records, e.s3_key
        FROM record_batch_events e
        WHERE e.processed = false
        ORDER BY e.id
        LIMIT ?
        FOR UPDATE SKIP LOCKED
      ), locked_partitions AS (
        SELECT tp.* FROM topic_partitions tp
        WHERE (tp.topic_id, tp.partition) IN (
          SELECT DISTINCT e.topic_id, e.partition FROM locked_events e)
        FOR UPDATE OF tp
      )""";

  private static final String BY_WINDOW =
      """
      , placed AS (
        SELECT e.id, e.topic_id, e.partition, e.s3_key, e.n_records,
          (tp.end_offset + sum(e.n_records)
            OVER (PARTITION BY e.topic_id, e.partition ORDER BY e.id))::bigint AS end_offset
        FROM locked_events e
        JOIN locked_partitions tp ON tp.topic_id = e.topic_id AND tp.partition = e.partition
      )""";

  private static final String BY_RECURSION =
      """
      , numbered AS (
        SELECT e.*, row_number() OVER (PARTITION BY e.topic_id, e.partition ORDER BY e.id) AS rn
        FROM locked_events e
      ), placed AS (
        SELECT n.id, n.topic_id, n.partition, n.s3_key, n.n_records,
          tp.end_offset + n.n_records AS end_offset, n.rn
        FROM numbered n
        JOIN locked_partitions tp ON tp.topic_id = n.topic_id AND tp.partition = n.partition
        WHERE n.rn = 1
        UNION ALL
        SELECT n.id, n.topic_id, n.partition, n.s3_key, n.n_records,
          p.end_offset + n.n_records, n.rn
        FROM numbered n
        JOIN placed p ON p.topic_id = n.topic_id AND p.partition = n.partition AND n.rn = p.rn + 1
      )""";

  private static final String STORED =
      """
      , inserted AS (
        INSERT INTO record_batch_v2 (topic_id, partition, start_offset, end_offset, s3_key)
        SELECT topic_id, partition, end_offset - n_records, end_offset, s3_key FROM placed
      ), advanced AS (
        UPDATE topic_partitions tp SET end_offset = m.end_offset
        FROM (SELECT topic_id, partition, max(end_offset) AS end_offset
              FROM placed GROUP BY topic_id, partition) m
        WHERE tp.topic_id = m.topic_id AND tp.partition = m.partition
      )
      UPDATE record_batch_events e SET processed = true FROM placed p WHERE e.id = p.id
      """;

  private static final String APPEND =
      """
      INSERT INTO record_batch_events (topic_id, partition, n_records, s3_key)
      SELECT ?, b.partition, b.n_records, (?::text[])[b.file]
      FROM unnest(?::int[], ?::int[], ?::int[])
        WITH ORDINALITY AS b (partition, n_records, file, place)
      ORDER BY b.place
      """;

  private static final String RECORDS =
      """
      SELECT coalesce(sum(end_offset), 0)::bigint AS records,
        coalesce(bool_and(end_offset = covered AND holes = 0), true) AS contiguous
      FROM (
        SELECT tp.end_offset, coalesce(sum(b.end_offset - b.start_offset), 0) AS covered,
          count(*) FILTER (WHERE b.start_offset <> b.expected) AS holes
        FROM topic_partitions tp
        LEFT JOIN (
          SELECT partition, start_offset, end_offset,
            lag(end_offset, 1, 0::bigint)
              OVER (PARTITION BY partition ORDER BY start_offset) AS expected
          FROM record_batch_v2) b ON b.partition = tp.partition
        GROUP BY tp.partition, tp.end_offset) p
      """;

  private final Variant variant;

  ProcessedFlagSequencer(Variant variant) {
    super(
        variant.schema,
        new Tables(
            "record_batch_events, topic_partitions, record_batch_v2",
            TABLES + variant.indexes,
            "INSERT INTO topic_partitions (topic_id, partition) SELECT '%s', generate_series(0, %d)",
            PAST,
            "SELECT end_offset FROM topic_partitions WHERE topic_id = ? AND partition = ?",
            RECORDS),
        variant == Variant.BEST);
    this.variant = variant;
  }

  @Override
  public boolean synchronous() {
    return false;
  }

  @Override
  SharedAppends.Together together(Connection connection) throws SQLException {
    PreparedStatement append = connection.prepareStatement(APPEND);
    return files -> {
      GeneratedFile.Columns columns = new GeneratedFile.Columns(files);
      append.setObject(1, TOPIC);
      append.setObject(2, columns.keys());
      append.setObject(3, columns.partitions());
      append.setObject(4, columns.counts());
      append.setObject(5, columns.places());
      append.executeUpdate();
    };
  }

  @Override
  public Worker worker(Connection connection) throws SQLException {
    // A plan made of empty tables would be kept when they are long.
    BenchDatabase.execute(
        connection, "SET plan_cache_mode = force_custom_plan;" + variant.settings);
    boolean recursive = variant == Variant.RECURSIVE;
    PreparedStatement materialize =
        connection.prepareStatement(
            (recursive ? "WITH RECURSIVE " : "WITH ")
                + LOCKED
                + (recursive ? BY_RECURSION : BY_WINDOW)
                + STORED);
    materialize.setInt(1, 1_000); // events of a call: its best
    return materialize::executeUpdate;
  }
}
