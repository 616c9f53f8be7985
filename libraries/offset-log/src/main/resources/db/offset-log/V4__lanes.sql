-- Lanes: whole partitions that one worker gives offsets to, with one queue for all of them.
--
-- Why. A row of the manifest was what one poll had for one partition. A file of 50 batches over 16
-- partitions made 16 rows of three, and as many segments: packing gained next to nothing (970 bytes
-- of WAL an event where the same batches in one row take a tenth), and finding out which partitions
-- had something to do read the whole queue. Now a row is what one poll had for a whole lane, and a run
-- makes one segment for each partition of all that it takes. The claim is the lane's row; the
-- partitions' rows stay the lock that offsets rest on.
--
-- What it costs: the queue's arrays name the partition of each batch (4 bytes), and a poll that
-- touches both lanes makes two rows. More lanes let more workers work side by side and pack less; two
-- are enough for the cores that one PostgreSQL of middling size has to spare. A partition keeps its
-- lane for ever.

CREATE TABLE lane (
  lane int PRIMARY KEY CHECK (lane >= 0)
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);
INSERT INTO lane VALUES (0), (1);

ALTER TABLE log_partition ADD COLUMN lane int;
UPDATE log_partition SET lane = part_id % 2;
ALTER TABLE log_partition ALTER COLUMN lane SET NOT NULL;

ALTER TABLE manifest RENAME TO manifest_by_partition;
ALTER TABLE manifest_by_partition RENAME CONSTRAINT manifest_pkey TO manifest_by_partition_pkey;

CREATE TABLE manifest (
  lane int NOT NULL,
  manifest_id bigint GENERATED ALWAYS AS IDENTITY,
  accepted_at timestamptz NOT NULL DEFAULT now(),
  batch_count int NOT NULL CHECK (batch_count > 0),
  part_ids int[] NOT NULL,
  record_counts bigint[] NOT NULL,
  producer_ids text[] NOT NULL,
  producer_epochs int[] NOT NULL,
  sequences bigint[] NOT NULL,
  buckets text[] NOT NULL,
  object_keys text[] NOT NULL,
  byte_offsets bigint[] NOT NULL,
  byte_lengths bigint[] NOT NULL,
  max_timestamps_micros bigint[] NOT NULL,
  PRIMARY KEY (lane, manifest_id),
  CHECK (cardinality(part_ids) = batch_count AND cardinality(record_counts) = batch_count)
) WITH (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

-- What waits goes on waiting, in its order.
INSERT INTO manifest (lane, accepted_at, batch_count, part_ids, record_counts, producer_ids,
  producer_epochs, sequences, buckets, object_keys, byte_offsets, byte_lengths,
  max_timestamps_micros)
SELECT p.lane, m.accepted_at, m.batch_count, array_fill(m.part_id, ARRAY[m.batch_count]),
  m.record_counts, m.producer_ids, m.producer_epochs, m.sequences, m.buckets, m.object_keys,
  m.byte_offsets, m.byte_lengths, m.max_timestamps_micros
FROM manifest_by_partition m JOIN log_partition p ON p.part_id = m.part_id
ORDER BY m.manifest_id;

DROP TABLE manifest_by_partition;
