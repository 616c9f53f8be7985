package dev.plimsoll.benchmarks.materialize;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Stream;

/// Sequencer by a PL/pgSQL function that takes batches one by one, as the metadata stores of
/// diskless Kafkas do: lock the partition, check the producer, insert the batch, raise the high
/// watermark. It returns offsets and is idempotent by a producer's last five batches.
final class RowByRowCommit extends RivalSequencer {

  private static final String TABLES =
      """
      CREATE TABLE logs (
        topic_id uuid NOT NULL,
        partition int NOT NULL,
        log_start_offset bigint NOT NULL DEFAULT 0,
        high_watermark bigint NOT NULL DEFAULT 0,
        PRIMARY KEY (topic_id, partition)
      );
      CREATE TABLE files (
        file_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        object_key varchar(1024) NOT NULL UNIQUE,
        committed_at timestamptz NOT NULL DEFAULT now(),
        size bigint NOT NULL
      );
      CREATE TABLE batches (
        batch_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        topic_id uuid NOT NULL,
        partition int NOT NULL,
        base_offset bigint NOT NULL,
        last_offset bigint NOT NULL,
        file_id bigint NOT NULL,
        byte_offset bigint NOT NULL,
        byte_size bigint NOT NULL,
        batch_max_timestamp timestamptz NOT NULL
      );
      CREATE INDEX batches_by_last_offset ON batches (topic_id, partition, last_offset);
      CREATE TABLE producer_state (
        topic_id uuid NOT NULL,
        partition int NOT NULL,
        producer_id bigint NOT NULL,
        row_id bigint GENERATED ALWAYS AS IDENTITY,
        producer_epoch int NOT NULL,
        sequence bigint NOT NULL,
        assigned_offset bigint NOT NULL,
        PRIMARY KEY (topic_id, partition, producer_id, row_id)
      );

      CREATE FUNCTION commit_files(
        p_topic uuid, p_keys text[], p_producers bigint[], p_epoch int, p_places int[],
        p_partitions int[], p_counts int[], p_byte_offsets int[], p_byte_size int,
        p_sequences bigint[])
      RETURNS bigint[] LANGUAGE plpgsql AS $$
      DECLARE
        v_files bigint[];
        v_producer bigint;
        v_bases bigint[];
        v_watermark bigint;
        v_last record;
        v_known bigint;
        i int;
      BEGIN
        WITH entered AS (
          INSERT INTO files (object_key, size)
          SELECT f.object_key, p_byte_size::bigint * cardinality(p_partitions)
          FROM unnest(p_keys) AS f (object_key)
          RETURNING file_id, object_key)
        SELECT array_agg(e.file_id ORDER BY f.place) INTO v_files
        FROM unnest(p_keys) WITH ORDINALITY AS f (object_key, place)
        JOIN entered e USING (object_key);
        v_bases := array_fill(NULL::bigint, ARRAY[cardinality(p_partitions)]);
        -- By partition, so that two files never wait for each other.
        FOR i IN
          SELECT place FROM unnest(p_partitions) WITH ORDINALITY AS b (partition, place)
          ORDER BY b.partition, b.place
        LOOP
          v_producer := p_producers[p_places[i]];
          SELECT high_watermark INTO v_watermark FROM logs
          WHERE topic_id = p_topic AND partition = p_partitions[i] FOR UPDATE;
          IF NOT FOUND THEN
            RAISE EXCEPTION 'unknown partition %', p_partitions[i];
          END IF;
          SELECT producer_epoch, sequence INTO v_last FROM producer_state
          WHERE topic_id = p_topic AND partition = p_partitions[i] AND producer_id = v_producer
          ORDER BY row_id DESC LIMIT 1;
          IF FOUND THEN
            IF v_last.producer_epoch > p_epoch THEN
              RAISE EXCEPTION 'fenced epoch %', p_epoch;
            END IF;
            SELECT assigned_offset INTO v_known FROM producer_state
            WHERE topic_id = p_topic AND partition = p_partitions[i] AND producer_id = v_producer
              AND producer_epoch = p_epoch AND sequence = p_sequences[i];
            IF FOUND THEN
              v_bases[i] := v_known;
              CONTINUE;
            END IF;
            IF v_last.producer_epoch = p_epoch AND v_last.sequence + 1 <> p_sequences[i] THEN
              RAISE EXCEPTION 'out of sequence %', p_sequences[i];
            END IF;
          END IF;
          INSERT INTO producer_state
            (topic_id, partition, producer_id, producer_epoch, sequence, assigned_offset)
          VALUES (p_topic, p_partitions[i], v_producer, p_epoch, p_sequences[i], v_watermark);
          DELETE FROM producer_state
          WHERE topic_id = p_topic AND partition = p_partitions[i] AND producer_id = v_producer
            AND row_id <= (
              SELECT row_id FROM producer_state
              WHERE topic_id = p_topic AND partition = p_partitions[i] AND producer_id = v_producer
              ORDER BY row_id DESC LIMIT 1 OFFSET 5);
          INSERT INTO batches (topic_id, partition, base_offset, last_offset, file_id, byte_offset,
            byte_size, batch_max_timestamp)
          VALUES (p_topic, p_partitions[i], v_watermark, v_watermark + p_counts[i] - 1,
            v_files[p_places[i]], p_byte_offsets[i], p_byte_size, now());
          UPDATE logs SET high_watermark = v_watermark + p_counts[i]
          WHERE topic_id = p_topic AND partition = p_partitions[i];
          v_bases[i] := v_watermark;
        END LOOP;
        RETURN v_bases;
      END $$;
      """;

