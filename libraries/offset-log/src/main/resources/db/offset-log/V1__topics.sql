-- Topics and their partitions: who may write where, which offsets come next, where the log begins, and how
-- far it is published.
--
-- Why. Each of these is written by another party, so each has a row of its own: whoever gives offsets
-- never waits for retention or for Kafka, nor they for it. Shards are whole partitions that one worker
-- gives offsets to, with one queue for all of them: a row of the queue is what one poll had for a whole
-- shard. With sixteen shards, whatever holds one up (a lock on one of its partitions, a frozen process)
-- holds up a sixteenth of the partitions. A topic's partitions lie in two of them, which follow from its
-- name, since each shard that a file touches is a row of the queue, and each that a run takes is a
-- transaction. A partition keeps its shard for ever.
--
-- A topic that is deleted keeps its row and its partitions theirs, without a name: a topic of the same name
-- that is made afterwards has other partitions, with numbers of their own, and begins at offset 0. What
-- deleting does at once: the rows that are the lock (partition_state) are gone, so that no offsets are
-- given there any more; the partitions have no name, so that they are not found. What is left of them,
-- segments, producers and references to files, is cleared away in slices afterwards: of partitions whose
-- topic_id is that of a topic with deleted_at.
--
-- What it costs: a row a topic, and four a partition. Publishing is one update in place of a partition's row
-- in each round of the relay in which the partition had news: the segments already hold, durably and in
-- their order, all that the messages say, and offsets have no holes, so a number for each partition is
-- enough. An outbox row for each batch was 545 of 586 bytes of WAL.

CREATE TABLE log_topic (
  topic_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL CHECK (name <> ''),
  -- Whether objects are deleted once nothing refers to them. Somebody else's are not.
  owns_objects boolean NOT NULL DEFAULT false,
  -- Without a limit where NULL.
  retention_ms bigint CHECK (retention_ms > 0),
  retention_bytes bigint CHECK (retention_bytes > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE UNIQUE INDEX log_topic_name ON log_topic (name) WHERE deleted_at IS NULL;
CREATE INDEX log_topic_deleted ON log_topic (deleted_at) WHERE deleted_at IS NOT NULL;

-- The claim of a worker is the lock of its shard's row.
CREATE TABLE shard (
  shard int PRIMARY KEY CHECK (shard >= 0)
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);
INSERT INTO shard SELECT shard FROM generate_series(0, 15) AS shard;

-- Identity of a partition: written once, read on every ingested poll.
CREATE TABLE log_partition (
  part_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic_id int NOT NULL REFERENCES log_topic,
  -- The topic's name, as long as the topic is there.
  topic text COLLATE "C" CHECK (topic <> ''),
  partition_number int NOT NULL CHECK (partition_number >= 0),
  shard int NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (topic, partition_number)
);
CREATE UNIQUE INDEX log_partition_of_topic ON log_partition (topic_id, partition_number);

-- The hot row of a partition, small and apart from its name. It is also the lock: whoever gives
-- offsets in a partition holds this row. Half of each page stays free and nothing but the key is
-- indexed, so that every update is HOT and touches no index.
CREATE TABLE partition_state (
  part_id int PRIMARY KEY REFERENCES log_partition,
  next_offset bigint NOT NULL DEFAULT 0 CHECK (next_offset >= 0),
  batches bigint NOT NULL DEFAULT 0 CHECK (batches >= 0),
  bytes bigint NOT NULL DEFAULT 0 CHECK (bytes >= 0),
  -- Of the records with offsets; 0 where there is none.
  youngest_micros bigint NOT NULL DEFAULT 0,
  -- The producers that wrote last, in their current epochs: who holds the lock knows how far they
  -- have come, and moves them by the same update. Packed, in the order in which they wrote: number,
  -- epoch, next sequence, how many base offsets, and these as in producer.recent. They are newer than
  -- what the table producer says of them.
  producers bytea NOT NULL DEFAULT ''
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE partition_state ALTER COLUMN producers SET STORAGE MAIN;

-- Where the log begins, and what was there before: written by retention alone.
CREATE TABLE partition_start (
  part_id int PRIMARY KEY REFERENCES log_partition,
  log_start bigint NOT NULL DEFAULT 0 CHECK (log_start >= 0),
  removed_batches bigint NOT NULL DEFAULT 0 CHECK (removed_batches >= 0),
  removed_records bigint NOT NULL DEFAULT 0 CHECK (removed_records >= 0),
  removed_bytes bigint NOT NULL DEFAULT 0 CHECK (removed_bytes >= 0)
) WITH (fillfactor = 50);

-- How far a partition is published on log.commits.
CREATE TABLE publication (
  part_id int PRIMARY KEY REFERENCES log_partition,
  next_offset bigint NOT NULL DEFAULT 0 CHECK (next_offset >= 0)
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);
