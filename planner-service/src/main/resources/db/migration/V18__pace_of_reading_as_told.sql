-- Why: how fast a table is read, and until when, is told by whoever reads it, who knows its speed of late and what closing
-- the files takes; worked out here from the first rows on it was another one than the one that sync-service answers.
--
-- Cost: none; two columns for two.

ALTER TABLE table_flows
  DROP COLUMN read_since,
  DROP COLUMN read_before,
  -- Rows a second; 0 where that is not known.
  ADD COLUMN read_rate double precision NOT NULL DEFAULT 0,
  ADD COLUMN read_ends_at timestamptz;