  private static final String PAST =
      """
      INSERT INTO files (object_key, size) VALUES ('log/history', 1);
      INSERT INTO batches (topic_id, partition, base_offset, last_offset, file_id, byte_offset,
        byte_size, batch_max_timestamp)
      SELECT '%1$s', i %% %2$d, i / %2$d, i / %2$d, 1, 0, 1, now()
      FROM generate_series(0, %3$d - 1) AS i;
      UPDATE logs
      SET high_watermark = (%3$d - partition + %2$d - 1) / %2$d WHERE partition < %2$d;
      """;

  private static final String RECORDS =
      """
      SELECT coalesce(sum(high_watermark), 0)::bigint,
        coalesce(bool_and(high_watermark = covered AND holes = 0), true)
      FROM (
        SELECT l.high_watermark, coalesce(sum(b.last_offset - b.base_offset + 1), 0) AS covered,
          count(*) FILTER (WHERE b.base_offset <> b.expected) AS holes
        FROM logs l
        LEFT JOIN (
          SELECT partition, base_offset, last_offset,
            lag(last_offset + 1, 1, 0::bigint)
              OVER (PARTITION BY partition ORDER BY base_offset) AS expected
          FROM batches) b ON b.partition = l.partition
        GROUP BY l.partition, l.high_watermark) p
      """;

  /// @param sharing waiting files share a transaction; else each has its own
  RowByRowCommit(boolean sharing) {
    super(
        sharing ? "row_by_row_shared" : "row_by_row",
        new Tables(
            "logs, files, batches, producer_state",
            TABLES,
            "INSERT INTO logs (topic_id, partition) SELECT '%s', generate_series(0, %d)",
            PAST,
            "SELECT high_watermark FROM logs WHERE topic_id = ? AND partition = ?",
            RECORDS),
        sharing);
  }

  @Override
  public boolean synchronous() {
    return true;
  }

  @Override
  SharedAppends.Together together(Connection connection) throws SQLException {
    PreparedStatement commit =
        connection.prepareStatement(
            """
            SELECT commit_files(?, ?::text[], ?::bigint[], 0, ?::int[], ?::int[], ?::int[], ?::int[],
              ?, ?::bigint[])
            """);
    return files -> commit(commit, new GeneratedFile.Columns(files));
  }

  private static void commit(PreparedStatement commit, GeneratedFile.Columns files)
      throws SQLException {
    commit.setObject(1, TOPIC);
    commit.setObject(2, files.keys());
    commit.setObject(3, files.producers());
    commit.setObject(4, files.places());
    commit.setObject(5, files.partitions());
    commit.setObject(6, files.counts());
    commit.setObject(7, files.byteOffsets());
    commit.setInt(8, GeneratedFile.BYTES_OF_A_BATCH);
    commit.setObject(9, files.sequences());
    try (ResultSet row = commit.executeQuery()) {
      row.next();
      Long[] bases = (Long[]) row.getArray(1).getArray();
      if (Stream.of(bases).anyMatch(Objects::isNull)) {
        throw new IllegalStateException("a batch got no offset");
      }
    }
  }
}
