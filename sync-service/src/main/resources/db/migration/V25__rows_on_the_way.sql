-- Why: rows are counted with the batch that they are announced in, and a file of a gigabyte is read for
-- minutes before that. Who looks meanwhile is to see how far it is.
--
-- Cost: an update of the splits that are being read, and a message for each of their tables, once a second.

ALTER TABLE split
  -- Read in this attempt, and not announced yet; up to two seconds old.
  ADD COLUMN rows_unannounced bigint NOT NULL DEFAULT 0 CHECK (rows_unannounced >= 0);
