-- How far readers have come, how far the log has been audited, and what processes know it again by.
--
-- Why. Segments never change, so what was once read and found right need not be read again: an audit every
-- half minute reads what half a minute has brought, however long the log is. A partition's mark only moves
-- over what is right: damage is found again each time, until it is mended. A process remembers numbers: of
-- producers, of partitions, of files to come. An asynchronous failover or a restore takes the commits back
-- that drew them, and the same numbers are given again, to others. So memory is bound to the database's
-- history: the system identifier, the timeline, when the server was started, the database's oid, and a
-- row that the process wrote here. Where one of them is another on a new connection, all is forgotten.
--
-- What it costs: rows that are moved in place, of consumers as they read, of audits at most once a turn and
-- not where a partition has had no news. Giving offsets reads none of them. A witness goes after 30 days; a
-- process that lives longer forgets once more, and reads again what it needs.

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

CREATE TABLE audit_progress (
  part_id int PRIMARY KEY REFERENCES log_partition ON DELETE CASCADE,
  audited_offset bigint NOT NULL CHECK (audited_offset >= 0),
  -- Of all that was ever below the mark, removed or not: partition_state is held against them.
  batches bigint NOT NULL,
  bytes bigint NOT NULL,
  youngest_micros bigint NOT NULL,
  audited_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

-- One pod at a time takes the turn. It is a matter of thrift alone: two that audit side by side find
-- the same.
CREATE TABLE audit_turn (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  taken_until timestamptz NOT NULL DEFAULT '-infinity',
  -- What the last one that ended has found: every pod shows it.
  ended_at timestamptz,
  took_millis bigint NOT NULL DEFAULT 0,
  findings bigint NOT NULL DEFAULT 0,
  first_finding text COLLATE "C" NOT NULL DEFAULT '',
  lag_records bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
INSERT INTO audit_turn DEFAULT VALUES;

CREATE TABLE memory_witness (
  witness uuid PRIMARY KEY,
  written_at timestamptz NOT NULL DEFAULT now()
);
