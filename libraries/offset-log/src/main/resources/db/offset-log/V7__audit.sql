-- How far the log has been audited, and whose turn it is.
--
-- Why: segments never change, so what was once read and found right need not be read again. An audit
-- every half minute then reads what half a minute has brought, however long the log is. A partition's
-- mark only moves over what is right: damage is found again each time, until it is mended.
--
-- What it costs: a row for each partition, updated at most once a turn, and none where a partition has
-- had no news. Nothing that gives offsets looks at them.

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
  -- What the last one that ended has found: every pod tells it.
  ended_at timestamptz,
  took_millis bigint NOT NULL DEFAULT 0,
  findings bigint NOT NULL DEFAULT 0,
  first_finding text COLLATE "C" NOT NULL DEFAULT '',
  lag_records bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
INSERT INTO audit_turn DEFAULT VALUES;
