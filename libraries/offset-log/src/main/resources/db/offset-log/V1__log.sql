-- The log: who may write where, what waits for an offset, what has one.
--
-- Why this shape. An event says that a batch of records is complete in object storage; it must get a
-- range of offsets, contiguous in its partition, once. Three shapes were measured on PostgreSQL 18.4
-- (2 cores, 16 partitions, events/s with 1 worker / WAL bytes an event):
--   one table with a 'processed' mark, updated in place      36,600 / 1,060
--   a queue table, one row an event, deleted when placed    211,000 /   261
--   packed rows in, packed rows out (this one)              306,000 /    90
-- So what waits (manifest) and what has an offset (segment) are arrays: one row for each partition in
-- an ingested poll, not one for each event. That also leaves 50 times fewer dead rows when somebody
-- holds an old snapshot.
--
-- What it costs. A single batch is not a row: reading one unpacks its segment (at most one poll's
-- batches), and there is no foreign key or index on a batch. segment.part_id has no foreign key: the
-- check would write to log_partition on every insert; rows of log_partition are never deleted here.
-- Measured for single-object events through Kafka's JSON form the figures are lower; see
-- docs/adr/0003-offsets-in-postgresql.md.

-- Identity of a partition: written once, read on every ingested poll.
CREATE TABLE log_partition (
  part_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text COLLATE "C" NOT NULL CHECK (topic <> ''),
  partition_number int NOT NULL CHECK (partition_number >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (topic, partition_number)
);

-- The hot row of a partition, small and apart from its name. It is also the lock: whoever gives
-- offsets in a partition holds this row. Half of each page stays free and nothing but the key is
-- indexed, so that every update is HOT and touches no index.
CREATE TABLE partition_state (
  part_id int PRIMARY KEY REFERENCES log_partition,
  next_offset bigint NOT NULL DEFAULT 0 CHECK (next_offset >= 0),
  batches bigint NOT NULL DEFAULT 0 CHECK (batches >= 0)
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

-- How far each producer has come, one row for each of its epochs, updated in place. Earlier epochs
-- stay: a redelivered batch of one of them is a duplicate, only a new one is fenced.
CREATE TABLE producer (
  part_id int NOT NULL,
  producer_id text COLLATE "C" NOT NULL,
  epoch int NOT NULL CHECK (epoch >= 0),
  next_sequence bigint NOT NULL DEFAULT 0 CHECK (next_sequence >= 0),
  PRIMARY KEY (part_id, producer_id, epoch)
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

-- What is accepted and waits for offsets: a queue, so it is vacuumed by count and not by share.
-- Arrays run side by side, one element a batch, in the order of acceptance.
CREATE TABLE manifest (
  part_id int NOT NULL,
  manifest_id bigint GENERATED ALWAYS AS IDENTITY,
  accepted_at timestamptz NOT NULL DEFAULT now(),
  batch_count int NOT NULL CHECK (batch_count > 0),
  record_count bigint NOT NULL CHECK (record_count >= batch_count),
  record_counts bigint[] NOT NULL,
  producer_ids text[] NOT NULL,
  producer_epochs int[] NOT NULL,
  sequences bigint[] NOT NULL,
  buckets text[] NOT NULL,
  object_keys text[] NOT NULL,
  byte_offsets bigint[] NOT NULL,
  byte_lengths bigint[] NOT NULL,
  max_timestamps_micros bigint[] NOT NULL,
  PRIMARY KEY (part_id, manifest_id)
) WITH (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

-- What has offsets: [base_offset, last_offset] without a hole, batch after batch. Written once, never
-- updated. The batch that holds an offset is in the first row with last_offset >= it: one descent of
-- the key.
CREATE TABLE segment (
  part_id int NOT NULL,
  last_offset bigint NOT NULL,
  base_offset bigint NOT NULL CHECK (base_offset >= 0),
  committed_at timestamptz NOT NULL DEFAULT now(),
  batch_count int NOT NULL CHECK (batch_count > 0),
  record_counts bigint[] NOT NULL,
  producer_ids text[] NOT NULL,
  producer_epochs int[] NOT NULL,
  sequences bigint[] NOT NULL,
  buckets text[] NOT NULL,
  object_keys text[] NOT NULL,
  byte_offsets bigint[] NOT NULL,
  byte_lengths bigint[] NOT NULL,
  max_timestamps_micros bigint[] NOT NULL,
  PRIMARY KEY (part_id, last_offset),
  CHECK (last_offset >= base_offset)
);
