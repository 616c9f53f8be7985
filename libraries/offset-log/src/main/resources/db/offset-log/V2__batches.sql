-- Batches: what waits for offsets, what has them, who wrote it, and the objects that hold it.
--
-- Why this shape. A batch of records is complete in object storage; it must get a range of offsets,
-- contiguous in its partition, once. Three shapes were measured on PostgreSQL 18.4 (2 cores, 16 partitions,
-- events/s with 1 worker / WAL bytes an event):
--   one table with a 'processed' mark, updated in place      36,600 / 1,060
--   a queue table, one row an event, deleted when placed    211,000 /   261
--   packed rows in, packed rows out (this one)              306,000 /    90
-- So what waits (manifest) is one row for each shard that a poll or a file touches, and what has offsets
-- (segment) one row for each partition of all that a run takes. That also leaves 50 times fewer dead rows
-- when somebody holds an old snapshot. Names of producers, buckets and objects are rows of their own, and
-- batches refer to them by number. What a run computes is computed by whoever runs it; the server stores
-- bytes, and moves the rows that are the lock.
--
-- The form of `packed`: one byte, 1; then for each batch nine numbers, each a base-128 number with
-- its lowest seven bits first, the top bit of a byte set where more follow. All but the record count
-- are signed differences to the batch before (0 before the first), folded (0, -1, 1, -2 ... become 0,
-- 1, 2, 3 ...): partition, record count, producer, epoch, sequence, file, byte offset (against the end
-- of the range before), byte length, timestamp of the youngest record in microseconds since 1970.
-- Some 11 bytes a batch where arrays take 120.
--
-- What it costs. SQL alone cannot look into a batch; the audit and the reading API do. A single batch is
-- not a row: reading one unpacks its segment, and there is no foreign key or index on a batch.
-- segment.part_id has no foreign key: the check would write to log_partition on every insert; rows of
-- log_partition are never deleted here. A row for each object: 160 bytes in the table and two index
-- entries, next to nothing where an object holds fifty batches, as much again as the batch where it holds
-- one. See docs/adr/0003-offsets-in-postgresql.md.

CREATE TABLE producer_name (
  producer_ref int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE CHECK (name <> '')
);

-- How far each producer has come, one row for each of its epochs, with the base offsets of its last five
-- batches packed: how many, the youngest, then how much lower each one before it is. It has those that do
-- not fit their partition's row, and former epochs: a redelivered batch of one of them is a duplicate, only
-- a new one is fenced. Read and moved under the shard's lock, by whoever gives offsets there.
CREATE TABLE producer (
  part_id int NOT NULL,
  producer_ref int NOT NULL,
  epoch int NOT NULL CHECK (epoch >= 0),
  next_sequence bigint NOT NULL CHECK (next_sequence >= 0),
  moved_at timestamptz NOT NULL DEFAULT now(),
  recent bytea NOT NULL DEFAULT '',
  PRIMARY KEY (part_id, producer_ref, epoch)
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

-- Ids are drawn in blocks, ahead: so a file and its manifest are one statement.
CREATE SEQUENCE file_id_seq;

-- An object. Its identity is where it is: object_id is the name-based UUID of bucket and key. Rows that die
-- are cleared by count, not when a fifth of a large table is dead.
CREATE TABLE file (
  file_id bigint PRIMARY KEY,
  object_id uuid NOT NULL UNIQUE,
  -- Of the batches of a file that came whole; it tells a resend from another file of that key.
  fingerprint uuid,
  -- Batches that refer to it, waiting or with offsets. The object is not needed when it is 0.
  batch_refs int NOT NULL CHECK (batch_refs >= 0),
  -- A topic that does not own its objects had batches in it: the object is not ours to delete.
  shared boolean NOT NULL DEFAULT false,
  accepted_at timestamptz NOT NULL DEFAULT now(),
  bucket text COLLATE "C" NOT NULL,
  object_key text COLLATE "C" NOT NULL
) WITH (fillfactor = 90, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0.02);

-- Files that no batch refers to any more: an outbox to object storage. A partition's log start moves
-- forward first; then its segments go by ranges of their key, some hundred a transaction, each with the
-- references that its batches had. The row of the file stays until its object is gone, so that who refers
-- to it anew and who deletes it meet in one lock.
CREATE TABLE unreferenced_file (
  file_id bigint PRIMARY KEY,
  due_at timestamptz NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  last_error text COLLATE "C"
) WITH (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);
CREATE INDEX unreferenced_file_due ON unreferenced_file (due_at);

-- What is accepted and waits for offsets: a queue, so it is vacuumed by count and not by share. Rows stay
-- in one piece: neither compressed, which costs more than it saves, nor put elsewhere as long as they fit
-- a page. It keeps its pages: a vacuum that gives them back needs a lock that all appends and runs wait for,
-- and a table without a page is planned as one that it costs nothing to read. That costs the disk space of
-- the longest queue there has been.
CREATE TABLE manifest (
  shard int NOT NULL,
  manifest_id bigint GENERATED ALWAYS AS IDENTITY,
  accepted_at timestamptz NOT NULL DEFAULT now(),
  batch_count int NOT NULL CHECK (batch_count > 0),
  packed bytea NOT NULL,
  -- Of the batches of this row; NULL where there are too many to say. Who waits for offsets goes past the
  -- queue, and looks for batches of the same producers in it first: judged after them, a batch that was
  -- accepted before would be out of sequence, or fenced by a later epoch.
  producers int[],
  PRIMARY KEY (shard, manifest_id)
) WITH (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0,
        toast_tuple_target = 8160, vacuum_truncate = off);
ALTER TABLE manifest ALTER COLUMN packed SET STORAGE EXTERNAL;

-- What has offsets: [base_offset, last_offset] without a hole, batch after batch. Written once, never
-- updated. The batch that holds an offset is in the first row with last_offset >= it: one descent of
-- the key.
CREATE TABLE segment (
  part_id int NOT NULL,
  last_offset bigint NOT NULL,
  base_offset bigint NOT NULL CHECK (base_offset >= 0),
  committed_at timestamptz NOT NULL DEFAULT now(),
  batch_count int NOT NULL CHECK (batch_count > 0),
  byte_count bigint NOT NULL,
  -- The youngest record of this segment and of all before it in its partition: it never falls along
  -- the offsets, so what lies at a time is found by halving.
  youngest_micros bigint NOT NULL,
  packed bytea NOT NULL,
  PRIMARY KEY (part_id, last_offset),
  CHECK (last_offset >= base_offset)
) WITH (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0.02,
        toast_tuple_target = 8160);
ALTER TABLE segment ALTER COLUMN packed SET STORAGE EXTERNAL;

-- A batch that was accepted and that its producer's order forbids: it waits here for the dead letters, and
-- is deleted when they have it.
CREATE TABLE refusal (
  refusal_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  refused_at timestamptz NOT NULL DEFAULT now(),
  code text NOT NULL,
  reason text NOT NULL,
  packed bytea NOT NULL
);

-- A batch that makes every run fail would hold up its shard for ever. It is taken out, with its reason,
-- until a person tries it again or drops it. It refers to its object as it did in the queue.
CREATE TABLE quarantine (
  quarantine_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  set_aside_at timestamptz NOT NULL DEFAULT now(),
  shard int NOT NULL,
  batch_count int NOT NULL CHECK (batch_count > 0),
  -- Of the error, and one sentence for people.
  code text NOT NULL,
  reason text NOT NULL,
  -- As it was in the queue; not all of it can be read.
  readable boolean NOT NULL,
  packed bytea NOT NULL
);
