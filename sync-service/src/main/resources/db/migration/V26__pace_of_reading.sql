-- Why: a table's rate and end were counted from when it was claimed: the seconds until its first rows came, and those since
-- they were told of last, made the time to go up to three times of what it was.
--
-- Cost: a second update of the table's row whenever its rows are told of, twice a second while it is read.

ALTER TABLE extract_table
  -- When rows were first told of, and how many there were then; counted anew after a rest or a new beginning.
  ADD COLUMN read_since timestamptz,
  ADD COLUMN read_before bigint NOT NULL DEFAULT 0,
  -- When their number was told of last, and what it was.
  ADD COLUMN read_at timestamptz,
  ADD COLUMN read_rows bigint NOT NULL DEFAULT 0;
