-- Why: an increment may also delete at the target what the source has no more. While its keys are yet
-- to be compared, deletes_open says so, and the table has not ended. What was deleted is counted at
-- the target, in one transaction with the deletes, and copied here at the end.
--
-- Cost: two columns with constant defaults, kept in the catalog: no row is touched. The look for keys
-- to compare, once a second, reads an index that holds nothing else.

ALTER TABLE extract_table
  ADD COLUMN rows_deleted bigint NOT NULL DEFAULT 0,
  ADD COLUMN deletes_open boolean NOT NULL DEFAULT false;

CREATE INDEX extract_table_to_compare ON extract_table (id) WHERE deletes_open;
