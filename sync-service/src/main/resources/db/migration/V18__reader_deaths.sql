-- Why: a row that ends the process of whoever reads it ends it again after every restart. An attempt is
-- counted as open before the reading begins, and as ended however it ends while its process lives. What
-- is still open when another process takes the split up has ended with its reader; a table where that
-- happened often enough is set aside, and the others go on.
--
-- Cost: two columns in an update that is made anyway, and one short update when an attempt ends.

ALTER TABLE split
  -- Attempts since it last came further that have not been noted as ended, the one at work included.
  ADD COLUMN unended int NOT NULL DEFAULT 0,
  -- The process of the last attempt.
  ADD COLUMN reader uuid;
