-- Why: ranges of blocks mean something under one snapshot only, and a snapshot dies with the session
-- that exported it. So a table that is read under one has generations: what a generation has read is
-- kept here and announced when the last of it is there; a generation whose snapshot is lost before
-- that is superseded, and nobody has ever been told of it.
--
-- Cost: one row a generation, and one a range of blocks (16 MB of heap each, about), updated when it is
-- taken and when its object is complete. The ranges of a table are looked for by their primary key.

ALTER TABLE extract_table
  ADD COLUMN generation int NOT NULL DEFAULT 1,
  ADD COLUMN paused boolean NOT NULL DEFAULT false;

-- Idle workers take over the end of a range of keys that is being read: whoever reads it is refused
-- what it has read beyond the new end, since the number of ends does not fit any more.
ALTER TABLE split
  ADD COLUMN bounds int NOT NULL DEFAULT 0,
  -- Key of a row that is read, though its object is not complete; NULL until that is told.
  ADD COLUMN reading_key text[];

-- What source and file were found to have in common before anybody was told of the file; NULL where
-- nobody has asked for that.
ALTER TABLE batch
  ADD COLUMN digest text;

CREATE TABLE generation (
  table_id uuid NOT NULL REFERENCES extract_table,
  number int NOT NULL,
  -- NULL until a worker has had it exported at the source.
  snapshot text,
  heap_file bigint,
  pages bigint,
  begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  superseded_at timestamptz,
  superseded_because text,
  -- What was read for nothing.
  superseded_rows bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (table_id, number)
);

CREATE TABLE block_range (
  table_id uuid NOT NULL,
  generation int NOT NULL,
  number int NOT NULL,
  first_page bigint NOT NULL,
  -- NULL: the heap's end.
  end_page bigint,
  -- Who reads it; NULL while it waits.
  split_id uuid REFERENCES split,
  attempt int,
  -- The batch that holds its rows; NULL until that is complete.
  sequence bigint,
  PRIMARY KEY (table_id, generation, number),
  FOREIGN KEY (table_id, generation) REFERENCES generation (table_id, number)
) WITH (fillfactor = 70);

CREATE INDEX block_range_waiting ON block_range (table_id, generation, number)
  WHERE split_id IS NULL;
