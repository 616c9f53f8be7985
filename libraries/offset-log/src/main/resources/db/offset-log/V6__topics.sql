-- Topics as rows of their own, where each partition begins, and how far readers have come.
--
-- Why. A topic was no more than a text that some partitions shared: it could be made only by writing
-- to it, could not be deleted, and had nowhere to keep what holds for all of it. Deleted, it keeps
-- its row and its partitions theirs, without a name: a topic of the same name that is made afterwards
-- has other partitions, with numbers of their own, and begins at offset 0.
--
-- What deleting does at once: the rows that are the lock (partition_state) are gone, so that nobody
-- gives offsets there any more; the partitions have no name, so that nobody finds them. What is left
-- of them, segments, producers and references to files, is cleared away in slices afterwards: of
-- partitions whose topic_id is that of a topic with deleted_at.
--
-- What it costs: a row a topic, and one a partition in partition_floor. That one is apart from
-- partition_state, so that retention never waits for whoever gives offsets.

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

INSERT INTO log_topic (name, created_at)
SELECT topic, min(created_at) FROM log_partition GROUP BY topic ORDER BY topic;

ALTER TABLE log_partition
  ADD COLUMN topic_id int REFERENCES log_topic,
  -- The topic's name, as long as the topic is there.
  ALTER COLUMN topic DROP NOT NULL;
UPDATE log_partition p SET topic_id = t.topic_id FROM log_topic t WHERE t.name = p.topic;
ALTER TABLE log_partition ALTER COLUMN topic_id SET NOT NULL;
CREATE UNIQUE INDEX log_partition_of_topic ON log_partition (topic_id, partition_number);

-- Where the log begins, and what was there before: written by retention alone.
CREATE TABLE partition_floor (
  part_id int PRIMARY KEY REFERENCES log_partition,
  log_start bigint NOT NULL DEFAULT 0 CHECK (log_start >= 0),
  removed_batches bigint NOT NULL DEFAULT 0 CHECK (removed_batches >= 0),
  removed_records bigint NOT NULL DEFAULT 0 CHECK (removed_records >= 0),
  removed_bytes bigint NOT NULL DEFAULT 0 CHECK (removed_bytes >= 0)
) WITH (fillfactor = 50);
INSERT INTO partition_floor (part_id) SELECT part_id FROM log_partition ORDER BY part_id;

-- Somebody who reads and remembers how far. The row is also the lock of its positions.
CREATE TABLE consumer (
  consumer_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE CHECK (name <> '')
);

-- The offset that a consumer reads next. Moved in place, again and again.
CREATE TABLE consumer_position (
  consumer_id int NOT NULL REFERENCES consumer ON DELETE CASCADE,
  part_id int NOT NULL REFERENCES log_partition ON DELETE CASCADE,
  next_offset bigint NOT NULL CHECK (next_offset >= 0),
  moved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer_id, part_id)
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);
CREATE INDEX consumer_position_of_partition ON consumer_position (part_id);
