-- Why: how fast a table is read and loaded, and when that will have ended, follows from where it began; and what is
-- in motion is looked for apart from what has come to rest, however much of that there is.
--
-- Cost: four columns in an update that is made anyway, and an index of the few tables in motion.

ALTER TABLE table_flows
  ADD COLUMN read_since timestamptz,
  ADD COLUMN read_before bigint NOT NULL DEFAULT 0,
  ADD COLUMN loaded_since timestamptz,
  ADD COLUMN loaded_before bigint NOT NULL DEFAULT 0;

CREATE INDEX table_flows_moving ON table_flows (updated_at DESC)
  WHERE NOT loaded AND error_code IS NULL AND (NOT extracted OR rows_loaded > 0);
